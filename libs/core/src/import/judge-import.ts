/**
 * What becomes of one live row of the Python bot's books, from what the exchange shows now.
 *
 * The old row is believed about nothing that the exchange can tell: size, entry price, executions and stops are the exchange's. It
 * says which position is the bot's, and so Breakwater's from now on, and which of the resting stops. What the exchange does not confirm
 * is left alone; the ordinary reconciliation judges what is there.
 *
 *   I1  A key that has a live row gets no second one.
 *   I6  A row is made for what a whole, fresh look shows; the caller has it seen twice (E4) before anything is written.
 *   I9  With its orders, fills and events, as an adopted one.
 */
import { stopBareClock } from '../book-report.ts';
import { decimalText, ZERO } from '../decimal.ts';
import { keptSinceMs } from '../executions-kept.ts';
import { hasFacts, mergeFacts, type Facts, type NewPosition, type PositionChange } from '../facts.ts';
import { isQuiet } from '../intent.ts';
import type { Leg } from '../key.ts';
import type { OrderReport } from '../order.ts';
import { isLive, type PositionRecord, type PositionReport } from '../position.ts';
import { bookNews } from '../reconcile/book-news.ts';
import { bookExecutions } from '../reconcile/executions.ts';
import { lifeOf } from '../reconcile/life.ts';
import type { Sight } from '../reconcile/sight.ts';
import { isOwnExecution } from '../reconcile/whose-order.ts';
import { nameOfOrder } from '../taken-over-stop.ts';
import type { Execution } from '../views.ts';
import { findOldStops, type OldStops } from './find-old-stops.ts';
import { importedPositionId, type OldPosition } from './old-position.ts';
import { planFrom, takeOverStops } from './take-over-stops.ts';

export type ImportVerdict =
  /** The look is not deep enough: read the executions since then (exchange time) and judge again. */
  | { readonly type: 'read_executions'; readonly sinceMs: number }
  /** A live row for it, once a second look agrees; or stops for the row that its key has. `why`: what was taken, and what will become of it. */
  | { readonly type: 'take_row' | 'take_stops'; readonly positionId: string; readonly report: PositionReport; readonly facts: Facts; readonly stop: string | null; readonly why: string }
  /** Its row stands here, and there is nothing to add. */
  | { readonly type: 'known'; readonly positionId: string; readonly why: string }
  | { readonly type: 'leave'; readonly why: string };

const DAY_MS = 24 * 3_600_000;
/** Executions are looked for so far back at least: as far as for an orphan. */
const HISTORY_MS = 7 * DAY_MS;

/** `named`: ids of resting stops that the operator says are the bot's, beside those that its books name. */
export function judgeImport(sight: Sight, leg: Leg, old: OldPosition, named: ReadonlySet<string>): ImportVerdict {
  const leave = (why: string): ImportVerdict => ({ type: 'leave', why });
  if (!old.hasProvenance) return leave('nothing in the old books shows that it was ever traded: a sync made it up');
  const report = sight.view.positions.find((one) => one.leg === leg);
  if (report === undefined) return leave(`the exchange said nothing of leg ${leg}`);
  if (report.quantity.eq(ZERO)) return leave('the exchange holds nothing');
  if (report.side !== old.side) return leave(`the exchange holds a ${report.side} of ${decimalText(report.quantity)}, the old books say ${old.side}`);
  if (!report.quantity.eq(old.quantity)) return leave(`the exchange holds ${decimalText(report.quantity)}, the old books say ${decimalText(old.quantity)}`);
  const unsettled = 'something of ours on this key is not settled yet: import again once it is';
  if (!isQuiet(sight.records.intents, sight.records.nowMs)) return leave(unsettled);
  const row = sight.records.positions.find((one) => one.leg === leg && isLive(one.status));
  const stops = findOldStops(sight, report, old, named);
  if (row !== undefined) return judgeKnown(sight, row, report, old, stops);
  // An entry of ours that was given up may have filled after all: then the position is its own.
  if (hasFacts(bookNews(sight))) return leave(unsettled);
  if (sight.executions === null) return { type: 'read_executions', sinceMs: Math.max(keptSinceMs(sight.key.exchange, sight.beganAtMs), Math.min(sight.beganAtMs - HISTORY_MS, (old.openedAtMs ?? sight.beganAtMs) - DAY_MS)) };
  const life = lifeOf(report, sight.executions);
  if (life?.some(isOwnExecution)) return leave('orders of this fleet built it: the next pass takes it into the books');
  // Read from before the old books' own opening: what was built by their orders shows one of them there, whether or not its beginning does.
  const isKept = old.openedAtMs !== null && old.openedAtMs - DAY_MS > keptSinceMs(sight.key.exchange, sight.beganAtMs);
  if ((life !== null || isKept) && old.orderIds.length > 0 && !(life ?? sight.executions).some((execution) => isNamed(execution, old))) return leave('it was built by orders that the old books do not name: another position of the same size');
  return importRow(sight, report, old, life ?? [], stops);
}

