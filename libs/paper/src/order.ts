import type { Decimal } from './decimal.ts';
import type { Leg, Side } from './position.ts';

/** Who made an order: a client's request, a person's hand, a triggered conditional order, or the exchange itself. */
export type OrderOrigin = 'client' | 'hand' | 'conditional' | 'liquidation' | 'adl' | 'settlement';

export type OrderStatus = 'new' | 'partially-filled' | 'filled' | 'canceled' | 'expired';

export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtx';

/** Stop and take-profit that an order brings along: they are set on its position when it fills. */
export interface AttachedStops {
  /** `full`: of the whole position, whatever its size. `partial`: of what each execution added. */
  readonly mode: PositionBond;
  readonly stop: AttachedStop | null;
  readonly takeProfit: AttachedStop | null;
}

export interface AttachedStop {
  readonly triggerPrice: Decimal;
  readonly workingPrice: WorkingPrice;
  /** The limit of its child; `null` for a market order. */
  readonly price: Decimal | null;
}

/** How a conditional order belongs to a position: as the one of its kind for the whole of it, or for a part. It ends with the position. */
export type PositionBond = 'full' | 'partial';

/** Why an order ended without a client's wish, where its other fields do not say so. */
export type OrderEnding = 'would-not-rest' | 'would-not-fill' | 'nothing-to-reduce' | 'insufficient-margin' | 'liquidation' | 'settlement' | 'position-closed';

/** An order of the plain list. A value: every change makes a new one. */
export interface Order {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly leg: Leg;
  readonly side: Side;
  readonly type: 'market' | 'limit';
  readonly timeInForce: TimeInForce;
  /** `null` for a market order. */
  readonly price: Decimal | null;
  readonly quantity: Decimal;
  readonly executedQuantity: Decimal;
  /** Sum of price × quantity over the executions. */
  readonly executedCost: Decimal;
  readonly status: OrderStatus;
  readonly reduceOnly: boolean;
  /** Whether it met a position of the other side when it was accepted: it can then hardly be meant as an entry. */
  readonly isClosing: boolean;
  readonly origin: OrderOrigin;
  /** A step of a liquidation that leaves a part of the position open. */
  readonly isLaddered?: boolean;
  /** The conditional order whose child this is. */
  readonly parent: OrderParent | null;
  readonly attached?: AttachedStops;
  readonly ending?: OrderEnding;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface OrderParent {
  readonly conditionalOrderId: number;
  readonly type: ConditionalType;
  readonly triggerPrice: Decimal;
  readonly workingPrice: WorkingPrice;
  readonly closePosition: boolean;
}

export type ConditionalType = 'stop-market' | 'take-profit-market' | 'stop' | 'take-profit' | 'trailing-stop-market';
/** Which price a trigger watches. */
export type WorkingPrice = 'last' | 'mark';

/**
 *   new ──▶ triggering ──▶ triggered ──▶ finished      (its child order exists from `triggered` on)
 *    │           └───────▶ rejected                    (the exchange refused the child)
 *    ├──▶ canceled                                     (by the client)
 *    └──▶ expired                                      (by the exchange: its position is gone)
 */
export type ConditionalStatus =
  | 'new'
  | 'triggering'
  | 'triggered'
  | 'finished'
  | 'canceled'
  | 'expired'
  | 'rejected';

/** How a trailing stop follows the price. */
export interface Trail {
  /** Per cent. */
  readonly callbackRate: Decimal;
  /** A distance in the price instead of the rate, where the venue counts so. */
  readonly distance?: Decimal;
  /** Where it begins to follow; `null`: at once. */
  readonly activatePrice: Decimal | null;
  /** The best price since it began to follow; `null` before. */
  readonly extremePrice: Decimal | null;
}

/** An order that waits for a price in a list of its own (Binance: algo order). A value: every change makes a new one. */
export interface ConditionalOrder {
  readonly symbol: string;
  readonly conditionalOrderId: number;
  readonly clientOrderId: string;
  readonly leg: Leg;
  readonly side: Side;
  readonly type: ConditionalType;
  /** `null` with `closePosition`. */
  readonly quantity: Decimal | null;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  /** For a trailing one, where it would trigger now. */
  readonly triggerPrice: Decimal;
  /** The limit of the child; `null` when it is a market order. */
  readonly price: Decimal | null;
  readonly timeInForce: TimeInForce;
  /** Exactly with `trailing-stop-market`. */
  readonly trail: Trail | null;
  readonly workingPrice: WorkingPrice;
  readonly priceProtect: boolean;
  readonly origin: OrderOrigin;
  readonly status: ConditionalStatus;
  readonly childOrderId: number | null;
  readonly bond?: PositionBond;
  /** Whether the venue frees margin for it by cancelling other orders, so that it can only close. */
  readonly closeOnTrigger?: boolean;
  /** What its child brings along. */
  readonly attached?: AttachedStops;
  readonly ending?: OrderEnding;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly triggeredAtMs: number | null;
}

/** Whether the order still rests and may fill. */
export function isOpenOrder(order: Order): boolean {
  return order.status === 'new' || order.status === 'partially-filled';
}

/** Whether the conditional order still waits for its price. */
export function isOpenConditionalOrder(order: ConditionalOrder): boolean {
  return order.status === 'new';
}
