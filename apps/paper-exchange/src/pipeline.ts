/**
 * The one way of every venue request, whatever its dialect:
 *
 *   arrival ─▶ (half the latency) ─▶ admit ─▶ after authentication ─▶ the model acts ─▶ after the model acted
 *           ─▶ (half the latency) ─▶ before the reply
 *
 * Faults sit at these points and nowhere else. Time stamps are judged at `admit`, so a request that was held up on its
 * way is refused like at the real venue. From `admit` to the journal nothing is awaited: the model acts in one piece.
 */
import { appendEntry } from '@breakwater/paper';
import type { Dialect, ModelEffects, RequestSubject, Verdict } from './dialect.ts';
import { distortVerdict, spoilAnswer } from './faults/apply-reply-faults.ts';
import type { Fault, FaultKind, ReadableList } from './faults/fault.ts';
import { countRequest } from './request-counts.ts';
import type { Answer, Reply, VenueRequest } from './venue-request.ts';
import { carryOutPromises } from './walking.ts';
import type { World } from './world.ts';

/** Sum of the delays of one kind. */
function sumDelayMs(faults: readonly Fault[], kind: FaultKind): number {
  return faults.reduce((sum, fault) => (fault.kind === kind ? sum + (fault.delayMs ?? 0) : sum), 0);
}

/** How long the faults of one kind hold a listing, or a record in it, back. */
function findListDelayMs(faults: readonly Fault[], kind: FaultKind, list: ReadableList): number {
  let delayMs = 0;
  for (const fault of faults) {
    if (fault.kind === kind && (fault.lists?.includes(list) ?? true)) delayMs = Math.max(delayMs, fault.delayMs ?? 0);
  }
  return delayMs;
}

/** What the faults do to the model's answer. */
function findEffects(faults: readonly Fault[]): ModelEffects {
  const late = faults.find(({ kind }) => kind === 'late-fill');
  return {
    lagMs: (list) => findListDelayMs(faults, 'lag', list),
    hideMs: (list) => findListDelayMs(faults, 'hide', list),
    fillAfterMs: late?.delayMs ?? null,
  };
}

/** The refusal that a fault asks for after authentication; `null` if none does. */
function findRefusal(dialect: Dialect, subject: RequestSubject, faults: readonly Fault[]): Verdict | null {
  if (faults.some(({ kind }) => kind === 'maintenance')) return dialect.maintenance;
  if (faults.some(({ kind }) => kind === 'overload') && !subject.isReducing) return dialect.overload;
  const refusal = faults.find(({ kind }) => kind === 'refuse');
  if (refusal === undefined) return null;
  const verdict = dialect.renderError(refusal.httpStatus ?? 400, refusal.code ?? 0, refusal.message ?? null);
  if (refusal.retryAfterSeconds === undefined) return verdict;
  const headers = { ...verdict.answer.headers, 'Retry-After': String(refusal.retryAfterSeconds) };
  return { ...verdict, answer: { ...verdict.answer, headers } };
}

/** What became of a request, for the journal. */
interface Fate {
  readonly verdict: 'answered' | 'refused' | 'unknown-path' | 'dropped';
  /** Whether the model carried the request out, whatever the client is told. */
  readonly executed: boolean;
  readonly httpStatus: number | null;
  readonly code: number | null;
  readonly accountName: string | null;
}

/** Writes a request into the journal. */
function recordRequest(world: World, request: VenueRequest, subject: RequestSubject, faults: readonly Fault[], fate: Fate): void {
  const { accountName, ...rest } = fate;
  appendEntry(world.exchange.journal, {
    timeMs: world.clock.nowMs(),
    kind: 'request',
    account: accountName,
    symbol: subject.symbol,
    detail: {
      ...{ method: request.method, path: request.path, query: request.query, body: request.body },
      ...{ arrivedAtMs: request.arrivedAtMs, clientOrderId: subject.clientOrderId, ...rest },
      faults: faults.map((fault) => `${fault.id} ${fault.kind}`),
    },
  });
}

/** The name of the account whose key the request shows, proven or not: faults must match before authentication. */
function findAccountName(world: World, apiKey: string | null): string | null {
  for (const account of world.exchange.accounts.values()) if (account.apiKey === apiKey) return account.name;
  return null;
}

