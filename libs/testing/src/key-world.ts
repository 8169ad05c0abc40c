import {
  bookReport,
  type Bounds,
  type Decimal,
  DEFAULT_BOUNDS,
  type Facts,
  isQuiet,
  isTerminal,
  type Leg,
  mergeFacts,
  type OrderRecord,
  type OrderReport,
  type PlannedSend,
  reconcile,
  refusalCodes,
  resolve,
  type Sight,
  type SightRules,
  sumOf,
  type UnansweredIntent,
  WAITS_FOR_A_PERSON,
  ZERO,
} from '@breakwater/core';
import { aMarket, aSight } from './builders.ts';
import { KeyBooks } from './key-books.ts';
import { KeyExchange, type Taken } from './key-exchange.ts';

/** What becomes of a request: `lost` takes effect without an answer, `unsent` never arrives and nobody says so. */
export type Fate = 'answered' | 'denied' | 'refused' | 'lost' | 'unsent';

export type Mended = { readonly type: 'agreed' } | { readonly type: 'snooze'; readonly forMs: number; readonly why: string } | { readonly type: 'gave_up'; readonly why: string };

const ROUNDS_MAX = 24;

/** One key, its books and its exchange, and the loop that brings them to rest as the engine does. */
export class KeyWorld {
  readonly books = new KeyBooks();
  readonly exchange: KeyExchange;
  readonly bounds: Bounds = DEFAULT_BOUNDS;
  readonly sent: { readonly send: PlannedSend; readonly sight: Sight }[] = [];
  /** Every decision may be watched. */
  onSight: (sight: Sight) => void = () => undefined;
  readonly #rules: Partial<SightRules>;
  readonly #fate: () => Fate;
  #ids = 0;

  constructor(options: { readonly legs?: readonly Leg[]; readonly rules?: Partial<SightRules>; readonly fate?: () => Fate } = {}) {
    this.exchange = new KeyExchange(options.legs);
    this.#rules = options.rules ?? {};
    this.#fate = options.fate ?? (() => 'answered');
  }

  get nowMs(): number {
    return this.exchange.nowMs;
  }

  sight(changes: Partial<Sight> = {}): Sight {
    const records = this.books.records(this.nowMs);
    const view = this.exchange.view();
    const lookedUp = new Map<string, OrderReport>();
    for (const order of records.orders) {
      const isWorthLooking = order.role !== 'foreign' && (!isTerminal(order.status) || (order.status === 'never_existed' && order.role === 'entry'));
      const report = isWorthLooking ? this.exchange.find(order) : null;
      if (report !== null && !view.orders.includes(report)) lookedUp.set(order.id, report);
    }
    return aSight({ records, view, rules: this.#rules, bounds: this.bounds, sight: { market: aMarket(), beganAtMs: this.nowMs, lookedUp, ...changes } });
  }

  /** Mends the key again and again, waiting as it asks to, until it is at rest. Returns what was done. */
  settle(): string[] {
    const acts: string[] = [];
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const mended = this.mend(acts);
      if (mended.type === 'agreed' || mended.why === WAITS_FOR_A_PERSON) return acts;
      if (mended.type === 'gave_up') throw new Error(`gave up: ${mended.why}`);
      this.exchange.nowMs += Math.max(1, mended.forMs);
    }
    throw new Error(`never at rest: ${acts.slice(-6).join('; ')}`);
  }

  /** One job: settles, looks, decides and carries out, at most 24 times. */
  mend(acts: string[] = []): Mended {
    let isStopPassed = false;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      this.exchange.nowMs += 20;
      this.#settleIntents();
      const decided = this.#decide(isStopPassed, acts);
      // What is unanswered asks for attention by itself.
      if (decided.type === 'agreed' && this.books.intents.length > 0) return { type: 'snooze', forMs: 1_000, why: 'a request is unanswered' };
      if (decided.type !== 'send') return decided;
      const { send, sight } = decided;
      if (!isQuiet(this.books.intents, this.nowMs) && !send.mayBreakQuiet) return { type: 'snooze', forMs: 1_000, why: 'quiet' };
      this.sent.push({ send, sight });
      const answer = this.#send(send);
      if (answer === 'not_sent') return { type: 'snooze', forMs: 1_000, why: 'not sent' };
      isStopPassed = answer === refusalCodes.stopWouldTrigger;
    }
    return { type: 'gave_up', why: acts.slice(-4).join('; ') };
  }

