import { setTimeout as delay } from 'node:timers/promises';
import type { ExchangeId } from '@breakwater/core';
import { carryOut } from './deeds/carry-out.ts';
import { startTally, type Tally } from './deeds/tally.ts';
import { comeToRest } from './judge/come-to-rest.ts';
import { judgeEndings, judgeFills, judgeLimits } from './judge/judge-books.ts';
import { judgeCancels } from './judge/judge-cancels.ts';
import { judgeEntries, judgeRequests } from './judge/judge-orders.ts';
import { tellFailures } from './judge/tell-failures.ts';
import type { Breach, Violation } from './judge/violation.ts';
import { watchBooks } from './judge/watch-books.ts';
import { type JournalWatch, watchJournal } from './judge/watch-journal.ts';
import type { ChaosOptions } from './options.ts';
import type { Due } from './schedule/deed.ts';
import { drawSchedule } from './schedule/draw-schedule.ts';
import { longestBare, summarise, type Summary } from './summary.ts';
import { accounts } from './world/configuration.ts';
import type { PaperAccount, PaperState } from './world/hand.ts';
import { type ChaosWorld, startChaosWorld } from './world/start-chaos-world.ts';

const readyMsMax = 60_000;
const progressMs = 5_000;

/** Runs one chaos from start to judgement. STOPPED ends it without a judgement. */
export async function runChaos(options: ChaosOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Summary> {
  const schedule = drawSchedule(options.seed, options.minutes);
  const world = await startChaosWorld(options.seed, say);
  let keepLogs = true;
  try {
    await untilReady(world, stopped);
    const summary = await breakAndJudge(world, options, schedule, stopped, say);
    keepLogs = summary.violations + summary.calmDifferences + summary.endedByThemselves > 0;
    return summary;
  } finally {
    say(keepLogs ? `stopping everything; the logs stay in ${world.folder}/logs` : 'stopping everything');
    await world.stop({ keepLogs });
  }
}

async function breakAndJudge(world: ChaosWorld, options: ChaosOptions, schedule: readonly Due[], stopped: AbortSignal, say: (line: string) => void): Promise<Summary> {
  const tally = startTally();
  const books = watchBooks(world.books);
  const journals = new Map(accounts.map(({ exchange }) => [exchange, watchJournal(world.hand, exchange)] as const));
  try {
    say(`chaos for ${options.minutes} min: ${schedule.length} deeds drawn from seed ${options.seed}`);
    await breakThings(world, tally, schedule, options.minutes * 60_000, stopped, say);
    if (stopped.aborted) throw new Error('it was ended before it could be judged');
    say('calm: everything runs, nothing lies');
    const rest = await comeToRest(world, say);
    await books.stop();
    const violations: Violation[] = [...books.violations, ...(await judgeLimits(world.books)), ...(await judgeEndings(world.books))];
    const states: PaperState[] = [];
    for (const [exchange, journal] of journals) {
      await journal.stop();
      await journal.catchUp();
      const state = await world.hand.state(exchange);
      states.push(state);
      violations.push(...(await judgeExchange(world, exchange, state.accounts[0], journal)));
    }
    await tellFailures(world, options, new Map([...journals].map(([exchange, { changes }]) => [exchange, changes])), tally, violations, rest, say);
    const longest = longestBare(states);
    if (longest !== null) say(`longest bare: ${longest}`);
    const { rows } = await world.books.query<{ exchange: string; symbol: string; quarantine_reason: string }>('select exchange::text, symbol, quarantine_reason from claim where quarantined_at is not null');
    for (const row of rows) say(`${row.exchange} ${row.symbol} is set aside: ${row.quarantine_reason}`);
    return summarise(options, { tally, states, violations, rest, quarantined: rows.length, endedByThemselves: world.fleet.endedByThemselves() });
  } finally {
    await Promise.allSettled([books.stop(), ...[...journals.values()].map((journal) => journal.stop())]);
  }
}

/** What the account at one exchange has to say to the promises, against the books. */
async function judgeExchange({ books }: ChaosWorld, exchange: ExchangeId, account: PaperAccount, journal: JournalWatch): Promise<Violation[]> {
  const breaches: Breach[] = [
    ...(await judgeEntries(books, exchange, account)),
    ...(await judgeRequests(books, exchange, account, journal)),
    ...judgeCancels(account, journal),
    ...(await judgeFills(books, exchange, account)),
  ];
  return breaches.map((breach) => ({ ...breach, exchange }));
}

/** Carries out the schedule, then mends the world: nothing lies, hinders or stands still any more. */
async function breakThings(world: ChaosWorld, tally: Tally, schedule: readonly Due[], forMs: number, stopped: AbortSignal, say: (line: string) => void): Promise<void> {
  const over = new AbortController();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const startedMs = performance.now();
  const untilMs = (atMs: number): Promise<void> => delay(Math.max(0, startedMs + atMs - performance.now()), undefined, { signal: stopped }).catch(() => {}); // the loop sees it
  const progress = setInterval(() => say(progressText(world, tally, (performance.now() - startedMs) / 1_000)), progressMs);
  try {
    for (const { atMs, deed } of schedule) {
      await untilMs(atMs);
      if (stopped.aborted || failures.length > 0) break;
      const doing = carryOut(world, tally, deed, over.signal)
        .catch((error: unknown) => void failures.push(new Error(`${deed.kind} failed: ${String(error)}`, { cause: error })))
        .finally(() => underWay.delete(doing));
      underWay.add(doing);
    }
    if (failures.length === 0) await untilMs(forMs);
  } finally {
    over.abort();
    clearInterval(progress);
    await Promise.all(underWay);
    // Whoever sleeps sleeps out, beyond every time-out, and wakes in a world that has moved on.
    while (!stopped.aborted && failures.length === 0 && world.fleet.slots.some((slot) => slot.isPaused())) await delay(100);
    await world.hand.act('DELETE', 'faults');
    world.clearWays();
    world.fleet.wakeAll();
  }
  if (failures.length > 0) throw failures[0];
}

function progressText({ fleet }: ChaosWorld, tally: Tally, seconds: number): string {
  const { kills, killsDuringIntent, pauses, pausesDuringIntent, flushes, restarts, cuts, lies, waves, happenings } = tally;
  return `${Math.round(seconds)} s: ${waves} waves, ${happenings} happenings, ${kills} kills and ${pauses} pauses (${killsDuringIntent + pausesDuringIntent} during an intent), ${flushes} flushes, ${restarts} restarts, ${cuts} cuts, ${lies} lies; ${fleet.awake().length} of ${fleet.slots.length} workers awake`;
}

async function untilReady({ books, fleet }: ChaosWorld, stopped: AbortSignal): Promise<void> {
  const deadline = performance.now() + readyMsMax;
  while (!stopped.aborted) {
    const { rows } = await books.query<{ ready: number }>('select count(*)::int as ready from worker where stopped_at is null');
    if (rows[0]?.ready === fleet.slots.length) return;
    if (performance.now() > deadline) throw new Error(`the fleet was not ready within ${readyMsMax / 1_000} s`);
    await delay(100);
  }
}
