import { readFileSync } from 'node:fs';
import { type Clock, type Decimal, type PaperExchange, parseDecimal, setPrice, zero } from '@breakwater/paper';
import type { ServedVenue } from './world.ts';

/** One line of a recording. */
interface RecordedPrice {
  readonly afterMs: number;
  readonly exchange: PaperExchange;
  readonly symbol: string;
  readonly last: Decimal;
  readonly mark: Decimal | null;
}

/** Recorded prices that come again, as far after the start as they were recorded. */
export interface Replay {
  /** When the next price is due, `null` when all have been told. */
  nextDueMs(): number | null;
  /** Sets every price that is due. */
  play(): void;
}

/** One line as `{afterMs, venue?, symbol, last, mark?}`. Throws, naming the line, for anything else. */
function readLine(text: string, number: number, venues: readonly Pick<ServedVenue, 'name' | 'exchange'>[]): RecordedPrice {
  const refuse = (why: string): Error => new Error(`Line ${number} of the recording: ${why}`);
  let line: Record<string, unknown>;
  try {
    line = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw refuse('is not JSON');
  }
  if (line === null || typeof line !== 'object') throw refuse('is no JSON object');
  const { afterMs, symbol, venue = 'binance' } = line;
  const exchange = venues.find(({ name }) => name === venue)?.exchange;
  if (exchange === undefined) throw refuse(`there is no venue ${String(venue)}`);
  if (typeof afterMs !== 'number' || !Number.isSafeInteger(afterMs) || afterMs < 0) throw refuse('afterMs must be milliseconds since the start');
  if (typeof symbol !== 'string' || !exchange.markets.has(symbol)) throw refuse(`there is no market ${String(symbol)}`);
  const last = typeof line.last === 'string' ? parseDecimal(line.last) : null;
  const mark = typeof line.mark === 'string' ? parseDecimal(line.mark) : null;
  const isPrice = (price: Decimal | null): boolean => price !== null && price.gt(zero);
  if (last === null || !isPrice(last) || (line.mark !== undefined && !isPrice(mark))) throw refuse('prices must be positive decimal numbers as text');
  return { afterMs, exchange, symbol, last, mark };
}

/** Opens a recording of prices (NDJSON, one price a line, in the order of time). Throws for a line that is none. */
export function openReplay(path: string, clock: Clock, venues: readonly Pick<ServedVenue, 'name' | 'exchange'>[]): Replay {
  const lines = readFileSync(path, 'utf8').split('\n');
  const prices = lines.flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, index + 1, venues)]));
  prices.sort((left, right) => left.afterMs - right.afterMs);
  const startMs = clock.nowMs();
  let next = 0;
  return {
    nextDueMs: () => (next < prices.length ? startMs + prices[next]!.afterMs : null),
    play() {
      for (; next < prices.length && startMs + prices[next]!.afterMs <= clock.nowMs(); next++) {
        const { exchange, symbol, last, mark } = prices[next]!;
        setPrice(exchange, symbol, { last, mark });
      }
    },
  };
}
