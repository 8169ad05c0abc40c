/**
 * The one way of every venue request, whatever its dialect:
 *
 *   arrival ─▶ (half the latency) ─▶ admit ─▶ after authentication ─▶ the model acts ─▶ after the model acted
 *           ─▶ (half the latency) ─▶ before the reply
 *
 * Faults sit at these points and nowhere else. Time stamps are judged at `admit`, so a request that was held up on its
 * way is refused like at the real venue. From `admit` to the journal nothing is awaited: the model acts in one piece.
 */
import {
  type Fate,
  type Fault,
  type FaultKind,
  type Reply,
  type VenueRequest,
  countRequest,
  findAccountName,
  processRequest,
  recordRequest,
  spoilAnswer,
} from '@breakwater/paper-venue';
import { carryOutPromises } from './walking.ts';
import type { ServedVenue, World } from './world.ts';

/** Sum of the delays of one kind. */
export function sumDelayMs(faults: readonly Fault[], kind: FaultKind): number {
  return faults.reduce((sum, fault) => (fault.kind === kind ? sum + (fault.delayMs ?? 0) : sum), 0);
}

/** Faults at arrival: the request is never processed. */
export const lostKinds: ReadonlySet<string> = new Set<FaultKind>(['drop-request', 'reset-connection', 'hang-request']);

/** Takes one venue request through the pipeline. Never throws: what a client sends cannot break the server. */
export async function handleVenueRequest(world: World, venue: ServedVenue, request: VenueRequest): Promise<Reply> {
  const { dialect } = venue;
  const subject = dialect.readSubject(request);
  const { method, path } = request;
  const accountName = findAccountName(venue, subject.apiKey);
  const faults = world.faults.take({ ...subject, venue: venue.name, method, path, accountName });

  await pause(world, world.latencyMs / 2 + sumDelayMs(faults, 'delay-request'));
  const lost = faults.find(({ kind }) => lostKinds.has(kind));
  if (lost !== undefined) {
    const fate: Fate = { verdict: 'dropped', executed: false, httpStatus: null, code: null, accountName };
    countRequest(world.counts, `${method} ${path}`, true);
    recordRequest(venue, request, subject, faults, fate);
    return lost.kind === 'reset-connection' ? { kind: 'reset' } : lost.kind === 'hang-request' ? { kind: 'hang' } : { kind: 'close' };
  }
  carryOutPromises(world);
  const answer = processRequest(venue, dialect, request, subject, faults);
  // A key that was taken away closes its streams.
  venue.streams.carryOutDue();
  await pause(world, world.latencyMs / 2 + sumDelayMs(faults, 'delay-reply'));
  if (faults.some(({ kind }) => kind === 'hang-reply')) return { kind: 'hang' };
  return answer === null ? { kind: 'close' } : spoilAnswer(answer, faults);
}

/** Waits on the server's clock; does not even yield when there is nothing to wait for. */
export function pause(world: World, waitMs: number): Promise<void> | undefined {
  return waitMs > 0 ? world.clock.wait(waitMs) : undefined;
}

/**
 * Answers a path that no dialect serves: 404, as a web server would, and counted. A client that asks for one would have
 * left the sandbox.
 */
export function refuseUnknownPath(world: World, request: VenueRequest): Reply {
  countRequest(world.counts, `${request.method} ${request.path}`, false);
  const subject = { apiKey: null, symbol: null, clientOrderId: null, isReducing: false };
  recordRequest(world.venues[0], request, subject, [], { verdict: 'unknown-path', executed: false, httpStatus: 404, code: null, accountName: null });
  return { kind: 'answer', status: 404, headers: { 'content-type': 'text/html' }, text: '<html><body>404 Not Found</body></html>' };
}