  #decide(isStopPassed: boolean, acts: string[]): Exclude<Mended, { type: 'gave_up' }> | { readonly type: 'gave_up'; readonly why: string } | { readonly type: 'send'; readonly send: PlannedSend; readonly sight: Sight } {
    let sight = this.sight({ isStopPassed });
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      this.onSight(sight);
      const steps = reconcile(sight);
      const step = steps.find((candidate) => candidate.type !== 'wait');
      if (step === undefined) {
        const waits = steps.filter((candidate) => candidate.type === 'wait');
        const [first] = waits.sort((a, b) => a.forMs - b.forMs);
        return first === undefined ? { type: 'agreed' } : { type: 'snooze', forMs: first.forMs, why: first.why };
      }
      acts.push(step.why);
      if (step.type === 'send') return { type: 'send', send: step.send, sight };
      if (step.type === 'read_executions') {
        sight = { ...sight, executions: this.exchange.executions(step.sinceMs) };
      } else {
        this.books.record(step.facts, this.nowMs);
        sight = { ...sight, records: this.books.records(this.nowMs) };
      }
    }
    return { type: 'gave_up', why: `the books do not settle: ${acts.slice(-4).join('; ')}` };
  }

  #send(send: PlannedSend): string {
    this.#ids += 1;
    const orderId = send.newOrder?.id ?? send.cancelsOrderId;
    const intent: UnansweredIntent = {
      id: `intent-${this.#ids}`,
      kind: send.request.kind,
      orderId,
      request: send.request,
      outcome: 'open',
      expiresAtMs: this.nowMs + this.bounds.protectionWindowMs + this.bounds.fenceSkewMs,
      missedAtMs: null,
    };
    const position = this.books.positions.find((row) => row.id === send.positionId) ?? null;
    const committed = this.books.commit(send, intent, this.nowMs);
    if (committed !== 'committed') return 'not_sent';
    const fate = this.#fate();
    const taken: Taken = fate === 'answered' || fate === 'lost' ? this.exchange.take(send.request) : { type: 'rejected', code: fate };
    if (fate === 'lost' || fate === 'unsent') return fate;
    const answered = (outcome: 'accepted' | 'rejected' | 'denied'): Facts => ({ answers: [{ intentId: intent.id, outcome, evidence: 'E1', answer: {} }] });
    const order = send.newOrder === null ? null : this.books.orders.find((candidate) => candidate.id === send.newOrder?.id);
    if (taken.type === 'rejected') {
      const status = fate === 'denied' ? 'never_existed' : 'rejected';
      this.books.record(mergeFacts([answered(fate === 'denied' ? 'denied' : 'rejected'), order ? { orders: [{ id: order.id, status }] } : {}]), this.nowMs);
      return taken.code;
    }
    const booked = order && taken.report ? bookReport(order, taken.report, position, 'E1') : {};
    this.books.record(mergeFacts([answered('accepted'), booked]), this.nowMs);
    return 'accepted';
  }

  /** Finds out what became of requests without an answer, as settle-intents.ts does. */
  #settleIntents(): void {
    for (const intent of this.books.intents) {
      const records = this.books.records(this.nowMs);
      const order = records.orders.find((candidate) => candidate.id === intent.orderId);
      if (order === undefined) throw new Error(`an intent about no order: ${JSON.stringify(intent.request)}`);
      const report = this.exchange.find(order);
      const position = records.positions.find((row) => row.id === order.positionId) ?? null;
      const answered = (outcome: 'accepted' | 'rejected' | 'never_existed'): Facts => ({ answers: [{ intentId: intent.id, outcome, evidence: 'E1', answer: {} }] });
      if (intent.kind === 'cancel') {
        if (report !== null && isTerminal(report.status)) this.books.record(mergeFacts([answered('accepted'), bookReport(order, report, position, 'E1')]), this.nowMs);
        else if (intent.expiresAtMs <= this.nowMs) this.books.record(answered('never_existed'), this.nowMs);
        continue;
      }
      const resolution = resolve(intent, report === null ? { type: 'not_found' } : { type: 'found', report }, this.nowMs, false, this.bounds);
      if (resolution.type === 'never_existed') this.books.record(mergeFacts([answered('never_existed'), { orders: [{ id: order.id, status: 'never_existed' }] }]), this.nowMs);
      else if (resolution.type !== 'still_unknown') this.books.record(mergeFacts([answered(resolution.type), bookReport(order, resolution.report, position, 'E1')]), this.nowMs);
      else if (resolution.isMissed) this.books.record({ missedIntentIds: [intent.id] }, this.nowMs);
    }
  }

  /** What is wrong with the world at rest; empty when both sides agree and all is protected. */
  faults(): string[] {
    const found: string[] = [];
    const records = this.books.records(this.nowMs);
    for (const report of this.exchange.view().positions) {
      const rows = records.positions.filter((row) => row.leg === report.leg && row.status !== 'closed');
      if (report.quantity.eq(ZERO) && rows.length > 0) found.push(`row ${rows[0]?.status} on flat leg ${report.leg}`);
      if (report.quantity.eq(ZERO) && this.#ownStops(report.leg).length > 0) found.push(`stops rest on flat leg ${report.leg}`);
      if (report.quantity.eq(ZERO)) continue;
      const [row] = rows;
      if (row === undefined || rows.length > 1) found.push(`${rows.length} rows for a position on ${report.leg}`);
      else if (row.side !== report.side || !row.quantity.eq(report.quantity)) found.push(`row ${row.side} ${row.quantity.toFixed()}, exchange ${report.side} ${report.quantity.toFixed()}`);
      else if (row.bareSinceMs !== null) found.push('the bare clock runs');
      const stops = this.#ownStops(report.leg);
      const isTold = this.books.pages.includes(`irreplaceable-stop.${row?.id}`);
      if (isTold ? stops.length === 0 : stops.length !== 1 || !stops[0]?.quantity?.eq(report.quantity)) found.push(`stops of ${stops.map((stop) => stop.quantity?.toFixed()).join(', ')} for ${report.quantity.toFixed()}`);
    }
    if (this.books.intents.length > 0) found.push('requests are unanswered');
    return found;
  }

  /** How much of an order the books hold, whichever row its executions were booked under. */
  bookedAtExchange(order: OrderRecord): Decimal {
    const ids = [order.list === 'plain' ? order.exchangeOrderId : null, order.childOrderId];
    return sumOf([...this.books.fills.values()].filter((fill) => ids.includes(fill.exchangeOrderId)).map((fill) => fill.quantity));
  }

  #ownStops(leg: Leg): OrderReport[] {
    const own = new Set(this.books.orders.filter((order) => order.role === 'stop').map((order) => order.clientOrderId));
    return this.exchange.restingStops().filter((order) => order.leg === leg && own.has(order.clientOrderId));
  }
}

