/**
 * Takes secrets out of what is about to be written: by the name of a field at any depth, by what looks like a secret
 * inside a text (a signed URL, a header), and by value for the secrets that the process knows it holds.
 */

export const REDACTED = '[redacted]';

const SECRET_NAMES = [
  'apikey', 'apisecret', 'secret', 'secretkey', 'signature', 'sign', 'authorization', 'listenkey', 'password', 'passphrase',
  'token', 'accesstoken', 'cookie', 'credentials', 'xmbxapikey', 'xbapiapikey', 'xbapisign',
]; // prettier-ignore
const SECRET_NAME_SET: ReadonlySet<string> = new Set(SECRET_NAMES);

const NAME_IN_TEXT = 'api[-_]?key|api[-_]?secret|secret(?:[-_]?key)?|signature|listen[-_]?key|password|passphrase|(?:access[-_]?)?token|x-mbx-apikey|x-bapi-api-key|x-bapi-sign';
/** `signature=ab12`, `"apiKey":"ab12"`, `X-MBX-APIKEY: ab12`, also percent-encoded and with escaped quotes. */
const ASSIGNED = new RegExp(`((?:${NAME_IN_TEXT})(?:\\\\?["'])?\\s*(?:=|:|%3D|%3A)\\s*(?:\\\\?["'])?)([^\\s"'&,;\\\\}]+)`, 'gi');
const AUTHORIZATION = /((?:authorization(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)(?:(?:bearer|basic)\s+)?|\bbearer\s+)[^\s"',;\\}]+/gi;
const PASSWORD_IN_ADDRESS = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;
/** Binance's user stream carries its key in the path. */
const STREAM_PATH = /(\/ws\/)[A-Za-z0-9]{32,}/g;

const DEPTH_MAX = 8;
/** A text of fewer characters would be replaced where it means nothing. */
const SECRET_LENGTH_MIN = 6;

/** Builds the redaction of one log; `secrets` are values that never appear, wherever they stand. */
export function makeRedaction(secrets: readonly string[] = []): (value: unknown) => unknown {
  const known = secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN).flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const redactText = (text: string): string => {
    const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    return withoutKnown
      .replace(PASSWORD_IN_ADDRESS, `$1${REDACTED}@`)
      .replace(AUTHORIZATION, `$1${REDACTED}`)
      .replace(ASSIGNED, `$1${REDACTED}`)
      .replace(STREAM_PATH, `$1${REDACTED}`);
  };
  const redactValue = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= DEPTH_MAX) return '[too deep]';
    if (value instanceof Error) return redactError(value, depth);
    if ('toJSON' in value && typeof value.toJSON === 'function') return redactValue(value.toJSON(), depth + 1);
    if (value instanceof Map || value instanceof Set) return redactValue([...value], depth + 1);
    if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? hidden(item) : redactValue(item, depth + 1)]));
  };
  const redactError = (error: Error, depth: number): unknown => ({
    type: error.name,
    message: redactText(error.message),
    ...(error.stack && { stack: redactText(error.stack) }),
    ...(error.cause !== undefined && { cause: redactValue(error.cause, depth + 1) }),
  });
  return (value) => redactValue(value, 0);
}

/** Whether a field of this name holds a secret, however it is written (`apiKey`, `api_key`, `X-MBX-APIKEY`). */
export function isSecretName(name: string): boolean {
  return SECRET_NAME_SET.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/** That there is none is worth knowing, and no secret. */
const hidden = (value: unknown): unknown => (value === null || value === undefined || value === '' ? value : REDACTED);