/** Admits and carries out a request. Synchronous from here to the journal. */
function processRequest(world: World, dialect: Dialect, request: VenueRequest, subject: RequestSubject, faults: readonly Fault[]): Answer | null {
  const endpoint = `${request.method} ${request.path}`;
  const note = (fate: Fate): void => recordRequest(world, request, subject, faults, fate);
  const skewMs = faults.reduce((sum, fault) => (fault.kind === 'clock-skew' ? sum + (fault.skewMs ?? 0) : sum), 0);
  carryOutPromises(world);
  const admission = dialect.admit(request, skewMs);
  countRequest(world.counts, endpoint, admission.kind !== 'unknown-path');
  if (admission.kind === 'unknown-path') {
    const { answer } = admission;
    note({ verdict: 'unknown-path', executed: false, httpStatus: answer.status, code: null, accountName: null });
    return answer;
  }
  let verdict: Verdict;
  let accountName: string | null;
  let executed = false;
  const refusal = findRefusal(dialect, subject, faults);
  if (admission.kind === 'refused') {
    verdict = admission.verdict;
    accountName = admission.account?.name ?? null;
  } else if (refusal !== null) {
    verdict = refusal;
    accountName = admission.request.account?.name ?? null;
  } else {
    verdict = admission.request.act(findEffects(faults));
    accountName = admission.request.account?.name ?? null;
    executed = verdict.code === null;
  }
  const told = admission.kind === 'admitted' ? distortVerdict(dialect, verdict, faults) : verdict;
  const { code } = told ?? verdict;
  note({
    verdict: told === null ? 'dropped' : code === null ? 'answered' : 'refused',
    executed,
    httpStatus: told?.answer.status ?? null,
    code,
    accountName,
  });
  return told?.answer ?? null;
}

/** Faults at arrival: the request is never processed. */
const lostKinds: ReadonlySet<FaultKind> = new Set(['drop-request', 'reset-connection', 'hang-request']);

/** Takes one venue request through the pipeline. Never throws: what a client sends cannot break the server. */
export async function handleVenueRequest(world: World, dialect: Dialect, request: VenueRequest): Promise<Reply> {
  const subject = dialect.readSubject(request);
  const { method, path } = request;
  const accountName = findAccountName(world, subject.apiKey);
  const faults = world.faults.take({ ...subject, method, path, accountName });

  await pause(world, world.latencyMs / 2 + sumDelayMs(faults, 'delay-request'));
  const lost = faults.find(({ kind }) => lostKinds.has(kind));
  if (lost !== undefined) {
    const fate: Fate = { verdict: 'dropped', executed: false, httpStatus: null, code: null, accountName };
    countRequest(world.counts, `${method} ${path}`, true);
    recordRequest(world, request, subject, faults, fate);
    return lost.kind === 'reset-connection' ? { kind: 'reset' } : lost.kind === 'hang-request' ? { kind: 'hang' } : { kind: 'close' };
  }
  const answer = processRequest(world, dialect, request, subject, faults);
  await pause(world, world.latencyMs / 2 + sumDelayMs(faults, 'delay-reply'));
  if (faults.some(({ kind }) => kind === 'hang-reply')) return { kind: 'hang' };
  return answer === null ? { kind: 'close' } : spoilAnswer(answer, faults);
}

/** Waits on the server's clock; does not even yield when there is nothing to wait for. */
function pause(world: World, waitMs: number): Promise<void> | undefined {
  return waitMs > 0 ? world.clock.wait(waitMs) : undefined;
}

/**
 * Answers a path that no dialect serves: 404, as a web server would, and counted. A client that asks for one would have
 * left the sandbox.
 */
export function refuseUnknownPath(world: World, request: VenueRequest): Reply {
  countRequest(world.counts, `${request.method} ${request.path}`, false);
  const subject = { apiKey: null, symbol: null, clientOrderId: null, isReducing: false };
  recordRequest(world, request, subject, [], { verdict: 'unknown-path', executed: false, httpStatus: 404, code: null, accountName: null });
  return { kind: 'answer', status: 404, headers: { 'content-type': 'text/html' }, text: '<html><body>404 Not Found</body></html>' };
}
