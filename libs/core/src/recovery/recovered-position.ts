import { exchangeCause, ownOrderRole } from '../client-order-id.ts';
import { decimal, decimalText, sumOf } from '../decimal.ts';
import { derivedId } from '../derived-id.ts';
import type { Facts } from '../facts.ts';
import { openingSide } from '../order.ts';
import { entryOrder, positionIdOf } from '../own-orders.ts';
import type { CloseReason, PositionReport } from '../position.ts';
import type { SignalRecord } from '../signal.ts';
import type { Execution } from '../views.ts';
import type { LostSight } from './booked-key.ts';
import { exitOf, recoverExecuted } from './recovered-orders.ts';
import type { WholeLife } from './whole-lives.ts';

/** As many decimal places as the books hold of a price. */
const PRICE_PLACES = 18;

/**
 * The row of a position that we opened and that the books lost, with its orders and fills (E2): open, or closed with its reason and result.
 * Where the books still have the signal, the client id of the entry says so, and the row is that signal's; otherwise it is adopted.
 * `positionId` is the row's id.
 */
export function recoverPosition(lost: LostSight, report: PositionReport, life: WholeLife): { readonly positionId: string; readonly facts: Facts } {
  const { exchange, account, symbol } = lost.sight.key;
  const first = life.executions[0]!.fill;
  const signal = signalOf(lost, life.executions);
  const positionId = signal === null ? derivedId('position', exchange, account, symbol, report.leg, first.tradeId, 'recovered') : positionIdOf(signal);
  const opening = life.executions.map(({ fill }) => fill).filter(({ side }) => side === openingSide(life.side));
  const bought = sumOf(opening.map(({ quantity }) => quantity));
  const entryPrice = life.hasEnded ? sumOf(opening.map(({ quantity, price }) => quantity.times(price))).div(bought).round(PRICE_PLACES) : report.entryPrice;
  const quantity = life.hasEnded ? life.largest : report.quantity;
  const data = { quantity: decimalText(quantity), entryPrice: decimalText(entryPrice), executions: life.executions.length, ...(signal !== null && { source: signal.source, signal: signal.externalId }) };
  const end = life.hasEnded ? endOf(lost, positionId, life.executions) : {};
  return {
    positionId,
    facts: {
      ...recoverExecuted(lost, { id: positionId, hasEntry: false }, life.executions),
      newPositions: [
        {
          id: positionId,
          leg: report.leg,
          status: 'open',
          origin: signal === null ? 'adopted' : 'signal',
          signalId: signal?.id ?? null,
          side: life.side,
          quantity,
          entryPrice,
          stopRule: signal?.stopRule ?? lost.sight.rules.stop,
          firstFillAtMs: first.atMs,
          // How long an ended one was bare nobody knows any more; of an open one the audit that follows finds its stop.
          bareSinceMs: life.hasEnded ? null : first.atMs,
        },
      ],
      ...(end.positions === undefined ? {} : { positions: end.positions }),
      events: [{ positionId, type: 'position_recovered', evidence: 'E2', data }, ...(end.events ?? [])],
      ...(signal !== null && { signals: [{ id: signal.id, outcome: 'opened' as const, reason: `filled ${decimalText(quantity)} at ${decimalText(entryPrice)}, as the exchange tells: the books had lost it` }] }),
    },
  };
}

/** The signal without a row whose entry is among these executions; null if the books have none. */
export function signalOf({ sight, booked }: LostSight, executions: readonly Execution[]): SignalRecord | null {
  const entries = new Set(executions.flatMap(({ order }) => (order !== null && ownOrderRole(order.clientOrderId) === 'entry' ? [order.clientOrderId] : [])));
  return booked.signals.find((signal) => entries.has(entryClientOrderId(signal, sight.rules.deployment))) ?? null;
}

/** The client order id that the one entry of a signal has, whatever its size. */
export function entryClientOrderId(signal: SignalRecord, deployment: string): string {
  return entryOrder(signal, decimal('1'), deployment).newOrder.clientOrderId;
}

function endOf(lost: LostSight, positionId: string, executions: readonly Execution[]): Facts {
  const { fill, order } = executions.at(-1)!;
  const reason = broughtAlong(executions) ? 'stop' : reasonOf(lost, positionId, order?.clientOrderId ?? lost.booked.trades.get(fill.tradeId)?.clientOrderId ?? null);
  const realisedPnl = sumOf(executions.map((execution) => execution.fill.realisedPnl));
  return {
    positions: [{ id: positionId, status: 'closed', closeReason: reason, closedAtMs: fill.atMs, realisedPnl }],
    events: [{ positionId, type: 'position_closed', evidence: 'E2', data: { reason, realisedPnl: realisedPnl.toFixed() } }],
  };
}

/** Whether the last order was the stop that one of these entries had brought along: it has no client id, and waited for that price. */
function broughtAlong(executions: readonly Execution[]): boolean {
  const last = executions.at(-1)?.order;
  if (last == null || last.clientOrderId !== '' || last.triggerPrice === null) return false;
  return executions.some(({ order }) => order?.attachedStop?.triggerPrice.eq(last.triggerPrice!) === true && ownOrderRole(order.clientOrderId) === 'entry');
}

/** Why it ended, by whose order ended it; null: that could not be read. An exit that is none of ours by plan was asked for by a signal that is lost as well. */
function reasonOf(lost: LostSight, positionId: string, clientOrderId: string | null): CloseReason {
  if (clientOrderId === null) return 'unknown';
  const role = ownOrderRole(clientOrderId);
  if (role === 'stop') return 'stop';
  if (role === 'exit') return exitOf(lost, positionId, clientOrderId)?.wishId === null ? 'emergency' : 'exit';
  return exchangeCause(clientOrderId) ?? 'manual';
}
