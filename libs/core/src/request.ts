import type { Leg } from './key.ts';
import type { OrderList, OrderSide, TriggerType } from './order.ts';

/**
 * Every request that changes state at an exchange, exactly as it will be sent: it is stored in its intent before it
 * leaves. Prices and quantities are decimal strings that already lie on the market's grid.
 */
export type Request = PlaceMarket | PlaceLimit | PlaceStop | CancelOrder | ClearPositionStop | SetLeverage | SetMarginMode;

/** A stop that an entry brings along: the exchange makes it a part of the position in the instant of its first fill. */
export interface AttachedStop {
  readonly triggerPrice: string;
  readonly triggerType: TriggerType;
}

export interface PlaceMarket {
  readonly kind: 'place';
  readonly type: 'market';
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string;
  /** Absent: none. Only an entry has one. */
  readonly attachedStop?: AttachedStop;
}

/** An entry that trades at once at `price` or better, and whose rest ends (immediate or cancel): what it does not get, it does not chase. */
export interface PlaceLimit {
  readonly kind: 'place';
  readonly type: 'limit_ioc';
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly price: string;
  readonly reduceOnly: false;
  readonly clientOrderId: string;
  readonly attachedStop?: AttachedStop;
}

export interface PlaceStop {
  readonly kind: 'place';
  readonly type: 'stop_market';
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: OrderSide;
  readonly quantity: string;
  readonly triggerPrice: string;
  readonly triggerType: TriggerType;
  /** A protective stop can only ever reduce (I3). */
  readonly reduceOnly: true;
  readonly clientOrderId: string;
}

export interface CancelOrder {
  readonly kind: 'cancel';
  readonly symbol: string;
  readonly list: OrderList;
  readonly clientOrderId: string;
  /** Given for an order that was taken over, and then it decides: only our own client order ids are sure to name one order. */
  readonly exchangeOrderId?: string;
}

/** Takes the stop away that is a part of a position of this leg: it has no id that a cancel could name. */
export interface ClearPositionStop {
  readonly kind: 'position_stop';
  readonly symbol: string;
  readonly leg: Leg;
}

export interface SetLeverage {
  readonly kind: 'leverage';
  readonly symbol: string;
  readonly leverage: number;
}

export type MarginMode = 'cross' | 'isolated';

export interface SetMarginMode {
  readonly kind: 'margin_mode';
  readonly symbol: string;
  readonly mode: MarginMode;
}

/** `increases` for an entry, `reduces` for stops, exits and all that takes an order away, `configures` for settings: what a mode may forbid. */
export function requestEffect(request: Request): 'increases' | 'reduces' | 'configures' {
  if (request.kind === 'place') return request.reduceOnly ? 'reduces' : 'increases';
  return request.kind === 'cancel' || request.kind === 'position_stop' ? 'reduces' : 'configures';
}
