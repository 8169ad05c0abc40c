import { type Decimal, sumOf, ZERO } from './decimal.ts';
import type { Leg, SymbolKey } from './key.ts';
import type { OrderRecord, PositionSide } from './order.ts';
import type { PositionRecord } from './position.ts';
import { followsOf, type StopPlace, type StopPlan } from './stop-plan.ts';

export const EXIT_ACTIONS = ['close', 'reduce', 'set_stop'] as const;
export type ExitAction = (typeof EXIT_ACTIONS)[number];

/**
 * A signal that exits and has no outcome yet: what somebody wants of a position. It is a fact of the books, and not an order to
 * anybody: whoever holds the key next carries it out, and the statement that books what came of it settles it.
 */
export interface Wish {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly key: SymbolKey;
  readonly action: ExitAction;
  /** null: whichever leg, and side, a row of ours is on. */
  readonly leg: Leg | null;
  readonly side: PositionSide | null;
  /** Of a `reduce`: one of them, how much or which part (up to 1) of what is held. */
  readonly quantity: Decimal | null;
  readonly fraction: Decimal | null;
  /** How much that came to: fixed once, before anything is sent, so that no later look makes it another amount. */
  readonly targetQuantity: Decimal | null;
  /** Of a `set_stop`. */
  readonly stopRule: StopPlace | null;
  readonly mayLoosen: boolean;
  /** The operator means what is foreign too (I11). */
  readonly coversForeign: boolean;
  readonly createdAtMs: number;
  /** A `reduce` in books that were put back: what it took off already may be lost, so it waits until they are recovered (I2). */
  readonly isHeld: boolean;
}

/** Whether a wish is about a leg and the side that is held there. */
export function concerns(wish: Pick<Wish, 'leg' | 'side'>, leg: Leg, side: PositionSide): boolean {
  return (wish.leg === null || wish.leg === leg) && (wish.side === null || wish.side === side);
}

/** Whether a wish may touch a row: one of ours, or a foreign one that it covers (I11). */
export function mayTouch(wish: Wish, row: PositionRecord): boolean {
  return concerns(wish, row.leg, row.side) && (row.origin !== 'foreign' || wish.coversForeign);
}

/** How much was executed for a wish: the more of what its exits' reports and their booked fills say. */
export function doneFor(wish: Wish, orders: readonly OrderRecord[]): Decimal {
  const own = orders.filter((order) => order.wishId === wish.id);
  return sumOf(own.map((order) => (order.bookedQuantity.gt(order.executedQuantity) ? order.bookedQuantity : order.executedQuantity)));
}

/**
 * What a wished stop makes of the plan of the row that it moves: a price may lie on the winning side of the entry. The stop goes on
 * following the price from there, unless the signal may loosen it: then its sender has taken it over, and only the age still counts. That it is to be closed stays.
 */
export function toStopPlan({ stopRule, mayLoosen }: Pick<Wish, 'mayLoosen'> & { readonly stopRule: StopPlace }, plan: StopPlan): StopPlan {
  const place = 'price' in stopRule ? { movedTo: stopRule.price } : { percent: stopRule.percent };
  const { age, best, over } = plan;
  const kept = { ...place, ...(over !== undefined && { over }) };
  return mayLoosen ? { ...kept, ...followsOf({ age }) } : { ...kept, ...followsOf(plan), ...(best !== undefined && { best }) };
}

/** Nothing, as an amount. */
export const isNothing = (quantity: Decimal): boolean => quantity.lte(ZERO);
