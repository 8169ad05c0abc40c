import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { wrapBareSignal } from './bare-signal.ts';
import type { ExchangeId } from './key.ts';
import type { PositionSide } from './order.ts';
import type { StopRule } from './stop-plan.ts';
import { EXIT_FIELDS, readExit, type WaveFileExit } from './wave-exit.ts';
import { Fault, optional, parseJson, readAccount, readChoice, readDecimal, readExchange, readInstant, readLeverage, readObject, readPositive, readStopRule, readText } from './wave-fields.ts';
import { EXIT_ACTIONS } from './wish.ts';

/**
 * Wave files: NDJSON, one wave a line. A line that is not a wave is refused whole; a signal that is wrong is refused
 * alone, and the rest of its wave goes on. Each refusal says where and why, so that nothing is lost silently.
 */

export const SIGNALS_MAX = 500;
export const LINE_BYTES_MAX = 1_048_576;

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
  /** Signals that exit; the others open. */
  readonly exits: readonly WaveFileExit[];
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
  const read = head.signals.map((raw, index) => attempt(head.isBare ? '' : `signals[${index}]`, () => readSignal(raw, index, seen))).filter((signal) => signal !== null);
  if (read.length === 0) {
    return { type: 'refused', refusals: head.isBare ? refusals : [...refusals, { ...at, field: 'signals', reason: 'none is left that could be worked on' }] };
  }
  const { source, externalId, atMs, isBare } = head;
  const contents = read.map(({ index: _index, ...content }) => content);
  const contentHash = bytesToHex(sha256(utf8ToBytes(JSON.stringify({ source, externalId, atMs, contents }))));
  const signals = read.filter((signal) => signal.action === 'open');
  const exits = read.filter((signal) => signal.action !== 'open');
  return { type: 'parsed', wave: { source, externalId, atMs: atMs ?? defaultAtMs ?? 0, signals, exits, contentHash, ...(isBare && { isBare }) }, refusals };
}

const WAVE_FIELDS = ['source', 'id', 'at', 'signals'];
const SIGNAL_FIELDS = ['id', 'action', 'exchange', 'account', 'symbol', 'side', 'score', 'notional', 'leverage', 'stop'];

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

function readSignal(raw: unknown, index: number, seen: Set<string>): WaveFileSignal | WaveFileExit {
  // What an exit may hold depends on what it does.
  const named = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>)['action'] : undefined;
  const exit = EXIT_ACTIONS.find((action) => action === named);
  const signal = readObject(raw, exit === undefined ? SIGNAL_FIELDS : EXIT_FIELDS[exit]);
  const externalId = readText(signal, 'id');
  // The second of two is refused even if the first was: which of them was meant cannot be told.
  if (seen.has(externalId)) throw new Fault('id', `"${externalId}" is repeated within the wave`);
  seen.add(externalId);
  if (exit !== undefined) return readExit(signal, index, externalId, exit);
  return {
    index,
    externalId,
    action: readChoice(signal, 'action', ['open', ...EXIT_ACTIONS]) as 'open',
    exchange: readExchange(signal),
    account: optional(signal, 'account', readAccount),
    symbol: readText(signal, 'symbol'),
    side: readChoice(signal, 'side', ['long', 'short']),
    score: readDecimal(signal, 'score'),
    notional: optional(signal, 'notional', readPositive),
    leverage: optional(signal, 'leverage', readLeverage),
    stop: optional(signal, 'stop', readStopRule),
  };
}
