import {
  bookReport,
  type EvidenceGrade,
  type Facts,
  type LimitReached,
  mergeFacts,
  type NewOrder,
  type NewPosition,
  type OrderRecord,
  type Outcome,
  type PositionRecord,
  type Request,
  requestEffect,
  symbolKeyText,
  unreachable,
  ZERO,
} from '@breakwater/core';
import type { KeptBack } from './exchange-port.ts';
import type { HeldKey } from './hold-key.ts';
import type { CommitResult, Ports } from './ports.ts';

/** A request and everything that must become true with its intent. */
export interface Sending {
  readonly request: Request;
  readonly newOrder: NewOrder | null;
  readonly newPosition: NewPosition | null;
  /** The position that the order belongs to, as the books have it. */
  readonly position: PositionRecord | null;
  readonly cancelsOrderId: string | null;
  readonly closesPositionId: string | null;
  /** Exchange time at which the observation began that the request rests on. */
  readonly signedAtMs: number;
  readonly evidence: EvidenceGrade;
  readonly why: string;
  readonly mayBreakQuiet: boolean;
  readonly mayCancelNewest: boolean;
  /** Give the key back in the same statement that books an accepted answer, so that the next worker need not wait. */
  readonly releaseWhenAccepted: boolean;
  /**
   * Called once the intent is committed: brings about what must stand at the exchange before the request may leave. Returns why it does not stand;
   * then nothing is sent, and the intent is answered so. Null: it stands.
   */
  readonly precede?: () => Promise<string | null>;
}

/** When a key is looked at again whose request was not sent because of what should have come before it, in milliseconds. */
const NOT_SENT_MS = 1_000;

export type Sent =
  | { readonly type: 'answered'; readonly outcome: Outcome; readonly isReleased: boolean }
  /** Nothing was sent. */
  | { readonly type: 'not_sent'; readonly why: Exclude<Extract<CommitResult, { type: 'refused' }>['why'], 'no_slot'> | 'clock_unsure' }
  | { readonly type: 'not_sent'; readonly why: 'no_slot'; readonly limit: LimitReached }
  | ({ readonly type: 'not_sent'; readonly why: 'no_budget' } & KeptBack);

/**
 * The one way by which anything leaves for an exchange: commit the intent, send, book the answer.
 *
 * A committed intent is only ever sent by the call that committed it, once. A crash after the commit leaves the intent
 * unanswered, and whoever takes the key next looks the order up.
 */
export async function sendIntent(ports: Ports, held: HeldKey, sending: Sending): Promise<Sent> {
  const exchange = ports.exchange(held.key);
  if (exchange.clockErrorMs() > ports.bounds.clockErrorMsMax) return { type: 'not_sent', why: 'clock_unsure' };
  const intentId = ports.runtime.newId();
  const windowMs = requestEffect(sending.request) === 'reduces' ? ports.bounds.protectionWindowMs : ports.bounds.entryWindowMs;
  const signature = { signedAtMs: sending.signedAtMs, windowMs };
  // A signal has one row and one entry, for good: so an entry asks for its budget before there is either, and one that is kept back by
  // ourselves has lost nothing. Whatever reduces is tried again under another generation, and is not made to wait for the asking.
  const keptBack = sending.newPosition === null ? null : await exchange.admit?.(sending.request, signature);
  if (keptBack) return { type: 'not_sent', why: 'no_budget', ...keptBack };
  const orderId = sending.newOrder?.id ?? sending.cancelsOrderId;
  const committed = await ports.store.commitIntent(
    held.claim,
    {
      intentId,
      kind: sending.request.kind,
      orderId,
      request: sending.request,
      signedAtMs: sending.signedAtMs,
      windowMs,
      ...(sending.newPosition === null ? {} : { newPosition: sending.newPosition }),
      ...(sending.newOrder === null ? {} : { newOrder: sending.newOrder }),
      ...(sending.cancelsOrderId === null ? {} : { cancelsOrderId: sending.cancelsOrderId }),
      ...(sending.closesPositionId === null ? {} : { closesPositionId: sending.closesPositionId }),
      mayBreakQuiet: sending.mayBreakQuiet,
      mayCancelNewest: sending.mayCancelNewest,
      events: [{ positionId: sending.position?.id ?? sending.newPosition?.id ?? null, type: `${eventStem(sending)}_intended`, evidence: sending.evidence, data: { why: sending.why, request: sending.request } }],
    },
    ports.bounds,
  );
  if (committed.type === 'refused') {
    exchange.giveBack?.(sending.request);
    return committed.why === 'no_slot' ? { type: 'not_sent', why: 'no_slot', limit: committed.limit } : { type: 'not_sent', why: committed.why };
  }

  const missing = (await sending.precede?.()) ?? null;
  if (missing !== null) {
    exchange.giveBack?.(sending.request);
    return book(ports, held, intentId, sending, { type: 'denied', code: 'not_sent', reason: missing, retryAfterMs: NOT_SENT_MS });
  }
  const outcome = await exchange.send(sending.request, signature);
  return book(ports, held, intentId, sending, outcome);
}

