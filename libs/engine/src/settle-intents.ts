import {
  bookReport,
  type Facts,
  giveUpReduce,
  hasFacts,
  isQuiet,
  isTerminal,
  type KeyRecords,
  mergeFacts,
  type OrderLookup,
  type OrderRecord,
  type Resolution,
  resolve,
  type UnansweredIntent,
} from '@breakwater/core';
import { findAmongExecutions } from './find-among-executions.ts';
import type { HeldKey } from './hold-key.ts';
import { mayHaveExecuted } from './may-have-executed.ts';
import { lookAsBare, mayBeBare } from './look-for.ts';
import { lookUp } from './observe-key.ts';
import type { Exchange, Ports } from './ports.ts';
import { waitToldBy } from './told-wait.ts';

export type Settled =
  /** Nothing of the key is unanswered and unexpired: it may be acted on. */
  | { readonly type: 'clear'; readonly records: KeyRecords }
  /** A request may still arrive at the exchange: leave the key alone until then (the fence, rule 6). */
  | { readonly type: 'quiet'; readonly records: KeyRecords; readonly forMs: number }
  | { readonly type: 'deposed' };

/**
 * Finds out what became of requests whose answer is not known, from evidence, before anything else is done about the
 * key. Finding an order by look-up is an answer. Never sends anything.
 */
export async function settleIntents(ports: Ports, held: HeldKey): Promise<Settled> {
  let records = await ports.store.readKey(held.key);
  if (records.intents.length > 0) {
    const exchange = lookAsBare(ports, records).exchange(held.key);
    const facts: Facts[] = [];
    for (const intent of records.intents) facts.push(await settleOne(ports, exchange, held, records, intent));
    const news = mergeFacts(facts);
    if (hasFacts(news)) {
      if ((await ports.store.record(held.claim, news)) === 'deposed') return { type: 'deposed' };
      records = await ports.store.readKey(held.key);
    }
  }
  if (isQuiet(records.intents, records.nowMs)) return { type: 'clear', records };
  const lastExpiryMs = Math.max(...records.intents.map((intent) => intent.expiresAtMs));
  return { type: 'quiet', records, forMs: Math.max(1, lastExpiryMs - records.nowMs) };
}

async function settleOne(ports: Ports, exchange: Exchange, held: HeldKey, records: KeyRecords, intent: UnansweredIntent): Promise<Facts> {
  const order = records.orders.find((candidate) => candidate.id === intent.orderId) ?? null;
  if (intent.kind === 'place' && order !== null) return settlePlacement(ports, exchange, held, records, intent, order);
  if (intent.kind === 'cancel' && order !== null) return settleCancel(ports, exchange, held, records, intent, order);
  if (intent.request.kind === 'position_stop') return settlePositionStop(exchange, held, records, intent);
  return settleSetting(exchange, held, records, intent);
}

async function settlePlacement(ports: Ports, exchange: Exchange, held: HeldKey, records: KeyRecords, intent: UnansweredIntent, order: OrderRecord): Promise<Facts> {
  const position = records.positions.find((candidate) => candidate.id === order.positionId) ?? null;
  const { lookup, resolution } = await resolveByAll(ports, exchange, records, intent, order);
  const positionId = order.positionId;
  switch (resolution.type) {
    case 'accepted':
    case 'rejected':
      return mergeFacts([
        { answers: [{ intentId: intent.id, outcome: resolution.type, evidence: 'E1', answer: { found: resolution.report.exchangeOrderId } }] },
        { events: [{ positionId, type: `${order.role}_found`, evidence: 'E1', data: { clientOrderId: order.clientOrderId, status: resolution.report.status } }] },
        bookReport(order, resolution.report, position, 'E1'),
      ]);
    case 'never_existed':
      return mergeFacts([
        {
          answers: [{ intentId: intent.id, outcome: 'never_existed', evidence: 'E5', answer: { looked: 'twice' } }],
          orders: [{ id: order.id, status: 'never_existed' }],
          events: [{ positionId, type: `${order.role}_never_existed`, evidence: 'E5', data: { clientOrderId: order.clientOrderId } }],
          // An entry whose outcome was ever unknown is not sent again: its signal ends here, and the reserve takes its place.
          ...(order.role === 'entry' && position?.signalId ? { signals: [{ id: position.signalId, outcome: 'failed' as const, reason: 'the entry never reached the exchange' }] } : {}),
        },
        giveUpReduce(records, order),
      ]);
    case 'still_unknown':
      held.wishAttention(untilNextLookUpMs(lookup, records, resolution.dueAtMs));
      return resolution.isMissed ? { missedIntentIds: [intent.id] } : {};
  }
}

