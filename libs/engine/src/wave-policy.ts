import type { Decimal, MarketFacts, MarketFigure, Reading, StopRule, WaveLimits } from '@breakwater/core';

/** How one wave is worked off; stored with the wave, so that a later change of configuration does not alter it. */
export interface WavePolicy extends WaveLimits {
  /** How many positions the wave may open. */
  readonly open: number;
  /** Size of a position whose signal names none: a decimal string, in the quote currency. null: the part of the balance that `balanceFraction` says. */
  readonly notional: string | null;
  readonly leverage: number;
  readonly stop: StopRule;
  /** Symbols that are never opened. */
  readonly stopList: readonly string[];
  /** A signal older than this is skipped. */
  readonly signalAgeMsMax: number;
  /** How long after a position of its symbol closed no entry follows; absent: no time at all. */
  readonly cooldownMs?: number | undefined;
}

/** What a policy asks of an exchange, as part of the port `Exchange`. */
export interface PolicyReads {
  /**
   * These figures of these markets, in as few requests as the venue lets it be. A market of which any figure could not be read is
   * left out; a figure that the venue answered for and does not tell is null.
   */
  readMarketFacts(symbols: readonly string[], figures: readonly MarketFigure[]): Promise<Reading<ReadonlyMap<string, MarketFacts>>>;
  /** What the account has available for a new position in the currency that each of these symbols is margined in. */
  readAvailableBalances(symbols: readonly string[]): Promise<Reading<ReadonlyMap<string, Decimal>>>;
}
