import type { Leg, OrderSide } from '@breakwater/core';

/** What a state-changing request asks for, in words that all venues share. */
export interface Wish {
  readonly kind: 'place' | 'cancel' | 'configure';
  /** Of the order that is placed or cancelled. */
  readonly clientOrderId: string | null;
  /** Where an order is cancelled by the exchange's id instead: that. */
  readonly exchangeOrderId: string | null;
  /** `stop` waits for a price. For a cancel: the list that it names, null where all orders are in one; `position_stop`: what is a part of a position. */
  readonly type: 'market' | 'stop' | 'position_stop' | null;
  readonly side: OrderSide | null;
  /** Null where the request does not say. */
  readonly leg: Leg | null;
  /** Whether an order can only make a position smaller: it says so, or it is of the closing side of a leg. */
  readonly isReducing: boolean;
  readonly triggerPrice: string | null;
}

/**
 * One state-changing request of the fleet as the venue saw it: what the checkers judge, because neither the fleet nor its
 * books can embellish it.
 */
export interface Arrival extends Omit<Wish, 'leg'> {
  /** Which process sent it. */
  readonly sender: string;
  readonly atMs: number;
  /** For people: `POST /fapi/v1/order`. */
  readonly what: string;
  /** Null for a setting of the whole account. */
  readonly symbol: string | null;
  /** Of the order that it places or cancels. */
  readonly leg: Leg;
  /** What it was signed with, on the exchange's clock. */
  readonly signedAtMs: number;
  /** Whether the model carried it out, whatever the sender is told. */
  readonly wasExecuted: boolean;
  /** Whether the position of that leg was open and covered by valid stops, before and after. */
  readonly wasCovered: boolean;
  readonly isOpenAfter: boolean;
  readonly isCoveredAfter: boolean;
  /** Whether the order that a cancel names was placed by this fleet. Null for other requests. */
  readonly cancelsOwn: boolean | null;
}

/** Whether an order of this side can only close a leg of hedge mode. */
export function isClosing(leg: Leg, side: OrderSide): boolean {
  return (leg === 'long' && side === 'sell') || (leg === 'short' && side === 'buy');
}