async function settleCancel(ports: Ports, exchange: Exchange, held: HeldKey, records: KeyRecords, intent: UnansweredIntent, order: OrderRecord): Promise<Facts> {
  const { lookup, resolution } = await resolveByAll(ports, exchange, records, intent, order);
  const answer = (outcome: 'accepted' | 'never_existed', how: string): Facts => ({
    answers: [{ intentId: intent.id, outcome, evidence: 'E1', answer: { found: how } }],
  });
  if (lookup.type === 'found' && isTerminal(lookup.report.status)) {
    const position = records.positions.find((candidate) => candidate.id === order.positionId) ?? null;
    return mergeFacts([answer('accepted', lookup.report.status), bookReport(order, lookup.report, position, 'E1')]);
  }
  // Found resting after the expiry: the cancel never took effect and no longer can. A later one is a new intent.
  if (lookup.type === 'found' && intent.expiresAtMs <= records.nowMs) return answer('never_existed', lookup.report.status);
  // Not to be found, twice, although an order that stands would be by now: it is gone, whoever ended it (I12).
  if (resolution.type === 'never_existed') {
    return {
      answers: [{ intentId: intent.id, outcome: 'accepted', evidence: 'E5', answer: { looked: 'twice' } }],
      ...(isTerminal(order.status) ? {} : { orders: [{ id: order.id, status: 'canceled' as const }] }),
      events: [{ positionId: order.positionId, type: `${order.role}_gone`, evidence: 'E5', data: { clientOrderId: order.clientOrderId } }],
    };
  }
  held.wishAttention(resolution.type === 'still_unknown' ? untilNextLookUpMs(lookup, records, resolution.dueAtMs) : untilNextLookMs(intent, records));
  return resolution.type === 'still_unknown' && resolution.isMissed ? { missedIntentIds: [intent.id] } : {};
}

/**
 * What became of an order by its look-up, and, before it is given up, by what was executed and what is held. An execution of nobody
 * knows which order, or a position that changed as the order would have changed it, keeps it unknown, for twice the time in which an
 * order may not be findable, counted from the first look that missed it and not from when we were away: every intent ends (I12).
 */
async function resolveByAll(ports: Ports, exchange: Exchange, records: KeyRecords, intent: UnansweredIntent, order: OrderRecord): Promise<{ readonly lookup: OrderLookup; readonly resolution: Resolution }> {
  const { bounds } = ports;
  // The look begins after `records.nowMs` was read from the database, so that instant is a safe bound for it.
  const lookup = await lookUp(exchange, records.key.symbol, order);
  const resolution = resolve(intent, lookup, records.nowMs, false, bounds);
  if (resolution.type !== 'never_existed' || records.nowMs > (intent.missedAtMs ?? records.nowMs) + 2 * bounds.notFindableMs) return { lookup, resolution };
  const absence = await findAmongExecutions(exchange, records, order, intent.expiresAtMs);
  if (absence.type === 'executed') return { lookup: absence.lookup, resolution: resolve(intent, absence.lookup, records.nowMs, false, bounds) };
  const isExplained = absence.type === 'explained' && !(await mayHaveExecuted(exchange, records, order));
  return { lookup, resolution: isExplained ? resolution : resolve(intent, lookup, records.nowMs, true, bounds) };
}

/** At the expiry, if that is near: from then on a look can be final. Otherwise once a second. */
function untilNextLookMs(intent: UnansweredIntent, records: KeyRecords): number {
  const leftMs = intent.expiresAtMs - records.nowMs;
  return leftMs > 0 ? Math.min(LOOK_AGAIN_MS, leftMs) : LOOK_AGAIN_MS;
}

const LOOK_AGAIN_MS = 1_000;

/** When an order is looked up next: when that can tell something new, and no sooner than was said by whoever did not let the last look through. */
function untilNextLookUpMs(lookup: OrderLookup, records: KeyRecords, dueAtMs: number): number {
  const isTold = lookup.type === 'unreadable' && lookup.retryAfterMs !== undefined;
  return Math.max(1, dueAtMs - records.nowMs, isTold ? waitToldBy(lookup, mayBeBare(records)) : 0);
}

/** Whether the stop that is a part of a position was taken away, told by a look at the key; once the request can no longer arrive, it is settled. */
async function settlePositionStop(exchange: Exchange, held: HeldKey, records: KeyRecords, intent: UnansweredIntent): Promise<Facts> {
  const { request } = intent;
  const reading = await exchange.readKey(held.key.symbol);
  if (reading.type === 'unreadable' && reading.retryAfterMs !== undefined) {
    held.wishAttention(waitToldBy(reading, mayBeBare(records)));
    return {};
  }
  const leg = request.kind === 'position_stop' ? request.leg : null;
  // A leg that the exchange said nothing of has not lost its stop (I7).
  if (reading.type === 'read' && intent.expiresAtMs <= records.nowMs && reading.value.positions.some((position) => position.leg === leg)) {
    const stands = reading.value.orders.some((order) => order.list === 'position' && order.kind === 'stop_market' && order.leg === leg);
    return { answers: [{ intentId: intent.id, outcome: stands ? 'never_existed' : 'accepted', evidence: 'E1', answer: { found: stands ? 'stands' : 'gone' } }] };
  }
  held.wishAttention(untilNextLookMs(intent, records));
  return {};
}

/** Leverage and margin mode are read before every entry anyway; once the request can no longer arrive, it is settled. */
async function settleSetting(exchange: Exchange, held: HeldKey, records: KeyRecords, intent: UnansweredIntent): Promise<Facts> {
  const { request } = intent;
  const settings = await exchange.readSettings(held.key.symbol);
  if (settings.type === 'unreadable' && settings.retryAfterMs !== undefined) {
    held.wishAttention(waitToldBy(settings));
    return {};
  }
  if (settings.type === 'read') {
    const isSet =
      (request.kind === 'leverage' && settings.value.leverage === request.leverage) || (request.kind === 'margin_mode' && settings.value.marginMode === request.mode);
    if (isSet) return { answers: [{ intentId: intent.id, outcome: 'accepted', evidence: 'E1', answer: { found: 'set' } }] };
    if (intent.expiresAtMs <= records.nowMs) return { answers: [{ intentId: intent.id, outcome: 'never_existed', evidence: 'E5', answer: { found: 'not set' } }] };
  }
  held.wishAttention(untilNextLookMs(intent, records));
  return {};
}
