import { hash } from 'node:crypto';
import type { OpenPlace, Stagehand, Way } from './carry-out.ts';
import { type CallWay, isPrivate, type Move } from './moves.ts';
import type { Heard, LateRequest, News, Place, PortCall, WorkerPlace } from './place.ts';
import type { Resumed, RunningJob, WorkerStage } from './resume-worker.ts';
import { BEYOND_ALL_MS } from './small-world.ts';
import { toPrint } from './state-print.ts';

/** What a move leads to, and whether books or exchange are others now; `bug`: an error that nothing explains. */
export interface Step {
  readonly place: Place;
  readonly isActed: boolean;
  readonly bug: string | null;
}

/** Makes moves. */
export interface Mover {
  move(place: Place, move: Move): Promise<Step>;
  /** The place with workers that have not begun. */
  enter(place: Place, names: readonly string[]): Promise<Place>;
}

const MEMORIES_MAX = 60_000;

/** A mover that remembers where workers with the same memory stand: running the engine is what costs most. */
export function createMover(stagehand: Stagehand, stage: WorkerStage, jobCount: number): Mover {
  const stands = new Map<string, Resumed>();
  /** Jobs that stand where somebody with this memory stands, to be taken from there by whoever hears something first. */
  const running = new Map<string, RunningJob>();

  function keep(memory: string, job: RunningJob): Resumed {
    if (stands.size > MEMORIES_MAX) {
      stands.clear();
      running.clear();
    }
    const { stand } = job;
    stands.set(memory, stand);
    if (!stand.isFinished) running.set(memory, job);
    return stand;
  }

  /** Where the job stands once it has heard the last of `heard`, which it had not heard `before`. */
  async function resume({ name, job, heard: heardBefore, beganAtMs, memory: before }: WorkerPlace, last: Heard, memory: string): Promise<Resumed> {
    const known = stands.get(memory);
    if (known !== undefined) return known;
    let on = running.get(before);
    running.delete(before);
    if (on === undefined) {
      on = await stage.begin(name, job, beganAtMs);
      for (const heard of heardBefore) await on.hear(heard);
    }
    await on.hear(last);
    return keep(memory, on);
  }

  async function begin(name: string, job: number, nowMs: number, isDeathNews: boolean): Promise<WorkerPlace> {
    const memory = `${name}${job} ${nowMs}`;
    const worker = { name, isAlive: true, job, beganAtMs: nowMs, heard: [], memory, prints: [], epoch: null, isDeathNews };
    if (job >= jobCount) return { ...worker, pending: [] };
    const { pending, hasReadClock } = stands.get(memory) ?? keep(memory, await stage.begin(name, job, nowMs));
    return { ...worker, prints: hasReadClock ? [toPrint(`began at ${nowMs}`)] : [], pending };
  }

  /** The worker after it has heard one thing more. */
  async function hear(worker: WorkerPlace, call: PortCall, news: News, nowMs: number, isDeathNews: boolean): Promise<{ readonly worker: WorkerPlace; readonly bug: string | null }> {
    const last: Heard = { index: call.index, news, atMs: nowMs };
    const text = `${call.index} ${news.type === 'answer' ? JSON.stringify(news.value) : String(news.error)}`;
    const memory = hash('sha1', `${worker.memory} ${text} ${nowMs}`, 'base64');
    const { pending, isFinished, bug, hasReadClock } = await resume(worker, last, memory);
    // Reads that it no longer waits for tell nobody anything.
    if (isFinished) return { worker: await begin(worker.name, worker.job + 1, nowMs, isDeathNews), bug };
    const print = toPrint(hasReadClock ? `${text} at ${nowMs}` : text);
    const epoch = call.method === 'claimKey' ? epochOf(news) : worker.epoch;
    return { worker: { ...worker, heard: [...worker.heard, last], memory, prints: [...worker.prints, print], pending, epoch, isDeathNews }, bug };
  }

  async function makeCall(place: Place, worker: number, call: PortCall, way: Extract<Move, { type: 'call' }>['way']): Promise<Step> {
    const caller = place.workers[worker]!;
    const isPlain = call.port === 'jobs' || call.port === 'lock' || call.port === 'time';
    const open: OpenPlace = { nowMs: place.nowMs, books: place.books, venue: place.venue };
    let news: News;
    if (isPlain) news = { type: 'answer', value: call.port === 'lock' ? { type: 'unavailable' } : undefined };
    else news = await stagehand.carryOut(open, caller.name, call, effectOf[way]);
    const isActed = !isPlain && !stagehand.isReading(call);
    const faultsLeft = place.faultsLeft - (way === 'through' ? 0 : 1);
    let after: Place = { ...place, books: open.books, venue: open.venue, faultsLeft, lastReadings: read(place, caller, call, news) };
    if (way === 'late' || way === 'dies_late') after = { ...after, late: [...after.late, { sender: caller.name, call }] };
    if (way === 'dies_after' || way === 'dies_late') return { place: kill(after, worker), isActed, bug: null };
    if (way === 'slept') after = pass(after, after.nowMs + BEYOND_ALL_MS);
    const isDeathNews = isActed || (caller.isDeathNews && isPlain);
    const told = await hear(caller, call, news, after.nowMs, isDeathNews);
    return { place: { ...after, workers: after.workers.with(worker, told.worker) }, isActed, bug: told.bug };
  }

  /** Has all private calls of a worker happen, which is no move of its own: they commute with everything. */
  async function settle(step: Step, worker: number): Promise<Step> {
    let { place, bug } = step;
    for (let call = place.workers[worker]!.pending.find(isPrivate); call !== undefined && place.workers[worker]!.isAlive; call = place.workers[worker]!.pending.find(isPrivate)) {
      const next = await makeCall(place, worker, call, 'through');
      place = next.place;
      bug ??= next.bug;
    }
    return { place, isActed: step.isActed, bug };
  }

  return {
    async enter(empty, names) {
      let place = empty;
      for (const [worker, name] of names.entries()) {
        place = { ...place, workers: [...place.workers, await begin(name, 0, place.nowMs, true)] };
        place = (await settle({ place, isActed: false, bug: null }, worker)).place;
      }
      return place;
    },
    async move(place, move) {
      switch (move.type) {
        case 'call':
          return settle(await makeCall(place, move.worker, move.call, move.way), move.worker);
        case 'die':
          return { place: kill({ ...place, faultsLeft: place.faultsLeft - 1 }, move.worker), isActed: false, bug: null };
        case 'wait':
          return { place: pass(place, move.untilMs), isActed: false, bug: null };
        case 'sleep':
          return { place: pass({ ...place, faultsLeft: place.faultsLeft - 1 }, place.nowMs + BEYOND_ALL_MS), isActed: false, bug: null };
        case 'arrive':
          return { place: await arrive(stagehand, place, move.request), isActed: true, bug: null };
      }
    },
  };
}

