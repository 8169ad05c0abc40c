import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { wrapBareSignal } from './bare-signal.ts';
import { decimal, isDecimalText } from './decimal.ts';
import { type ExchangeId, EXCHANGES, isAccountName, toExchangeId } from './key.ts';
import type { PositionSide } from './order.ts';
import type { StopRule } from './position.ts';

/**
 * Wave files: NDJSON, one wave a line. A line that is not a wave is refused whole; a signal that is wrong is refused
 * alone, and the rest of its wave goes on. Each refusal says where and why, so that nothing is lost silently.
 */

export const SIGNALS_MAX = 500;
export const LINE_BYTES_MAX = 1_048_576;
const TEXT_MAX = 128;
const DECIMAL_MAX = 40;
const LEVERAGE_MAX = 125;

/** One wish to open a position, as its sender wrote it; what is null is left to the policy. */
export interface WaveFileSignal {
  /** Its place in the line, for refusals that only the markets or the configuration can tell. */
  readonly index: number;
  readonly externalId: string;
  readonly action: 'open';
  readonly exchange: ExchangeId;
  readonly account: string | null;
  /** As written, without white space around: which market is meant is decided by the loaded markets. */
  readonly symbol: string;
  readonly side: PositionSide;
  /** Decimal strings. */
  readonly score: string;
  readonly notional: string | null;
  readonly leverage: number | null;
  readonly stop: StopRule | null;
}

export interface WaveFileWave {
  readonly source: string;
  readonly externalId: string;
  readonly atMs: number;
  readonly signals: readonly WaveFileSignal[];
  /** The same for the same content however it is laid out, so that another delivery under the same id can be told apart. */
  readonly contentHash: string;
  /** Set where it was written as a single signal: then refusals name its fields without `signals[0]`. */
  readonly isBare?: true;
}

export interface Refusal {
  readonly file: string;
  readonly line: number;
  /** `signals[2].stop.percent`; empty for the whole line. */
  readonly field: string;
  readonly reason: string;
}

export type ParsedWaveLine =
  /** `refusals` are of single signals, which the wave goes on without. */
  | { readonly type: 'parsed'; readonly wave: WaveFileWave; readonly refusals: readonly Refusal[] }
  | { readonly type: 'refused'; readonly refusals: readonly Refusal[] };

/** Thrown and caught within this file: the first thing that is wrong with a line or a signal. */
class Fault extends Error {
  readonly field: string;

  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
  }
}

/**
 * Reads one line of a wave file; `at` is repeated in the refusals. Never throws.
 *
 * `defaultAtMs` is the instant of a wave that carries none (examples, waves made by hand); without it such a line is
 * refused. It is no part of the content, so that delivering the file again is still the same delivery.
 */
export function parseWaveLine(text: string, at: { readonly file: string; readonly line: number }, defaultAtMs: number | null = null): ParsedWaveLine {
  const refusals: Refusal[] = [];
  const attempt = <T>(path: string, read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      refusals.push({ ...at, field: [path, error.field].filter(Boolean).join('.'), reason: error.message });
      return null;
    }
  };
  const head = attempt('', () => readWave(text, defaultAtMs !== null));
  if (head === null) return { type: 'refused', refusals };
  const seen = new Set<string>();
  const signals = head.signals.map((raw, index) => attempt(head.isBare ? '' : `signals[${index}]`, () => readSignal(raw, index, seen))).filter((signal) => signal !== null);
  if (signals.length === 0) {
    return { type: 'refused', refusals: head.isBare ? refusals : [...refusals, { ...at, field: 'signals', reason: 'none is left that could be opened' }] };
  }
  const { source, externalId, atMs, isBare } = head;
  const contents = signals.map(({ index: _index, ...content }) => content);
  const contentHash = bytesToHex(sha256(utf8ToBytes(JSON.stringify({ source, externalId, atMs, contents }))));
  return { type: 'parsed', wave: { source, externalId, atMs: atMs ?? defaultAtMs ?? 0, signals, contentHash, ...(isBare && { isBare }) }, refusals };
}

const WAVE_FIELDS = ['source', 'id', 'at', 'signals'];
const SIGNAL_FIELDS = ['id', 'action', 'exchange', 'account', 'symbol', 'side', 'score', 'notional', 'leverage', 'stop'];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function readWave(text: string, mayLackAt: boolean): { source: string; externalId: string; atMs: number | null; signals: readonly unknown[]; isBare: boolean } {
  if (utf8ToBytes(text).length > LINE_BYTES_MAX) throw new Fault('', `is longer than ${LINE_BYTES_MAX} bytes`);
  const { wave: raw, isBare } = wrapBareSignal(parseJson(text));
  const wave = readObject(raw, WAVE_FIELDS);
  const source = readText(wave, 'source');
  const externalId = readText(wave, 'id');
  const atMs = mayLackAt ? optional(wave, 'at', readInstant) : readInstant(wave, 'at');
  const { signals } = wave;
  if (!Array.isArray(signals)) throw new Fault('signals', signals === undefined ? 'is missing' : 'must be a list');
  if (signals.length === 0) throw new Fault('signals', 'is empty');
  if (signals.length > SIGNALS_MAX) throw new Fault('signals', `holds ${signals.length} signals, at most ${SIGNALS_MAX} are allowed`);
  return { source, externalId, atMs, signals, isBare };
}

