import type { TimedReply, Wire, WireCall } from '@breakwater/exchange';
import { type ConditionalOrder, type Order, carryOutDue, findConditionalOrder, findOrder, findPositionStop, readNextDueMs } from '@breakwater/paper';
import { type Answer, type Fault, processRequest, ReadyJson, spoilAnswer } from '@breakwater/paper-venue';
import type { Nemesis } from '../nemesis/nemesis.ts';
import type { Actor } from '../time/actor.ts';
import type { Scheduler } from '../time/scheduler.ts';
import type { Arrival, Wish } from './arrival.ts';
import type { VenueRoute, WireParameters } from './venues/venue.ts';
import { findAttachedStop, isOfFleet } from './stops.ts';
import { type Asked, readCover, type World } from './world.ts';

/** How a process reaches the venue in a storm. */
export interface VenueWireOptions {
  readonly world: World;
  readonly actor: Actor;
  readonly scheduler: Scheduler;
  readonly nemesis: Nemesis;
  /** The process' own clock. */
  monotonicMs(): number;
  readonly timeoutMs: number;
}

type Ending = Omit<TimedReply, 'timing'>;

/**
 * The wire of one process: the same requests as over HTTP, with real signatures, handed to the venue's own dialect. The
 * seed decides how long a request and its reply are under way, and every lie of the paper exchange may be told about it.
 */
export function openVenueWire({ world, actor, scheduler, nemesis, monotonicMs, timeoutMs }: VenueWireOptions): Wire<WireParameters> {
  const spent = { calls: 0, weight: 0 };
  let answeredAtMs = 0;

  function call(wireCall: WireCall<WireParameters>): Promise<TimedReply> {
    spent.calls += 1;
    spent.weight += wireCall.weight;
    const route = world.venue.findRoute(wireCall.method);
    const symbol = symbolOf(wireCall.parameters);
    const asks = world.venue.readAsks(route, wireCall.parameters);
    const point = { port: 'wire', method: `${route.method} ${route.path}`, symbol, asks };
    const sentAtMs = monotonicMs();
    const asked = symbol !== null && asks === 'list' && world.venue.looks.has(route.path) ? noteAsked(world, `${actor.name} ${symbol} ${route.path}`) : null;
    return new Promise((resolve) => {
      if (!actor.isAlive) return;
      const passage = nemesis.plan(actor, point);
      if (passage.fault === 'crash_before') return nemesis.kill(actor);
      const faults = nemesis.drawVenueFaults(point);
      const finish = (ending: Ending): void => {
        const receivedAtMs = monotonicMs();
        if (ending.httpStatus !== null) answeredAtMs = receivedAtMs;
        if (asked !== null && (ending.failure !== null || !world.venue.isList(ending.payload))) asked.isUnread = true;
        resolve({ ...ending, timing: ending.httpStatus === null ? null : { sentAtMs, receivedAtMs } });
      };
      const giveUp = (): void => finish(noReply(`Error: no complete answer within ${timeoutMs} ms`, true));
      if (nemesis.isListenerClosed()) return scheduler.resume(actor, passage.thereMs, () => finish(noReply('NetworkError: connect ECONNREFUSED', false)));

      const thereMs = passage.thereMs + delayOf(faults, 'delay-request');
      const backMs = passage.backMs + delayOf(faults, 'delay-reply');
      const isLost = has(faults, 'drop-request') || has(faults, 'reset-connection');
      let ending: Ending | null = null;
      if (!isLost && !has(faults, 'hang-request')) {
        world.timeline.after(thereMs, () => {
          ending = arrive(world, actor, route, wireCall, faults);
          nemesis.onActed(actor, point);
          if (passage.fault === 'pause') nemesis.pause(actor, passage.pauseMs);
        });
      }
      if (passage.fault === 'crash_after') return nemesis.kill(actor);
      const isSilent = has(faults, 'hang-request') || has(faults, 'hang-reply') || has(faults, 'stall-reply');
      if (isSilent || thereMs + backMs > timeoutMs) scheduler.resume(actor, timeoutMs, giveUp);
      else scheduler.resume(actor, thereMs + backMs, () => finish(isLost ? noReply('NetworkError: other side closed', true) : ending!));
    });
  }

  return { call, usage: () => ({ ...spent }), silentMs: () => monotonicMs() - answeredAtMs, close: async () => {} };
}

function noteAsked({ asked, timeline }: World, name: string): Asked {
  const atMs = timeline.nowMs();
  const last = asked.get(name);
  const now = last?.atMs === atMs ? last : { atMs, count: 0, isUnread: false };
  now.count += 1;
  asked.set(name, now);
  return now;
}

function symbolOf({ symbol }: WireParameters): string | null {
  return symbol === undefined ? null : String(symbol);
}

