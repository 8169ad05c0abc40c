import { type DestinationStream, pino } from 'pino';
import { type LogFields, logContext } from './log-context.ts';
import { makeRedaction } from './redact.ts';

/** The engine's `Log` port, with one level more for what only a developer asks for. */
export interface OpenLog {
  debug(event: string, fields: LogFields): void;
  info(event: string, fields: LogFields): void;
  warn(event: string, fields: LogFields): void;
  error(event: string, fields: LogFields): void;
}

export interface LogOptions {
  /** The process: `stop-worker`. */
  readonly name: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** default: standard output */
  readonly destination?: DestinationStream;
  /** Values that never appear in a line, wherever they stand: the API keys and secrets of the configuration. */
  readonly secrets?: readonly string[];
}

/**
 * Opens the log of a process: one JSON object a line, with `level`, `time` (ISO, UTC), `name`, `pid`, `event`, the fields
 * bound by `withLogContext`, and those given. A field of the same name given with the event wins over a bound one.
 * Writing never throws.
 */
export function openLog({ name, level, destination, secrets = [] }: LogOptions): OpenLog {
  const redact = makeRedaction(secrets);
  const options = {
    level,
    base: { name, pid: process.pid },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  const write = (at: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields: LogFields) => {
    if (logger.isLevelEnabled(at)) logger[at](withoutClash(redact({ ...logContext(), ...fields })), event);
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** What pino writes itself; a field of that name would stand in the line twice. */
const RESERVED = new Set(['level', 'time', 'name', 'pid', 'event']);

function withoutClash(fields: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields as Record<string, unknown>).map(([name, value]) => [RESERVED.has(name) ? `${name}_` : name, value]));
}
