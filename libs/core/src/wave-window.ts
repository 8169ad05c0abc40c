import type { ExchangeId } from './key.ts';
import type { SignalRecord } from './signal.ts';

/** How many of a wave may be opened, and how many more may be tried. */
export interface WaveWindow {
  readonly open: number;
  /** How many signals behind the best N may be tried at most; absent: all. */
  readonly reserve?: number | undefined;
  /** How many may be opened at each exchange; an exchange that is not named has no cap of its own. */
  readonly openPerExchange?: Readonly<Partial<Record<ExchangeId, number | undefined>>> | undefined;
}

/**
 * The signals that may ever be tried: of the ranked ones the best N that the caps of the exchanges let in, and the reserve
 * behind them. Follows from signals and policy alone, so that every worker draws the same line at any time.
 */
export function windowOf(ranked: readonly SignalRecord[], { open, reserve, openPerExchange }: WaveWindow): ReadonlySet<string> {
  if (reserve === undefined) return new Set(ranked.map(({ id }) => id));
  const inside = new Set<string>();
  const at = new Map<ExchangeId, number>();
  for (const { id, key } of ranked) {
    const here = at.get(key.exchange) ?? 0;
    const cap = openPerExchange?.[key.exchange];
    if (inside.size >= open + reserve) break;
    if (cap !== undefined && here >= cap + reserve) continue;
    inside.add(id);
    at.set(key.exchange, here + 1);
  }
  return inside;
}
