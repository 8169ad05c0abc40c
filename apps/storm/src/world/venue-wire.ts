import { createHmac } from 'node:crypto';
import type { TimedReply, Wire, WireCall } from '@breakwater/exchange';
import { carryOutDue, findConditionalOrder, findOrder } from '@breakwater/paper';
import { type Answer, type Fault, processRequest, ReadyJson, spoilAnswer, type VenueRequest } from '@breakwater/paper-venue';
import type { Nemesis } from '../nemesis/nemesis.ts';
import type { Actor } from '../time/actor.ts';
import type { Scheduler } from '../time/scheduler.ts';
import { findRoute, type VenueRoute } from './find-route.ts';
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

/** What a look at a key consists of. */
const listings: ReadonlySet<string> = new Set(['/fapi/v2/positionRisk', '/fapi/v1/openOrders', '/fapi/v1/openAlgoOrders']);

type Ending = Omit<TimedReply, 'timing'>;

/**
 * The wire of one process: the same requests as over HTTP, with real signatures, handed to the venue's own dialect. The
 * seed decides how long a request and its reply are under way, and every lie of the paper exchange may be told about it.
 */
export function openVenueWire({ world, actor, scheduler, nemesis, monotonicMs, timeoutMs }: VenueWireOptions): Wire {
  const spent = { calls: 0, weight: 0 };
  let answeredAtMs = 0;

  function call(wireCall: WireCall): Promise<TimedReply> {
    spent.calls += 1;
    spent.weight += wireCall.weight;
    const route = findRoute(wireCall.method);
    const symbol = wireCall.parameters['symbol'] ?? null;
    const point = { port: 'wire', method: `${route.method} ${route.path}`, symbol };
    const sentAtMs = monotonicMs();
    const asked = symbol !== null && listings.has(route.path) ? noteAsked(world, `${actor.name} ${symbol} ${route.path}`) : null;
    return new Promise((resolve) => {
      if (!actor.isAlive) return;
      const passage = nemesis.plan(actor, point);
      if (passage.fault === 'crash_before') return nemesis.kill(actor);
      const faults = nemesis.drawVenueFaults(point);
      const finish = (ending: Ending): void => {
        const receivedAtMs = monotonicMs();
        if (ending.httpStatus !== null) answeredAtMs = receivedAtMs;
        if (asked !== null && (ending.failure !== null || !Array.isArray(ending.payload))) asked.isUnread = true;
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

/** The request is at the venue: it acts, in one piece, and what it says may be spoilt. */
function arrive(world: World, actor: Actor, route: VenueRoute, { parameters, signature }: WireCall, faults: readonly Fault[]): Ending {
  carryOutDue(world.exchange);
  const request = toRequest(world, route, parameters, signature?.signedAtMs ?? null);
  const symbol = parameters['symbol'];
  const before = symbol === undefined ? null : readCover(world, symbol);
  const cancelsOwn = route.method === 'DELETE' && symbol !== undefined ? isOwnOrder(world, symbol, route.path, parameters) : null;
  const subject = world.dialect.readSubject(request);
  const answer = processRequest(world, world.dialect, request, subject, faults);
  if (route.method !== 'GET' && symbol !== undefined && before !== null) {
    const after = readCover(world, symbol);
    world.arrivals.push({
      ...{ sender: actor.name, atMs: world.timeline.nowMs(), method: route.method, path: route.path, symbol, parameters, cancelsOwn },
      signedAtMs: signature?.signedAtMs ?? 0,
      clientOrderId: subject.clientOrderId,
      wasExecuted: world.exchange.journal.entries.at(-1)?.detail['executed'] === true,
      wasCovered: before.isOpen && before.isCovered,
      isOpenAfter: after.isOpen,
      isCoveredAfter: after.isCovered,
    });
  }
  return answer === null ? noReply('NetworkError: other side closed', true) : toEnding(answer, faults);
}

function toRequest(world: World, route: VenueRoute, parameters: Readonly<Record<string, string>>, signedAtMs: number | null): VenueRequest {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (signedAtMs !== null) pairs.push(`timestamp=${signedAtMs}`);
  let query = pairs.join('&');
  if (signedAtMs !== null) query += `&signature=${createHmac('sha256', world.account.apiSecret).update(query).digest('hex')}`;
  return { method: route.method, path: route.path, query, body: '', headers: { 'x-mbx-apikey': world.account.apiKey }, ip: '10.0.0.1', arrivedAtMs: world.timeline.nowMs() };
}

/** Whether a request of the fleet, and nobody else, placed the order that a cancel names. */
function isOwnOrder(world: World, symbol: string, path: string, parameters: Readonly<Record<string, string>>): boolean {
  const nowMs = world.timeline.nowMs();
  const order = path.endsWith('/algoOrder')
    ? findConditionalOrder(world.exchange, world.account, symbol, { conditionalOrderId: null, clientOrderId: parameters['clientAlgoId'] ?? null }, nowMs)
    : findOrder(world.exchange, world.account, symbol, { orderId: null, clientOrderId: parameters['origClientOrderId'] ?? null }, nowMs);
  return order === null || order.origin === 'client' || order.origin === 'conditional';
}

/** What the client makes of an answer: a payload from a success, else the words of a failure. */
function toEnding(answer: Answer, faults: readonly Fault[]): Ending {
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
  if (answer.status >= 400) return { ...common, body: text, payload: undefined, failure: `ExchangeError: binanceusdm ${text}` };
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
