import { executedOrderName } from '../attached-stop.ts';
import { decimalText, type Decimal, sumOf, ZERO } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import { keptSinceMs } from '../executions-kept.ts';
import type { Facts, NewFill, NewOrder, NewPage, OrderChange } from '../facts.ts';
import { mayBecome, openingSide, type OrderRecord } from '../order.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { Execution } from '../views.ts';
import { makeWay } from './foreign-writer.ts';
import type { Sight } from './sight.ts';
import { hasNoted, withNote } from './sightings.ts';
import { mayBeOurs, orderOf } from './whose-order.ts';

/** Executions are read from a little before the first fill: the order's stamp and its executions' may differ. */
const MARGIN_MS = 60_000;

/** Asks for the executions of a row since its first fill, as far back as the exchange keeps them. */
export function readExecutionsStep(sight: Sight, why: string, sinceMs: number | null): Step {
  return { type: 'read_executions', why, sinceMs: Math.max(keptSinceMs(sight.key.exchange, sight.beganAtMs), (sinceMs ?? 0) - MARGIN_MS) };
}

/**
 * Books what was executed and is not booked yet: of a life, and of any order of ours (I9). Null when nothing is missing,
 * or when the very same executions were handed to the books before as the same orders': then they are there under an order
 * of an earlier position, and asking again would never end.
 */
export function bookStep(sight: Sight, row: PositionRecord, life: readonly Execution[]): Step | null {
  const unbooked = unbookedOf(sight, row, life);
  const missing = unbooked.filter((execution) => !mayBeOurs(sight, execution));
  const isWaiting = missing.length < unbooked.length;
  const about = `${missing.length} to ${missing.at(-1)?.fill.tradeId}, ${missing.filter((execution) => isOfOurs(sight, execution)).length} of ours`;
  if (missing.length === 0 || hasNoted(sight, row.leg, 'booked', about)) return isWaiting ? { type: 'wait', why: 'whose order it was that executed cannot be read yet', forMs: 1_000 } : null;
  return {
    type: 'record',
    why: `book ${executionsText(missing)}`,
    facts: {
      ...bookExecutions(sight, row, missing),
      ...beganSooner(sight, row, missing),
      events: [{ positionId: row.id, type: 'fills_booked', evidence: 'E2', data: { executions: missing.length } }],
      sightings: withNote(sight, row.leg, 'booked', about),
    },
  };
}

/**
 * The report of an entry that filled in part tells when the rest of it ended; its executions tell when the position began. It has been
 * bare for that much longer (I4).
 */
function beganSooner(sight: Sight, row: PositionRecord, executions: readonly Execution[]): Facts {
  const entries = executions.filter((execution) => {
    const order = orderOf(sight, execution);
    return order?.role === 'entry' && order.positionId === row.id;
  });
  const beganAtMs = Math.min(...entries.map(({ fill }) => fill.atMs));
  if (row.firstFillAtMs === null || beganAtMs >= row.firstFillAtMs) return {};
  const clock = row.bareSinceMs === row.firstFillAtMs ? { bareSinceMs: beganAtMs } : { addBareMs: row.firstFillAtMs - beganAtMs };
  return { positions: [{ id: row.id, firstFillAtMs: beganAtMs, ...clock }] };
}

/**
 * Books executions, each under its order; orders that are not ours get a row of role `foreign` (I9: the sum of booked
 * fills equals the exchange's executions).
 */
export function bookExecutions(sight: Sight, position: Pick<PositionRecord, 'id'>, executions: readonly Execution[]): Facts {
  const newOrders: NewOrder[] = [];
  const orders: OrderChange[] = [];
  const fills: NewFill[] = [];
  for (const id of new Set(executions.map(({ fill }) => fill.exchangeOrderId))) {
    const all = executions.filter(({ fill }) => fill.exchangeOrderId === id);
    const known = orderOf(sight, all[0]!);
    const orderId = known?.id ?? foreignOrderId(sight, id);
    if (known === null) newOrders.push({ ...foreignOrder(orderId, position.id, all), clientOrderId: executedOrderName(sight, all[0]!) });
    else if (known.role === 'foreign') orders.push(...foreignChange(known, all));
    fills.push(...all.map(({ fill }) => ({ ...fill, orderId })));
  }
  return { ...(newOrders.length > 0 ? { newOrders } : {}), ...(orders.length > 0 ? { orders } : {}), ...(fills.length > 0 ? { fills } : {}), ...makeWay(sight, newOrders, fills) };
}