async function book(ports: Ports, held: HeldKey, intentId: string, sending: Sending, outcome: Outcome): Promise<Sent> {
  ports.log.info(`${eventStem(sending)}_${outcome.type}`, { key: symbolKeyText(held.key), intentId, why: sending.why, outcome: describe(outcome) });
  const release = sending.releaseWhenAccepted && outcome.type === 'accepted' ? held.takeRelease() : undefined;
  await ports.store.record(held.claim, answerFacts(intentId, sending, outcome), release);
  // A lost claim is not an error here: whoever has the key now finds the order by its client id.
  return { type: 'answered', outcome, isReleased: release !== undefined };
}

/** What an answer changes in the books. */
function answerFacts(intentId: string, sending: Sending, outcome: Outcome): Facts {
  const stem = eventStem(sending);
  const position = sending.position ?? (sending.newPosition === null ? null : asRecord(sending.newPosition));
  const order = sending.newOrder === null ? null : asOrderRecord(sending.newOrder);
  switch (outcome.type) {
    case 'accepted': {
      const answered: Facts = { answers: [{ intentId, outcome: 'accepted', evidence: 'E1', answer: {} }] };
      if (order === null || outcome.report === null) return { ...answered, events: [event(`${stem}_accepted`, {})] };
      return mergeFacts([answered, bookReport(order, outcome.report, position, 'E1')]);
    }
    case 'rejected':
      return mergeFacts([
        { answers: [{ intentId, outcome: 'rejected', evidence: 'E1', answer: { code: outcome.code, reason: outcome.reason } }] },
        { events: [event(`${stem}_rejected`, { code: outcome.code, reason: outcome.reason })] },
        order === null ? {} : { orders: [{ id: order.id, status: 'rejected' }] },
        endUnfilled(`${outcome.code}: ${outcome.reason}`),
      ]);
    case 'denied':
      // It surely did not take effect, but nobody refused the order as such: its row says that it never existed.
      return mergeFacts([
        { answers: [{ intentId, outcome: 'denied', evidence: 'E1', answer: { code: outcome.code, reason: outcome.reason } }] },
        { events: [event(`${stem}_denied`, { code: outcome.code, reason: outcome.reason })] },
        order === null ? {} : { orders: [{ id: order.id, status: 'never_existed' }] },
        endUnfilled(`not let through (${outcome.code}): ${outcome.reason}`),
      ]);
    case 'unknown':
      return mergeFacts([
        { answers: [{ intentId, outcome: 'unknown', evidence: null, answer: { cause: outcome.cause } }] },
        { events: [event(`${stem}_unknown`, { cause: outcome.cause })] },
        sending.newPosition?.signalId ? { signals: [{ id: sending.newPosition.signalId, outcome: 'unknown', reason: `the reply was lost: ${outcome.cause}` }] } : {},
      ]);
    default:
      return unreachable(outcome);
  }

  function event(type: string, data: Record<string, unknown>): NonNullable<Facts['events']>[number] {
    return { positionId: position?.id ?? null, type, evidence: outcome.type === 'unknown' ? null : 'E1', data };
  }

  /** An entry that surely did not fill gives its key and its slot back. */
  function endUnfilled(reason: string): Facts {
    if (sending.newPosition === null) return {};
    return {
      positions: [{ id: sending.newPosition.id, status: 'closed', closeReason: 'never_filled', closedAtMs: sending.signedAtMs, realisedPnl: ZERO }],
      ...(sending.newPosition.signalId === null ? {} : { signals: [{ id: sending.newPosition.signalId, outcome: 'failed', reason }] }),
    };
  }
}

function eventStem(sending: Sending): string {
  if (sending.request.kind === 'place') return sending.newOrder?.role ?? 'order';
  return sending.request.kind;
}

/** A row that has just been committed, as the books have it. */
export function asRecord(position: NewPosition): PositionRecord {
  return { ...position, protectedAtMs: null, closeReason: null, createdAtMs: 0 };
}

function asOrderRecord(order: NewOrder): OrderRecord {
  return { ...order, cancelIntendedAtMs: null, bookedQuantity: ZERO, createdAtMs: 0 };
}

function describe(outcome: Outcome): string {
  switch (outcome.type) {
    case 'accepted':
      return outcome.report?.exchangeOrderId ?? 'accepted';
    case 'rejected':
    case 'denied':
      return `${outcome.code}: ${outcome.reason}`;
    case 'unknown':
      return outcome.cause;
    default:
      return unreachable(outcome);
  }
}
