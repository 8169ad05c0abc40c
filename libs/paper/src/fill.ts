import type { Decimal } from './decimal.ts';
import type { Leg, Side } from './position.ts';

/** One execution of one order. */
export interface Fill {
  readonly symbol: string;
  readonly tradeId: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly leg: Leg;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly commission: Decimal;
  readonly commissionAsset: string;
  readonly realisedProfit: Decimal;
  readonly isMaker: boolean;
  readonly timeMs: number;
  /** How much of it made the position smaller. */
  readonly closedQuantity: Decimal;
  /** What was left of the order afterwards. */
  readonly leftQuantity: Decimal;
  readonly markPrice: Decimal;
}

/** What a script says about one execution of a coming market order. */
export interface Execution {
  readonly price: Decimal;
  readonly quantity: Decimal;
}