/** The request is at the venue: it acts, in one piece, and what it says may be spoilt. */
function arrive(world: World, actor: Actor, route: VenueRoute, call: WireCall<WireParameters>, faults: readonly Fault[]): Ending {
  const { exchange, dialect, venue, account, timeline } = world;
  carryOutDue(exchange);
  const request = venue.toRequest(route, call, { apiKey: account.apiKey, apiSecret: account.apiSecret, nowMs: timeline.nowMs() });
  const acted = route.method === 'GET' ? null : beginArrival(world, actor, route, call);
  const answer = processRequest(world, dialect, request, dialect.readSubject(request), faults);
  if (acted !== null) {
    world.arrivals.push(acted());
    carryOutInTime(world);
  }
  return answer === null ? noReply('NetworkError: other side closed', true) : toEnding(venue.client, answer, faults);
}

/** What the venue has only acknowledged meets the market when it is due, whether anybody asks by then or not. */
function carryOutInTime({ exchange, timeline }: World): void {
  const dueMs = readNextDueMs(exchange);
  if (dueMs === null) return;
  if (dueMs <= timeline.nowMs()) carryOutDue(exchange);
  else timeline.at(dueMs, () => carryOutDue(exchange));
}

/** Notes how a leg stood before a request acts; to be called when it has acted. */
function beginArrival(world: World, actor: Actor, route: VenueRoute, { parameters, signature }: WireCall<WireParameters>): () => Arrival {
  const symbol = symbolOf(parameters);
  const wish = world.venue.readWish(route, parameters);
  const named = wish.kind === 'cancel' && symbol !== null ? findNamed(world, symbol, wish) : null;
  const leg = named?.leg ?? wish.leg ?? world.legs[0]!;
  const isAttached = wish.type === 'position_stop' && named === (symbol === null ? null : findAttachedStop(world, symbol, leg));
  const cover = (): ReturnType<typeof readCover> => (symbol === null ? { isOpen: false, isCovered: false } : readCover(world, symbol, leg));
  const before = cover();
  return () => {
    const after = cover();
    return {
      ...{ ...wish, clientOrderId: wish.clientOrderId ?? named?.clientOrderId ?? null, sender: actor.name, atMs: world.timeline.nowMs(), what: `${route.method} ${route.path}`, symbol, leg },
      signedAtMs: signature?.signedAtMs ?? 0,
      wasExecuted: world.exchange.journal.entries.at(-1)?.detail['executed'] === true,
      wasCovered: before.isOpen && before.isCovered,
      isOpenAfter: after.isOpen,
      isCoveredAfter: after.isCovered,
      // A request of the fleet, and nobody else, placed the order.
      cancelsOwn: wish.kind === 'cancel' ? named === null || named.origin === 'conditional' || isOfFleet(named) || isAttached : null,
    };
  };
}

/** The order that a cancel names. Null if there is none. */
function findNamed({ exchange, account, timeline, legs, venue }: World, symbol: string, wish: Wish): ConditionalOrder | Order | null {
  const { type, clientOrderId, leg } = wish;
  const nowMs = timeline.nowMs();
  if (type === 'position_stop') return findPositionStop(account, symbol, leg ?? legs[0]!, 'stop');
  const { conditionalOrderId, orderId } = (wish.exchangeOrderId === null ? null : venue.placeOf(exchange, symbol, wish)) ?? { conditionalOrderId: null, orderId: null };
  const isById = conditionalOrderId !== null || orderId !== null;
  const waiting = type === 'market' || (isById && conditionalOrderId === null) ? null : findConditionalOrder(exchange, account, symbol, { conditionalOrderId, clientOrderId }, nowMs);
  return waiting ?? (type === 'stop' || (isById && orderId === null) ? null : findOrder(exchange, account, symbol, { orderId, clientOrderId }, nowMs));
}

/** What the client makes of an answer: a payload from a success, else the words of a failure. */
function toEnding(client: string, answer: Answer, faults: readonly Fault[]): Ending {
  const retryAfter = answer.headers['Retry-After'];
  const common = { httpStatus: answer.status, retryAfterMs: retryAfter === undefined ? null : Number(retryAfter) * 1_000, wasSent: true };
  if (faults.length === 0) {
    if (answer.status < 400 && !(answer.body instanceof ReadyJson)) return { ...common, body: '', payload: answer.body, failure: null };
  }
  const reply = spoilAnswer(answer, faults);
  if (reply.kind === 'hang' || reply.kind === 'close' || reply.kind === 'reset' || reply.kind === 'cut' || reply.kind === 'stall') {
    return noReply('NetworkError: terminated in the middle of the answer', true);
  }
  const text = String(reply.text);
  const payload = parse(text);
  if (answer.status >= 400) return { ...common, body: text, payload: undefined, failure: `ExchangeError: ${client} ${text}` };
  if (payload === undefined) return { ...common, body: text, payload: undefined, failure: `ExchangeError: not JSON ${text.slice(0, 100)}` };
  return { ...common, body: text, payload, failure: null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noReply(failure: string, wasSent: boolean): Ending {
  return { httpStatus: null, retryAfterMs: null, body: '', payload: undefined, wasSent, failure };
}

function has(faults: readonly Fault[], kind: Fault['kind']): boolean {
  return faults.some((fault) => fault.kind === kind);
}

function delayOf(faults: readonly Fault[], kind: Fault['kind']): number {
  return faults.reduce((sum, fault) => (fault.kind === kind ? sum + (fault.delayMs ?? 0) : sum), 0);
}
