import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';

const MATCH_FIELDS: ReadonlySet<string> = new Set(['venue', 'method', 'path', 'symbol', 'account', 'clientOrderIdPrefix', 'event']);
/** What stays text although it may look like a number. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['id', 'message']);

/**
 * A fault out of `drop-reply symbol=TAGUSDT times=2`, or out of JSON. Which kinds there are, and which fields they need, the
 * paper exchange says: it may be of another version.
 * @throws CliError for a field that is no NAME=VALUE, and for JSON that is none.
 */
export function readFault(kind: string, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (kind.trimStart().startsWith('{')) return readJson(kind, fields);
  const pairs = fields.map(readPair);
  const match = Object.fromEntries(pairs.filter(([name]) => MATCH_FIELDS.has(name)));
  return { kind, match, ...Object.fromEntries(pairs.filter(([name]) => !MATCH_FIELDS.has(name)).map(([name, text]) => [name, readValue(name, text)])) };
}

function readJson(text: string, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (fields.length > 0) throw new CliError(EXIT.usage, `"${fields[0]}" comes after a fault that is JSON already: write it into the JSON.`);
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new CliError(EXIT.usage, `"${text}" is not JSON: quote it as a whole, such as '{"kind":"drop-reply"}'.`);
  }
}

function readPair(field: string): readonly [string, string] {
  const at = field.indexOf('=');
  if (at <= 0) throw new CliError(EXIT.usage, `"${field}" is no field of a fault: write it as NAME=VALUE, such as symbol=TAGUSDT.`);
  return [field.slice(0, at), field.slice(at + 1)];
}

function readValue(name: string, text: string): unknown {
  if (name === 'lists') return text.split(',');
  return !TEXT_FIELDS.has(name) && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
}
