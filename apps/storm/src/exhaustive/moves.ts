import type { LateRequest, Place, PortCall, WorkerPlace } from './place.ts';
import { rules } from './small-world.ts';

/**
 * How a call goes, where more than one way is possible. All but the first cost a fault.
 *
 *   through     it has its effect, and the caller hears the answer
 *   unsent      it never gets there, and the caller hears that
 *   reply_lost  it has its effect, and the caller hears that there was no answer
 *   late        the caller hears that there was no answer; it is on its way still, and arrives whenever, or never
 *   dies_after  it has its effect, and the caller is dead
 *   dies_late   the caller dies; it is on its way still
 *   slept       it has its effect, and the caller hears the answer when everything has timed out
 *   refused     the exchange will not have it, for good
 *   denied      the exchange will not have it now
 *
 * The last two are made by tests alone: to the rest of the world they are a request that never got there.
 */
export type CallWay = 'through' | 'unsent' | 'reply_lost' | 'late' | 'dies_after' | 'dies_late' | 'slept' | 'refused' | 'denied';

export type Move =
  | { readonly type: 'call'; readonly worker: number; readonly call: PortCall; readonly way: CallWay }
  /** A worker dies between two calls, or before the one that it is about to make. A fault. */
  | { readonly type: 'die'; readonly worker: number }
  /** A request arrives of somebody who no longer waits for it. */
  | { readonly type: 'arrive'; readonly request: LateRequest }
  /** Nobody does anything until something becomes due. */
  | { readonly type: 'wait'; readonly untilMs: number }
  /** Everybody stands still, in the middle of whatever they do, until everything has timed out. A fault. */
  | { readonly type: 'sleep' };

/** A move as a word, unique among the moves of one place: what `--replay` takes. */
export function wordOf(move: Move, place: Place): string {
  switch (move.type) {
    case 'call':
      return `${place.workers[move.worker]!.name}${move.call.index}${move.way === 'through' ? '' : `.${move.way}`}`;
    case 'die':
      return `${place.workers[move.worker]!.name}.dies`;
    case 'arrive':
      return `late${place.late.indexOf(move.request)}`;
    default:
      return move.type;
  }
}

/**
 * All that may happen next. Empty: everybody has finished or is dead.
 *
 * What is left out leads to nothing that is not reached without it:
 *
 * - A worker whose claim was taken over goes on alone until its job ends. The books refuse each of its writes, so nothing
 *   that it does is seen by anybody, and nothing that it hears leads to anything: its calls commute with all others.
 * - The holder of the live claim reads alone, while no request is on its way: nobody else can change what it is told before
 *   it moves on. Others go on at its next write. With a fault left, standing still and dying remain possible there.
 * - A worker that dies after a call which only told it something leaves the same world as one that died before that call,
 *   and others' moves in between are the same. So it dies before reads, not after them.
 * - Reads that one worker makes at once are made in the order in which it asks.
 * - The two workers are alike, so of the first move of all only the first worker's is made.
 */
export function listMoves(place: Place): readonly Move[] {
  const { workers, faultsLeft } = place;
  const alone = findDeposed(place) ?? findUndisturbedReader(place);
  if (alone !== null) return alone;
  const hasBegun = workers.some((worker) => !worker.isAlive || isUnderWay(worker));
  const moves: Move[] = [];
  for (const [worker, { pending, isAlive, isDeathNews }] of workers.entries()) {
    if (!isAlive || (worker > 0 && !hasBegun)) continue;
    const [call] = pending;
    for (const way of call === undefined ? [] : waysOf(call, faultsLeft)) moves.push({ type: 'call', worker, call: call!, way });
    if (faultsLeft > 0 && isDeathNews && pending.length > 0) moves.push({ type: 'die', worker });
  }
  for (const request of place.late) moves.push({ type: 'arrive', request });
  const untilMs = nextDueMs(place);
  if (untilMs !== null) moves.push({ type: 'wait', untilMs });
  if (faultsLeft > 0 && workers.some((worker) => isInTheMiddle(worker))) moves.push({ type: 'sleep' });
  return moves;
}

/**
 * Whether a call concerns nobody but the caller, so that it is no move of its own: it commutes with every other one.
 *
 * The lock is away for good: it carries no promise, and whatever it would forbid is possible without. What is enqueued
 * reaches nobody, because each worker has its jobs anyway. The engine's own short waits take no time: what may happen during
 * one may happen as well before the next call.
 */