const effectOf: Readonly<Record<CallWay, Way>> = {
  ...{ through: 'through', dies_after: 'through', slept: 'through', unsent: 'unsent', late: 'unsent', dies_late: 'unsent' },
  ...{ reply_lost: 'reply_lost', refused: 'refused', denied: 'denied' },
};

function epochOf(news: News): string | null {
  const claimed = news.type === 'answer' ? (news.value as { readonly claim?: { readonly epoch: string } }) : {};
  return claimed.claim?.epoch ?? null;
}

/** Whether a call of the exchange is a look at the key, on which its holder may act. */
export function isLook(method: string): boolean {
  return method === 'readKey' || method === 'readKeyAndSettings';
}

/** Notes what the exchange told who looked under which claim; of older claims nothing is asked any more. */
function read(place: Place, { epoch }: WorkerPlace, { port, method }: PortCall, news: News): Place['lastReadings'] {
  if (port !== 'exchange' || !isLook(method) || epoch === null || news.type !== 'answer') return place.lastReadings;
  const told = (news.value as { readonly type: 'read' | 'unreadable' }).type;
  const [claim] = place.books.claims.values();
  const named = (one: string): string => `${claim!.keyText} ${one}`;
  const living = new Set(place.workers.flatMap((worker) => (worker.epoch === null ? [] : named(worker.epoch))));
  return new Map([...place.lastReadings, [named(epoch), told] as const].filter(([name]) => living.has(name)));
}

function kill(place: Place, worker: number): Place {
  const dead = place.workers[worker]!;
  return { ...place, workers: place.workers.with(worker, { ...dead, isAlive: false, heard: [], prints: [], pending: [], epoch: null }) };
}

/** Time passes. A request that its own window has overtaken is refused whatever comes. */
function pass(place: Place, untilMs: number): Place {
  return { ...place, nowMs: untilMs, late: place.late.filter((request) => lastChanceMs(request) >= untilMs) };
}

function lastChanceMs({ call }: LateRequest): number {
  const signature = call.values[1] as { readonly signedAtMs: number; readonly windowMs: number };
  return signature.signedAtMs + signature.windowMs;
}

async function arrive(stagehand: Stagehand, place: Place, request: LateRequest): Promise<Place> {
  const open: OpenPlace = { nowMs: place.nowMs, books: place.books, venue: place.venue };
  await stagehand.carryOut(open, request.sender, request.call, 'through');
  return { ...place, venue: open.venue, late: place.late.filter((other) => other !== request) };
}
