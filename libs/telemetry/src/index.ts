/**
 * @breakwater/telemetry: the log of a process, one JSON object a line, secrets taken out. Imports nothing of ours.
 * Start reading at open-log.ts; redact.ts says what counts as a secret.
 */
export { type LogFields, logContext, withLogContext } from './log-context.ts';
export { type LogOptions, type OpenLog, openLog } from './open-log.ts';
export { isSecretName, makeRedaction, REDACTED } from './redact.ts';
