import { type Decimal, decimal, isDecimalText, sumOf, ZERO } from '@breakwater/core';
import { shorten } from './redact.ts';
import { percentOf } from './percent-of.ts';
import { Unreadable } from './unreadable.ts';

/** One minute of a market. */
export interface Candle {
  readonly openMs: number;
  readonly open: Decimal;
  readonly close: Decimal;
  /** What was traded, in the quote currency. */
  readonly quoteVolume: Decimal;
}

const MINUTE_MS = 60_000;
/** As many minutes as there are in an hour, and one for the instant at which the next one begins. */
export const CANDLES_WANTED = 61;
const MOVE_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Rows of candles as both venues give them, a list of `[openMs, open, high, low, close, …]`; `quoteVolumeAt` is where the turnover
 * stands. Oldest first, whatever order they came in. Throws {@link Unreadable} for anything else.
 */
export function parseCandles(value: unknown, quoteVolumeAt: number, what: string): readonly Candle[] {
  if (!Array.isArray(value)) throw new Unreadable(`${what} is not a list`);
  return value.map((row) => parseCandle(row, quoteVolumeAt, what)).sort((a, b) => a.openMs - b.openMs);
}

function parseCandle(row: unknown, quoteVolumeAt: number, what: string): Candle {
  const fields: readonly unknown[] = Array.isArray(row) ? row : [];
  const refuse = (): never => {
    throw new Unreadable(`${what}: ${shorten(JSON.stringify(row) ?? 'nothing')}`);
  };
  const number = (at: number): Decimal => {
    const field = fields[at];
    return typeof field === 'string' && isDecimalText(field) ? decimal(field) : refuse();
  };
  const openMs = Number(fields[0]);
  return { openMs: Number.isSafeInteger(openMs) && openMs > 0 ? openMs : refuse(), open: number(1), close: number(4), quoteVolume: number(quoteVolumeAt) };
}

/**
 * What was traded within the last hour, the running minute included. A market that is younger has traded nothing before. null when
 * the candles end long before now: then nothing is known of this hour.
 */
export function volumeOfHour(candles: readonly Candle[], nowMs: number): Decimal | null {
  if (!isRecent(candles, nowMs)) return null;
  return sumOf(candles.filter(({ openMs }) => openMs > nowMs - HOUR_MS).map(({ quoteVolume }) => quoteVolume));
}

/** How far the price has gone since the minute in which five minutes ago lies began, in percent, without sign. null when that is not known. */
export function moveOfFiveMinutes(candles: readonly Candle[], nowMs: number): Decimal | null {
  const newest = candles.at(-1);
  const before = candles.findLast(({ openMs }) => openMs <= nowMs - MOVE_MS);
  if (newest === undefined || before === undefined || !isRecent(candles, nowMs) || before.openMs <= nowMs - MOVE_MS - 2 * MINUTE_MS) return null;
  return before.open.gt(ZERO) ? percentOf(newest.close.minus(before.open).abs(), before.open) : null;
}

function isRecent(candles: readonly Candle[], nowMs: number): boolean {
  const newest = candles.at(-1);
  return newest !== undefined && newest.openMs > nowMs - 2 * MINUTE_MS;
}
