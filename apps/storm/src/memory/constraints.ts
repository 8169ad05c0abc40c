import { type Decimal, decimal, isTakenOver, ZERO } from '@breakwater/core';
import type { FillRow, IntentRow, OrderRow, PositionRow, SignalRow, WishRow } from './memory-books.ts';

/** A rule of the schema was broken: the statement throws and leaves nothing behind, as in Postgres. */
export class ConstraintBroken extends Error {
  override readonly name = 'ConstraintBroken';
  readonly constraint: string;
  readonly kind: 'check' | 'foreign_key' | 'unique' | 'value';

  constructor(kind: ConstraintBroken['kind'], constraint: string, subject: string) {
    super(`${subject} violates ${kind} constraint ${constraint}`);
    this.kind = kind;
    this.constraint = constraint;
  }
}

/** Throws unless the rule holds. */
export function must(isKept: boolean, kind: ConstraintBroken['kind'], constraint: string, subject: string): void {
  if (!isKept) throw new ConstraintBroken(kind, constraint, subject);
}

const OWN_CLIENT_ID = /^bw[A-Za-z0-9_-]{3,34}$/;
const MISSPELT_SYMBOL = /[\s/:]/;

/** The CHECKs on positions. */
export function checkPosition(row: PositionRow): void {
  const check = (isKept: boolean, rule: string): void => must(isKept, 'check', `position_${rule}`, `position ${row.id}`);
  const isClosed = row.status === 'closed';
  check(isClosed === (row.closedAtMs !== null) && isClosed === (row.closeReason !== null), 'closed_means_when_and_why');
  check((row.status !== 'open' && row.status !== 'closing') || (row.entryPrice !== null && row.firstFillAtMs !== null), 'open_means_filled');
  check(row.quantity.gt(ZERO), 'quantity_positive');
  check(row.entryPrice === null || row.entryPrice.gt(ZERO), 'entry_price_positive');
  check(row.plannedNotional === null || row.plannedNotional.gt(ZERO), 'planned_notional_positive');
  check(row.bareMs >= 0, 'bare_ms_counts_up');
  check(row.leg === 'net' || row.leg === row.side, 'leg_fits_side');
  check(row.origin !== 'signal' || row.signalId !== null, 'from_signal_names_it');
}

/** The CHECKs on orders. */
export function checkOrder(row: OrderRow): void {
  const check = (isKept: boolean, rule: string): void => must(isKept, 'check', `order_${rule}`, `order ${row.id}`);
  check(row.role === 'entry' || row.role === 'foreign' || row.reduceOnly, 'exits_only_reduce');
  check(row.role !== 'entry' || !row.reduceOnly, 'entry_may_not_reduce');
  check(row.role !== 'stop' || (row.triggerType !== null && row.triggerPrice !== null && row.triggerPrice.gt(ZERO)), 'stop_has_trigger');
  check(row.closesPosition || (row.quantity !== null && row.quantity.gt(ZERO)), 'quantity_or_closes');
  check(row.role === 'foreign' || OWN_CLIENT_ID.test(row.clientOrderId) || (isTakenOver(row) && row.exchangeOrderId !== null), 'client_order_id_spelling');
  check(row.wishId === null || row.role === 'exit', 'only_exits_are_wished');
}

/** The CHECKs on intents. */
export function checkIntent(row: IntentRow): void {
  const check = (isKept: boolean, rule: string): void => must(isKept, 'check', `intent_${rule}`, `intent ${row.id}`);
  check((row.kind !== 'place' && row.kind !== 'cancel' && row.kind !== 'amend') || row.orderId !== null, 'places_an_order');
  check((row.outcome === 'open') === (row.answeredAtMs === null), 'answer_has_time');
  check(row.expiresAtMs > row.createdAtMs, 'expires_after_signing');
}

/** The CHECKs on fills. */
export function checkFill(row: FillRow): void {
  must(row.quantity.gt(ZERO) && row.price.gt(ZERO), 'check', 'fill_quantity_positive', `fill ${row.tradeId}`);
}

/** The CHECKs on signals. */
export function checkSignal(row: SignalRow): void {
  const check = (isKept: boolean, rule: string): void => must(isKept, 'check', `signal_${rule}`, `signal ${row.id}`);
  checkSymbol('signal', row.key.symbol);
  check(row.key.leg === 'net' || row.key.leg === row.side, 'leg_fits_side');
  check(row.notional === null || row.notional.gt(ZERO), 'notional_positive');
  check(row.outcome === 'pending' || row.outcome === 'opened' || row.reason !== null, 'outcome_has_reason');
}

/** The CHECKs on signals that exit. */
export function checkWish(row: WishRow): void {
  const check = (isKept: boolean, rule: string): void => must(isKept, 'check', `signal_${rule}`, `signal ${row.id}`);
  checkSymbol('signal', row.key.symbol);
  check(row.leg === null || row.side === null || row.leg === 'net' || row.leg === row.side, 'leg_fits_side');
  check((row.action === 'reduce') === ((row.quantity !== null) !== (row.fraction !== null)) && (row.quantity === null || row.fraction === null), 'wish_is_whole');
  check(row.action !== 'set_stop' || row.stopRule !== null, 'wish_is_whole');
  const isAmount = (value: Decimal | null): boolean => value === null || value.gt(ZERO);
  check(isAmount(row.quantity) && isAmount(row.fraction) && isAmount(row.targetQuantity) && (row.fraction === null || row.fraction.lte('1')), 'wish_amounts');
  check(row.outcome === 'pending' || row.outcome === 'opened' || row.reason !== null, 'outcome_has_reason');
}

/** A symbol has one spelling (I1). */
export function checkSymbol(table: 'claim' | 'signal', symbol: string): void {
  must(!MISSPELT_SYMBOL.test(symbol) && symbol === symbol.toUpperCase(), 'check', `${table}_symbol_spelling`, `symbol "${symbol}"`);
}

/** A time that a column of whole milliseconds takes; Postgres refuses to read another as one. */
export function wholeMs(ms: number): number {
  must(Number.isSafeInteger(ms), 'value', 'bigint', `the time ${ms}`);
  return ms;
}

const PLACES = 18;

/** The number as a column keeps it: 18 places, half away from zero. */
export function toColumn(value: Decimal): Decimal {
  return value.c.length - value.e - 1 > PLACES ? decimal(value.toFixed(PLACES, 1)) : value;
}
