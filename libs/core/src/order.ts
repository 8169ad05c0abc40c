import type { Decimal } from './decimal.ts';
import type { Leg, SymbolKey } from './key.ts';

export type OrderSide = 'buy' | 'sell';
export type PositionSide = 'long' | 'short';
export type OrderRole = 'entry' | 'stop' | 'exit' | 'foreign';
/** Exchanges keep conditional orders apart from plain ones; Bybit also attaches stops to the position itself. */
export type OrderList = 'plain' | 'conditional' | 'position';
export type TriggerType = 'last' | 'mark';

/**
 *   planned ─▶ resting ─▶ triggered ─▶ filled | canceled | rejected | expired
 *      └──────────┴────────────────────▶ (any of the four)
 *      └─▶ never_existed ─▶ any, because a late fill always wins
 *
 * `planned`: the intent is committed, no answer is known. `triggered`: a conditional order became its child order.
 */
export const ORDER_STATUSES = ['planned', 'resting', 'triggered', 'filled', 'canceled', 'rejected', 'expired', 'never_existed'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const TERMINAL: ReadonlySet<OrderStatus> = new Set(['filled', 'canceled', 'rejected', 'expired', 'never_existed']);

/** Whether nothing more can happen to an order, as far as is known. */
export function isTerminal(status: OrderStatus): boolean {
  return TERMINAL.has(status);
}

/**
 * Whether an order of status `from` may be said to be `to`: only forward, and never out of an end, except that what was
 * said never to have existed may turn up. The books refuse any other move.
 */
export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  if (from === 'never_existed') return to !== 'never_existed';
  return !isTerminal(from) && ORDER_STATUSES.indexOf(to) > ORDER_STATUSES.indexOf(from);
}

/** What the database says of an order of ours, or of a foreign one that touched a position of ours. */
export interface OrderRecord {
  readonly id: string;
  readonly positionId: string | null;
  readonly role: OrderRole;
  readonly generation: number;
  readonly clientOrderId: string;
  readonly list: OrderList;
  readonly side: OrderSide;
  /** null: closes whatever the position holds. */
  readonly quantity: Decimal | null;
  /** Of a stop; of an entry, that of the stop that it brings along. Null: it has none. */
  readonly triggerPrice: Decimal | null;
  readonly triggerType: TriggerType | null;
  readonly reduceOnly: boolean;
  readonly closesPosition: boolean;
  readonly status: OrderStatus;
  readonly exchangeOrderId: string | null;
  readonly childOrderId: string | null;
  readonly executedQuantity: Decimal;
  readonly averagePrice: Decimal | null;
  /** When it was first meant to be cancelled; of an entry, when the stop that it brought along was first meant to go. Null: never. */
  readonly cancelIntendedAtMs: number | null;
  /** The signal that an exit carries out (wish.ts); null for one that nobody asked for, and for every other order. */
  readonly wishId: string | null;
  /** Sum of the booked fills; below `executedQuantity` while some are still to be read (I9). */
  readonly bookedQuantity: Decimal;
  readonly createdAtMs: number;
}

/** What the exchange said of an order, as it was received. */
export interface OrderReport {
  readonly symbol: string;
  readonly list: OrderList;
  readonly clientOrderId: string;
  readonly exchangeOrderId: string;
  readonly childOrderId: string | null;
  readonly side: OrderSide;
  readonly leg: Leg;
  readonly kind: 'market' | 'limit' | 'stop_market' | 'take_profit_market' | 'other';
  readonly status: Exclude<OrderStatus, 'planned' | 'never_existed'>;
  readonly quantity: Decimal | null;
  readonly executedQuantity: Decimal;
  readonly averagePrice: Decimal | null;
  /** What it waits for, or waited for; null in the list of plain orders, unless it was a part of a position before it executed. */
  readonly triggerPrice: Decimal | null;
  readonly triggerType: TriggerType | null;
  /** The stop that it brought along for the position that it opened. */
  readonly attachedStop?: { readonly triggerPrice: Decimal; readonly triggerType: TriggerType };
  readonly reduceOnly: boolean;
  readonly closesPosition: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** One execution, as the exchange reported it. */
export interface FillReport {
  readonly symbol: string;
  readonly tradeId: string;
  readonly exchangeOrderId: string;
  readonly side: OrderSide;
  readonly leg: Leg;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly realisedPnl: Decimal;
  readonly atMs: number;
}

/** The side of the order that increases a position. */
export function openingSide(side: PositionSide): OrderSide {
  return side === 'long' ? 'buy' : 'sell';
}

/** The side of the order that reduces a position. */
export function closingSide(side: PositionSide): OrderSide {
  return side === 'long' ? 'sell' : 'buy';
}

/** Whether a report is about the order of this record: by our client id in the same list, or by the exchange's id. */
export function isReportOf(report: OrderReport, record: OrderRecord): boolean {
  if (report.list !== record.list) return false;
  // The exchange's id decides where both are known: Binance lets a client id be used again once its order is gone.
  return record.exchangeOrderId !== null ? report.exchangeOrderId === record.exchangeOrderId : report.clientOrderId === record.clientOrderId;
}

/** A symbol key and the order on it: how a report is looked up at the exchange. */
export interface OrderName {
  readonly key: SymbolKey;
  readonly list: OrderList;
  readonly clientOrderId: string;
}
