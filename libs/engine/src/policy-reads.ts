import type { Decimal, MarketFacts, MarketFigure, Reading } from '@breakwater/core';

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