function importRow(sight: Sight, report: PositionReport, old: OldPosition, life: readonly Execution[], stops: OldStops): ImportVerdict {
  const firstFillAtMs = life[0]?.fill.atMs ?? report.updatedAtMs;
  const [kept, ...older] = stops.taken;
  const position: NewPosition = {
    id: importedPositionId(sight.key, report.leg, old),
    leg: report.leg,
    status: 'open',
    origin: 'imported',
    signalId: null,
    side: report.side,
    quantity: report.quantity,
    entryPrice: report.entryPrice,
    stopRule: kept === undefined ? sight.rules.stop : planFrom(sight.rules.stop, kept),
    firstFillAtMs,
    bareSinceMs: sight.beganAtMs,
  };
  const row: PositionRecord = { ...position, protectedAtMs: null, closeReason: null, createdAtMs: sight.records.nowMs };
  const taken = kept === undefined ? null : takeOverStops(sight, row, [kept, ...older], report);
  // How long it was bare under the bot nobody knows: the clock counts from here on.
  const isProtected = kept !== undefined && taken?.flaw === null;
  const change: PositionChange[] = isProtected ? [{ id: position.id, bareSinceMs: null, protectedAtMs: kept.createdAtMs }] : [];
  const { newOrders, orders, fills } = bookExecutions(sight, row, life);
  const told = {
    oldId: old.id,
    quantity: decimalText(report.quantity),
    entryPrice: decimalText(report.entryPrice),
    executions: life.length,
    ...(old.entryPrice === null ? {} : { oldEntryPrice: decimalText(old.entryPrice) }),
  };
  return {
    type: 'take_row',
    positionId: position.id,
    report,
    stop: kept === undefined ? null : nameOfOrder(kept),
    why: whyOf(stops, taken?.flaw ?? null),
    facts: mergeFacts([
      { newPositions: [position], events: [{ positionId: position.id, type: 'position_imported', evidence: 'E4', data: told }] },
      { ...(newOrders && { newOrders }), ...(orders && { orders }), ...(fills && { fills }) },
      taken?.facts ?? {},
      change.length > 0 ? { positions: change } : {},
      { sightings: sight.records.sightings.filter((seen) => seen.leg !== report.leg) },
    ]),
  };
}

/** A row stands already: this import's, or one that a pass adopted. Without a stop of ours, what rests for it now becomes its stop. */
function judgeKnown(sight: Sight, row: PositionRecord, report: PositionReport, old: OldPosition, stops: OldStops): ImportVerdict {
  const isImported = row.id === importedPositionId(sight.key, report.leg, old);
  const [kept, ...older] = stops.taken;
  const own = sight.records.orders.filter((order) => order.positionId === row.id && order.role === 'stop');
  const isFree = row.status === 'open' && row.signalId === null && row.side === report.side && row.quantity.eq(report.quantity);
  // While one that was taken over rests, another one beside it is the pass's to judge; one of ours is the plan's.
  if (kept === undefined || !isFree || own.some((order) => order.generation > 0 || sight.view.orders.some(({ exchangeOrderId, list }) => list === order.list && exchangeOrderId === order.exchangeOrderId))) {
    return { type: 'known', positionId: row.id, why: isImported ? 'imported before' : `its key has a live row (${row.origin})` };
  }
  const change: PositionChange = { id: row.id, stopRule: planFrom(row.stopRule, kept) };
  const taken = takeOverStops(sight, { ...row, stopRule: planFrom(row.stopRule, kept) }, [kept, ...older], report);
  const clock = taken.flaw === null ? stopBareClock(row, kept.createdAtMs) : null;
  return {
    type: 'take_stops',
    positionId: row.id,
    report,
    stop: nameOfOrder(kept),
    why: whyOf(stops, taken.flaw),
    facts: mergeFacts([taken.facts, { positions: [change] }, clock === null ? {} : { positions: [clock] }]),
  };
}

function isNamed({ fill, order }: Execution, { orderIds }: OldPosition): boolean {
  return orderIds.includes(fill.exchangeOrderId) || (order !== null && orderIds.includes(order.clientOrderId));
}

/** What is said of its stops. */
function whyOf({ taken: [kept, ...older], others }: OldStops, flaw: string | null): string {
  const left = others.length === 0 ? '' : `; ${others.map(nameText).join(', ')} also rests, is not named by the old books, and is left alone`;
  if (kept === undefined) return `no stop of the old bot rests: one is placed as soon as the account may send${left}`;
  const more = older.length === 0 ? '' : `, and ${older.map(nameText).join(', ')}, which goes once the account may send`;
  const fate = flaw === null ? 'protects it' : `${flaw}: it is replaced, the new one first, as soon as the account may send`;
  return `takes over stop ${nameText(kept)}, which ${fate}${more}${left}`;
}

function nameText(order: OrderReport): string {
  return `${nameOfOrder(order)} at ${order.triggerPrice === null ? 'no price' : decimalText(order.triggerPrice)}`;
}
