import { isFollowing, isLive } from '@breakwater/core';
import { booksText } from '../memory/books-text.ts';
import { arePutBack } from '../memory/recovery/identity.ts';
import { endInBusiness } from './end-in-business.ts';
import type { ClaimRow } from '../memory/memory-books.ts';
import type { Storm } from './storm.ts';

/** How long the calm may take in all before what is unfinished counts as never ending, in milliseconds. */
const CALM_MS_MAX = 150_000;
/** What one look saw, and another must see before it is believed. */
const AWAITS_A_SECOND: ReadonlySet<string> = new Set(['flat', 'orphan', 'drift']);
/** Times that were set together differ by less, in milliseconds. */
const CLOCK_MS = 10;
/** A look that is due takes no longer where nothing goes wrong, in milliseconds. */
const LOOK_MS = 500;

/**
 * The calm half: faults have stopped, everybody lives. The fleet must come to rest by itself; then one pass over everything
 * reaches agreement, and a second one changes nothing (I8), unless the venue broke the bounds that agreement rests on. What is
 * touched after that is put right again by being due, without a pass.
 */
export async function comeToRest(storm: Storm): Promise<void> {
  storm.beginCalm();
  await rest(storm, calmSince(storm));
  await pass(storm);
  if (storm.violation !== null) return;
  storm.judgeAtRest();
  if (storm.violation !== null) return;
  if (storm.profile.breach !== null) return;
  const before = stateOf(storm);
  await pass(storm);
  const after = stateOf(storm);
  if (storm.violation === null && before !== after) storm.violation = { promise: 'I8', text: `a second pass over what agreed changed something: ${firstDifference(before, after)}`, atMs: storm.timeline.nowMs() };
  if (storm.violation !== null || !endInBusiness(storm)) return;
  await storm.advance(storm.rules.bounds.leaseMs + LOOK_MS);
  await rest(storm, storm.timeline.nowMs());
  if (storm.violation === null) storm.judgeAtRest();
}

/** Until nothing is left to do that began by `sinceMs`. */
async function rest(storm: Storm, sinceMs: number): Promise<void> {
  const endMs = storm.timeline.nowMs() + CALM_MS_MAX;
  while (storm.violation === null && storm.timeline.nowMs() < endMs && !(await isAtRest(storm, sinceMs))) {
    letIn(storm);
    await storm.advance(2_000);
  }
}

/** The operator hears that entries of a symbol were switched off, because somebody else traded it, and lets them in again. */
function letIn({ books, store }: Storm): void {
  for (const { key, entriesOffAtMs } of books.claims.values()) if (entriesOffAtMs !== null) void store.switchSymbolEntries(key, true);
}

/** A resync of the account and of every symbol, until all that follows from it is done. */
async function pass(storm: Storm): Promise<void> {
  void storm.jobs.enqueueAccountResync(storm.world.key, 'pass');
  for (const symbol of storm.world.symbols) void storm.jobs.enqueueResync({ ...storm.world.key, symbol }, 'pass');
  const endMs = storm.timeline.nowMs() + CALM_MS_MAX / 3;
  do await storm.advance(500);
  while (storm.violation === null && storm.timeline.nowMs() < endMs && !(await isAtRest(storm, calmSince(storm))));
}

const calmSince = ({ scene, timeline }: Storm): number => scene.calmSinceMs() ?? timeline.nowMs();

/** Nothing is queued, worked on, unanswered or due, apart from looks at prices that are followed: of those there were enough since then. */
async function isAtRest(storm: Storm, sinceMs: number): Promise<boolean> {
  const { fleet, books, store, world } = storm;
  if (!fleet.isIdle() || arePutBack(books)) return false;
  for (const { outcome } of books.intents.values()) if (outcome === 'open' || outcome === 'unknown') return false;
  for (const { status } of books.waves.values()) if (status !== 'finished') return false;
  const due = await store.readDueWork([world.key], 100);
  if (due.entries.length + due.protections.length + due.resyncs.length + due.waveIds.length > 0) return false;
  return due.nextInMs === null || isOnlyFollowing(storm, sinceMs);
}

/** Whether all that is due is the next look at a price that stands still, and the stop that follows it has not moved for two of them. */
function isOnlyFollowing({ books, rules, timeline }: Storm, sinceMs: number): boolean {
  const following = [...books.positions.values()].filter((row) => isLive(row.status) && row.origin !== 'foreign' && isFollowing(row.stopRule));
  // Whoever leaves a key has it looked at again sooner than that only if something is left to do.
  const isRoutine = ({ keyText, dueAtMs, fenceUntilMs }: ClaimRow): boolean => dueAtMs === null || (following.some((row) => row.keyText === keyText) && dueAtMs - fenceUntilMs >= rules.bounds.followEveryMs - CLOCK_MS);
  // Another look must agree before these are believed, and may not be due before the next look at the price.
  if ([...books.claims.values()].some(({ sightings }) => sightings.some(({ what }) => AWAITS_A_SECOND.has(what)))) return false;
  const movedAtMs = [...books.orders.values()].filter((order) => order.role === 'stop' && following.some(({ id }) => id === order.positionId)).map(({ createdAtMs }) => createdAtMs);
  return [...books.claims.values()].every(isRoutine) && timeline.nowMs() - Math.max(sinceMs, ...movedAtMs) > rules.bounds.followEveryMs * 3 && following.every(({ stopRule }) => stopRule.age === undefined);
}

/** What a pass may not change: rows of the books that say something, and what stands at the venue. */
function stateOf({ books, world }: Storm): string {
  const { positions, orders, intents, fills, signals, wishes, waves, pages } = books;
  const text = booksText({ ...books, positions, orders, intents, fills, signals, wishes, waves, pages, claims: new Map(), workers: new Map(), accounts: new Map(), events: [], reports: [] });
  // A request of the storm that was held up until now is refused, and changes nothing.
  const executed = world.arrivals.filter(({ wasExecuted }) => wasExecuted).length;
  return `${text}\n${executed} requests carried out, ${world.exchange.changeCount} changes at the venue, ${books.events.length} events`;
}

function firstDifference(before: string, after: string): string {
  const old = new Set(before.split('\n'));
  return after.split('\n').find((line) => !old.has(line)) ?? 'something is gone';
}