export function isPrivate({ port }: PortCall): boolean {
  return port === 'jobs' || port === 'time' || port === 'lock';
}

function waysOf({ port, method }: PortCall, faultsLeft: number): readonly CallWay[] {
  if (faultsLeft === 0) return ['through'];
  if (method === 'send') return ['through', 'unsent', 'reply_lost', 'late', 'dies_after', 'dies_late', 'slept'];
  if (port === 'store' && !readsBooks.has(method)) return ['through', 'unsent', 'reply_lost', 'dies_after', 'slept'];
  return ['through', 'unsent', 'slept'];
}

const readsBooks = new Set(['readKey', 'isTakenAfter', 'readDueWork', 'readWave', 'readLiveRows']);

/** The next call of a worker whose claim somebody else has taken over. */
function findDeposed({ workers, books }: Place): readonly Move[] | null {
  const [claim] = books.claims.values();
  for (const [worker, { pending, isAlive, epoch }] of workers.entries()) {
    if (!isAlive || epoch === null || epoch === String(claim!.epoch)) continue;
    const call = pending.find(({ port, method }) => (port === 'store' && (readsBooks.has(method) || guarded.has(method))) || (port === 'exchange' && method !== 'send'));
    if (call !== undefined) return [{ type: 'call', worker, call, way: 'through' }];
  }
  return null;
}

/** Writes that the books refuse under any claim but the live one. */
const guarded = new Set(['record', 'commitIntent', 'releaseKey']);

/** What a worker that holds the live claim looks at, while nobody can change it. */
function findUndisturbedReader(place: Place): readonly Move[] | null {
  const { workers, books, late, faultsLeft, nowMs } = place;
  const [claim] = books.claims.values();
  if (late.length > 0 || claim === undefined || claim.holder === null || claim.fenceUntilMs <= nowMs) return null;
  const worker = workers.findIndex(({ name, isAlive, epoch }) => isAlive && epoch === String(claim.epoch) && claim.holder!.startsWith(name));
  const call = workers[worker]?.pending[0];
  if (call === undefined || !((call.port === 'store' && readsBooks.has(call.method)) || (call.port === 'exchange' && call.method !== 'send')) || workers.some(({ pending, isAlive }, other) => other !== worker && isAlive && pending.some(({ method }) => method === 'send'))) return null;
  const moves: Move[] = waysOf(call, faultsLeft).map((way) => ({ type: 'call', worker, call, way }));
  if (faultsLeft > 0) moves.push({ type: 'sleep' });
  if (faultsLeft > 0 && workers[worker]!.isDeathNews) moves.push({ type: 'die', worker });
  return moves;
}

/** It has done something of all its jobs, or heard something of this one. */
function isUnderWay(worker: WorkerPlace): boolean {
  return worker.job > 0 || worker.heard.some(({ index }) => index > 0);
}

/** It has begun a job and not ended it. One that is about to begin may begin whenever, and costs no time. */
function isInTheMiddle({ isAlive, heard, pending }: WorkerPlace): boolean {
  return isAlive && heard.some(({ index }) => index > 0) && pending.length > 0;
}

/**
 * When the next thing is due that the books know of. Time passes without a fault while nobody is in the middle
 * of anything; what takes longer is somebody standing still, which is one.
 */
function nextDueMs({ workers, books, nowMs }: Place): number | null {
  if (workers.some(isInTheMiddle) || workers.every(({ pending }) => pending.length === 0)) return null;
  const { bounds } = rules;
  const dues: number[] = [];
  for (const claim of books.claims.values()) dues.push(claim.fenceUntilMs, claim.dueAtMs ?? 0);
  for (const intent of books.intents.values()) {
    if (intent.outcome !== 'open' && intent.outcome !== 'unknown') continue;
    dues.push(intent.expiresAtMs, intent.expiresAtMs + bounds.notFindableMs, intent.missedAtMs === null ? 0 : intent.missedAtMs + bounds.readsApartMs);
  }
  const laterMs = Math.min(...dues.filter((dueMs) => dueMs > nowMs));
  return laterMs === Infinity ? null : laterMs;
}
