/**
 * What a venue does with one request, in one piece: admit, refuse if a fault says so, let the model act, distort what is
 * said about it, write the journal. How long the request and its reply are under way is the business of whoever calls.
 */
import { type PaperExchange, appendEntry } from '@breakwater/paper';
import type { Dialect, ModelEffects, OrderSubject, RequestSubject, Verdict } from './dialect.ts';
import { distortVerdict, renderAskedError } from './faults/apply-reply-faults.ts';
import type { Fault, FaultKind, ReadableList } from './faults/fault.ts';
import { type RequestCounts, countRequest } from './request-counts.ts';
import type { Answer, VenueRequest } from './venue-request.ts';

/** What the requests of a venue work on. */
export interface Venue {
  readonly exchange: PaperExchange;
  readonly counts: RequestCounts;
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
    isOverloaded: faults.some(({ kind }) => kind === 'overload'),
  };
}

/** The refusal that a fault asks for after authentication; `null` if none does. */
export function findRefusal(dialect: Dialect, subject: RequestSubject, faults: readonly Fault[]): Verdict | null {
  if (faults.some(({ kind }) => kind === 'maintenance')) return dialect.maintenance;
  if (faults.some(({ kind }) => kind === 'overload') && !subject.isReducing) return dialect.overload;
  const refusal = faults.find(({ kind }) => kind === 'refuse');
  return refusal === undefined ? null : renderAskedError(dialect, refusal);
}

/** What became of a request, for the journal. */
export interface Fate {
  readonly verdict: 'answered' | 'refused' | 'unknown-path' | 'dropped';
  /** Whether the model carried the request out, whatever the client is told. */
  readonly executed: boolean;
  readonly httpStatus: number | null;
  readonly code: number | null;
  readonly accountName: string | null;
}

/** What the many requests without a fault share. */
const noFaults: readonly string[] = [];

/** The symbols and client order ids of a batch, each once. */
function nameLegs(legs: readonly OrderSubject[]): { symbols: readonly string[]; clientOrderIds: readonly string[] } {
  const collect = (name: keyof OrderSubject): string[] => [...new Set(legs.flatMap((leg) => leg[name] ?? []))];
  return { symbols: collect('symbol'), clientOrderIds: collect('clientOrderId') };
}

/** Writes a request into the journal. */
export function recordRequest(venue: Venue, request: VenueRequest, subject: RequestSubject, faults: readonly Fault[], fate: Fate): void {
  const { verdict, executed, httpStatus, code, accountName } = fate;
  const { method, path, query, body, arrivedAtMs } = request;
  const { signedAtMs = null, legs } = subject;
  appendEntry(venue.exchange.journal, {
    timeMs: venue.exchange.clock.nowMs(),
    kind: 'request',
    account: accountName,
    // The market's own text where there is one: tens of thousands of entries would keep one each.
    symbol: subject.symbol === null ? null : (venue.exchange.markets.get(subject.symbol)?.symbol ?? subject.symbol),
    detail: { method, path, query, body, arrivedAtMs, signedAtMs: signedAtMs || null, clientOrderId: subject.clientOrderId, ...(legs === undefined ? {} : nameLegs(legs)), verdict, executed, httpStatus, code, faults: faults.length === 0 ? noFaults : faults.map((fault) => `${fault.id} ${fault.kind}`) },
  });
}

/** The name of the account whose key the request shows, proven or not: faults must match before authentication. */
export function findAccountName(venue: Venue, apiKey: string | null): string | null {
  for (const account of venue.exchange.accounts.values()) if (account.apiKey === apiKey) return account.name;
  return null;
}

/**
 * Admits and carries out a request that has arrived. Returns what the venue says, `null` if it closes the connection
 * instead. What was due by now must have been carried out before. Synchronous from here to the journal.
 */
export function processRequest(venue: Venue, dialect: Dialect, request: VenueRequest, subject: RequestSubject, faults: readonly Fault[]): Answer | null {
  const endpoint = `${request.method} ${request.path}`;
  const note = (fate: Fate): void => recordRequest(venue, request, subject, faults, fate);
  const skewMs = faults.reduce((sum, fault) => (fault.kind === 'clock-skew' ? sum + (fault.skewMs ?? 0) : sum), 0);
  const admission = dialect.admit(request, skewMs);
  countRequest(venue.counts, endpoint, admission.kind !== 'unknown-path');
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
