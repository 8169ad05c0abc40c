import type { Decimal } from './decimal.ts';

/** A contract that can be traded, with the grid and the bounds that its orders must keep. */
export interface Market {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly marginAsset: string;
  readonly kind: 'perpetual' | 'tradifi-perpetual';
  /** `settling`: being delisted, nothing can be opened. `closed`: settled and gone. */
  readonly status: 'trading' | 'settling' | 'closed';
  readonly tick: Decimal;
  readonly step: Decimal;
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  readonly maxMarketQuantity: Decimal;
  readonly minNotional: Decimal;
  readonly maxLeverage: number;
  /** How far beyond the mark price a buyer's limit may lie above it, a seller's below it, as a fraction. */
  readonly priceBand: Decimal;
  /** How far from the last price a market order may execute, as a fraction. */
  readonly marketTakeBound: Decimal;
  readonly firstPrice: Decimal;
}

/** The prices of a market: the last trade, and the mark price that values positions. */
export interface Price {
  readonly last: Decimal;
  readonly mark: Decimal;
  readonly updatedAtMs: number;
}

/** What to change. `last` alone moves the mark price with it; give both to keep them apart. */
export interface PriceChange {
  readonly last: Decimal | null;
  readonly mark: Decimal | null;
}