function readSignal(raw: unknown, index: number, seen: Set<string>): WaveFileSignal {
  const signal = readObject(raw, SIGNAL_FIELDS);
  const externalId = readText(signal, 'id');
  // The second of two is refused even if the first was: which of them was meant cannot be told.
  if (seen.has(externalId)) throw new Fault('id', `"${externalId}" is repeated within the wave`);
  seen.add(externalId);
  return {
    index,
    externalId,
    action: readChoice(signal, 'action', ['open']),
    exchange: readExchange(signal),
    account: optional(signal, 'account', readAccount),
    symbol: readText(signal, 'symbol'),
    side: readChoice(signal, 'side', ['long', 'short']),
    score: readDecimal(signal, 'score'),
    notional: optional(signal, 'notional', readPositive),
    leverage: optional(signal, 'leverage', readLeverage),
    stop: optional(signal, 'stop', readStop),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault('', 'is not JSON');
  }
}

function readInstant(fields: Fields, name: string): number {
  const text = readText(fields, name);
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Fault(name, 'must be an instant with its time zone, such as "2025-10-17T19:20:05Z"');
  return ms;
}

function readObject(value: unknown, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Fault('', 'must be an object');
  // A field that nobody reads is a wish that nobody fulfils: better refused than ignored.
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Fault(unknown.slice(0, TEXT_MAX), `is not known; the fields are ${known.join(', ')}`);
  return value as Fields;
}

/** The field by `read`, or null when it is absent. */
function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | null {
  return fields[name] === undefined || fields[name] === null ? null : read(fields, name);
}

function readText(fields: Fields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null) throw new Fault(name, 'is missing');
  if (typeof value !== 'string') throw new Fault(name, 'must be a text in quotes');
  const text = value.trim();
  if (text === '') throw new Fault(name, 'is empty');
  if (text.length > TEXT_MAX) throw new Fault(name, `is longer than ${TEXT_MAX} characters`);
  // Ids end up in logs, keys and terminals.
  if (/\p{Cc}/u.test(text)) throw new Fault(name, 'holds control characters');
  return text;
}

function readChoice<const T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const text = readText(fields, name);
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Fault(name, `must be ${choices.map((choice) => `"${choice}"`).join(' or ')}, not "${text}"`);
  return found;
}

function readExchange(fields: Fields): ExchangeId {
  const text = readText(fields, 'exchange');
  const exchange = toExchangeId(text);
  if (exchange === null) throw new Fault('exchange', `"${text}" is not known; the exchanges are ${EXCHANGES.join(', ')}`);
  return exchange;
}

function readAccount(fields: Fields, name: string): string {
  const text = readText(fields, name);
  if (!isAccountName(text)) throw new Fault(name, `"${text}" is no account name (lower case letters, digits, hyphens)`);
  return text;
}

function readDecimal(fields: Fields, name: string): string {
  // A JSON number has already lost its digits to a float when it is read.
  if (typeof fields[name] === 'number') throw new Fault(name, 'must be a decimal in quotes, such as "0.25"');
  const text = readText(fields, name);
  if (!isDecimalText(text) || text.length > DECIMAL_MAX) throw new Fault(name, `must be a decimal in quotes, such as "0.25", not "${text.slice(0, DECIMAL_MAX)}"`);
  return text;
}

function readPositive(fields: Fields, name: string): string {
  const text = readDecimal(fields, name);
  if (!decimal(text).gt('0')) throw new Fault(name, `must be above zero, not ${text}`);
  return text;
}

function readLeverage(fields: Fields, name: string): number {
  const value = fields[name];
  const leverage = typeof value === 'string' && /^\d{1,3}$/.test(value.trim()) ? Number(value) : value;
  if (typeof leverage === 'number' && Number.isInteger(leverage) && leverage >= 1 && leverage <= LEVERAGE_MAX) return leverage;
  throw new Fault(name, `must be a whole number from 1 to ${LEVERAGE_MAX}`);
}

function readStop(fields: Fields, name: string): StopRule {
  const within = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw error instanceof Fault ? new Fault([name, error.field].filter(Boolean).join('.'), error.message) : error;
    }
  };
  return within(() => {
    const stop = readObject(fields[name], ['percent', 'price']);
    if (('percent' in stop) === ('price' in stop)) throw new Fault('', 'must be either {"percent": "2"} or {"price": "0.0123"}');
    if ('price' in stop) return { price: readPositive(stop, 'price') };
    const percent = readPositive(stop, 'percent');
    if (!decimal(percent).lt('100')) throw new Fault('percent', `must be below 100, not ${percent}`);
    return { percent };
  });
}