/** How much the own orders of a position executed that is not booked yet. */
export function unbookedQuantity(sight: Sight, position: PositionRecord): Decimal {
  const orders = sight.records.orders.filter((order) => order.positionId === position.id && order.role !== 'foreign');
  return sumOf(orders.map((order) => order.executedQuantity.minus(order.bookedQuantity)).filter((missing) => missing.gt(ZERO)));
}

/**
 * How much of what a position holds, or held, the booked fills do not account for: executions were not listed yet when
 * the size of the row was corrected (I9). A row that began as an orphan may not know its whole history.
 */
export function unaccountedQuantity(sight: Sight, position: PositionRecord): Decimal {
  const legs = new Set(sight.records.positions.filter(({ leg }) => leg === position.leg).map(({ id }) => id));
  const orders = sight.records.orders.filter((order) => legs.has(order.positionId ?? ''));
  if (!orders.some((order) => order.positionId === position.id && order.role === 'entry')) return ZERO;
  const opening = openingSide(position.side);
  const booked = orders.map((order) => (order.side === opening ? order.bookedQuantity : ZERO.minus(order.bookedQuantity)));
  return sumOf(booked).minus(position.quantity).abs();
}

/** What a person is told when executions stay away. */
export function missingPage(sight: Sight, position: PositionRecord, missing: Decimal): NewPage {
  return { subject: `missing-executions.${position.id}`, text: `${sight.key.symbol}: executions of ${decimalText(missing)} are missing from the account's history; the books do not add up.` };
}

/** For reasons: `3 executions, 1500 in all`. */
export function executionsText(executions: readonly Execution[]): string {
  return `${executions.length} executions, ${decimalText(sumOf(executions.map(({ fill }) => fill.quantity)))} in all`;
}

/** An order is booked as a whole, also where its executions ended one position and began the next. */
function unbookedOf(sight: Sight, row: PositionRecord, life: readonly Execution[]): Execution[] {
  const legs = (sight.executions ?? []).filter(({ fill }) => fill.leg === row.leg);
  const lived = new Set(life.map(({ fill }) => fill.exchangeOrderId));
  const missing = new Set(
    [...new Set(legs.map(({ fill }) => fill.exchangeOrderId))].filter((id) => {
      const all = legs.filter(({ fill }) => fill.exchangeOrderId === id);
      const known = orderOf(sight, all[0]!);
      return known === null ? lived.has(id) : known.bookedQuantity.lt(sumOf(all.map(({ fill }) => fill.quantity)));
    }),
  );
  return legs.filter(({ fill }) => missing.has(fill.exchangeOrderId));
}

function isOfOurs(sight: Sight, execution: Execution): boolean {
  const order = orderOf(sight, execution);
  return order !== null && order.role !== 'foreign';
}

function foreignOrderId(sight: Sight, exchangeOrderId: string): string {
  return derivedId('order', sight.key.exchange, sight.key.account, sight.key.symbol, exchangeOrderId);
}

function foreignOrder(id: string, positionId: string, executions: readonly Execution[]): Omit<NewOrder, 'clientOrderId'> {
  const { fill, order } = executions[0]!;
  const executed = sumOf(executions.map((execution) => execution.fill.quantity));
  return {
    id,
    positionId,
    role: 'foreign',
    generation: 0,
    list: 'plain',
    side: fill.side,
    // An order that closes whatever there is has no quantity of its own.
    quantity: order?.quantity?.gt(ZERO) ? order.quantity : executed,
    triggerPrice: null,
    triggerType: null,
    reduceOnly: order?.reduceOnly ?? false,
    closesPosition: false,
    status: order?.status ?? 'filled',
    exchangeOrderId: fill.exchangeOrderId,
    childOrderId: null,
    executedQuantity: executed,
    averagePrice: order?.averagePrice ?? null,
    wishId: null,
  };
}

function foreignChange(known: OrderRecord, executions: readonly Execution[]): OrderChange[] {
  const executed = sumOf(executions.map(({ fill }) => fill.quantity));
  const status = executions[0]?.order?.status;
  const change: OrderChange = {
    id: known.id,
    ...(status !== undefined && mayBecome(known.status, status) ? { status } : {}),
    ...(executed.gt(known.executedQuantity) ? { executedQuantity: executed } : {}),
  };
  return Object.keys(change).length > 1 ? [change] : [];
}
