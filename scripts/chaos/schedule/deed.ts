import type { ExchangeId } from '@breakwater/core';
import type { ServerName } from '../world/fleet.ts';

/** What a lie is told about, for how long. `fault` is what the paper exchange's admin API takes. */
export interface Lie {
  readonly kind: 'lie';
  readonly fault: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly forMs: number;
}

/** A signal of a wave, as the wave file has it. */
export interface DrawnSignal {
  readonly id: string;
  readonly exchange: ExchangeId;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly score: string;
}

/**
 * Whom a strike is for: `intent` is whoever has a request under way, a number is a place in the fleet.
 * `nth` counts, in the other deeds, what there is at that moment: open positions, waiting stops.
 */
export type Aim = 'intent' | number;

/** At which exchange something happens. */
interface Somewhere {
  readonly exchange: ExchangeId;
}

/** One thing that goes wrong, or happens. All of it is drawn beforehand; only what `intent` and `nth` find depends on the run. */
export type Deed =
  | { readonly kind: 'kill'; readonly aim: Aim; readonly instead: number; readonly downMs: number }
  | { readonly kind: 'pause'; readonly aim: Aim; readonly instead: number; readonly forMs: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'restart'; readonly server: 'postgres' | 'redis'; readonly how: 'orderly' | 'crash'; readonly awayMs: number }
  | { readonly kind: 'cut'; readonly server: ServerName; readonly slot: number | 'all' }
  | { readonly kind: 'slow'; readonly server: ServerName; readonly slot: number | 'all'; readonly delayMs: number; readonly forMs: number }
  | { readonly kind: 'hold'; readonly server: ServerName; readonly slot: number; readonly forMs: number }
  | Lie
  | { readonly kind: 'wave'; readonly id: string; readonly signals: readonly DrawnSignal[]; readonly deliveries: number }
  | (Somewhere & { readonly kind: 'resync'; readonly symbol: string | null })
  | (Somewhere & { readonly kind: 'price'; readonly symbol: string; readonly perMille: number })
  | (Somewhere & { readonly kind: 'through-stop'; readonly nth: number })
  | (Somewhere & { readonly kind: 'hand-trade'; readonly how: 'close' | 'reduce' | 'add' | 'flip'; readonly nth: number })
  | (Somewhere & { readonly kind: 'hand-open'; readonly symbol: string; readonly side: 'BUY' | 'SELL' })
  | (Somewhere & { readonly kind: 'cancel-stop' | 'move-stop'; readonly nth: number })
  | (Somewhere & { readonly kind: 'force'; readonly how: 'liquidate' | 'adl'; readonly nth: number });

/** A deed and its moment, in milliseconds after the chaos began. */
export interface Due {
  readonly atMs: number;
  readonly deed: Deed;
}
