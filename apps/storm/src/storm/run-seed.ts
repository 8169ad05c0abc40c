import { SCHEDULED } from '@breakwater/engine';
import { Decimal, listFills, listOpenConditionalOrders, listOpenOrders } from '@breakwater/paper';
import { positionSize, priceOf } from '../world/world.ts';
import { comeToRest } from './come-to-rest.ts';
import { createHunt } from './hunt.ts';
import { createDice } from '../time/dice.ts';
import { runPrices } from './run-prices.ts';
import { listenToStreams } from './listen-to-streams.ts';
import { sendExits } from './send-exits.ts';
import { setBack } from './set-back.ts';
import { switchPasses } from './switch-passes.ts';
import { deliverWave, happen } from './storm-step.ts';
import { openStorm, type Storm, type StormOptions, type Violation } from './storm.ts';

export interface SeedOptions extends StormOptions {
  /** Half of them are happenings of the storm; for the other half the world only goes on. */
  readonly steps: number;
}

/** What one storm came to. */
export interface SeedResult {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly steps: number;
  readonly simulatedMs: number;
  /** How often each fault struck, and in which state of the fleet. */
  readonly faults: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<string, number>;
  /** Port methods that passed the scheduler. */
  readonly passed: ReadonlySet<string>;
  readonly trace: readonly string[];
}

/** A record of the venue as text. */
function inWords(record: object): string {
  return JSON.stringify(record, (_, value: unknown) => (value instanceof Decimal ? value.toFixed() : value));
}

/** How both sides stood at the end, for who reads a trace. */
function describeEnd({ books, jobs, world, timeline }: Storm): string[] {
  const lines: string[] = ['', '== at the end', 'books:'];
  for (const table of [books.claims, books.positions, books.orders, books.signals, books.wishes, books.pages]) for (const row of table.values()) lines.push(`  ${JSON.stringify(row)}`);
  for (const row of books.intents.values()) if (row.outcome === 'open' || row.outcome === 'unknown') lines.push(`  ${JSON.stringify(row)}`);
  for (const queue of ['waves', 'entries', 'resyncs', 'protections'] as const) {
    for (const job of jobs.active(queue)) lines.push(`  active: ${JSON.stringify(job)}`);
    for (const job of jobs.waiting(queue)) lines.push(`  waiting: ${JSON.stringify(job)}`);
  }
  lines.push('venue:');
  for (const symbol of world.symbols) {
    lines.push(`  ${symbol} ${world.legs.map((leg) => `${leg} ${positionSize(world, symbol, leg).toFixed()}`).join(', ')} at ${inWords(priceOf(world, symbol))}`);
    const nowMs = timeline.nowMs();
    for (const order of [...listOpenOrders(world.exchange, world.account, symbol, nowMs), ...listOpenConditionalOrders(world.exchange, world.account, symbol, nowMs)]) lines.push(`  ${inWords(order)}`);
    for (const { side, leg, quantity, price, orderId, clientOrderId, timeMs } of listFills(world.exchange, world.account, symbol, nowMs)) lines.push(`  executed: ${side} ${quantity.toFixed()} of ${leg} at ${price.toFixed()}, order ${orderId} ${clientOrderId}, ${timeMs}`);
  }
  return lines;
}

/**
 * Leaves most contracts set as the fleet wants them, and delivers a wave: so entries and stops are under way when the storm
 * begins. What it takes to set a contract is seen on the others.
 */
function beginInBusiness(storm: Storm): void {
  const { world, dice, rules } = storm;
  for (const symbol of world.symbols) {
    if (!dice.chance(750_000)) continue;
    world.venue.configure(world, symbol, rules.account.marginMode, rules.wave.leverage);
  }
  deliverWave(storm);
}

/** Whether the last pass over the account could not read it. */
function isLastPassUnread({ books }: Storm): boolean {
  const pass = books.reports.findLast(({ symbol }) => symbol === null);
  return (pass?.findings as readonly { readonly what?: unknown }[] | undefined)?.some(({ what }) => what === 'unreadable') ?? false;
}

/**
 * One seed, from the first wave to rest: half of the steps storm, then calm. The same seed gives the same storm, to the
 * byte of its trace.
 */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  // Whoever begins it, a message or a run: from here on a tick comes after all microtasks (storm.ts), the first one too.
  await Promise.resolve();
  const storm = openStorm(options);
  const { timeline, dice, rules } = storm;
  const startMs = timeline.nowMs();
  const resyncNowAndThen = (wasCalm: boolean): void => {
    // In the calm one tick must do: what else is to be looked at, the fleet knows by itself. Only a pass that was sent away is made up for.
    if (wasCalm && !isLastPassUnread(storm)) return;
    const isCalm = storm.nemesis.isCalm();
    // The schedule's tick is lost while Redis is away, as the real one would be.
    storm.visit('schedule').jobs.enqueueAccountResync(rules.account.key, SCHEDULED).catch(() => undefined);
    timeline.after(rules.resyncEveryMs, () => resyncNowAndThen(isCalm));
  };
  timeline.after(rules.resyncEveryMs, () => resyncNowAndThen(false));
  storm.onBooksChanged = createHunt(storm, options.seed);
  sendExits(storm, createDice(options.seed ^ 0x5eed));
  runPrices(storm, createDice(options.seed ^ 0x9a1ce));
  switchPasses(storm, createDice(options.seed ^ 0x5c10c));
  listenToStreams(storm, createDice(options.seed ^ 0x57ea3));
  setBack(storm, createDice(options.seed ^ 0x5e7bac));
  beginInBusiness(storm);
  await storm.advance(dice.pick([0, 100, 1_000]));
  let step = 0;
  for (; step < options.steps / 2 && storm.violation === null; step += 1) {
    if (timeline.nowMs() >= storm.lullUntilMs) happen(storm);
    await storm.advance(dice.pick([0, 20, 60, 150, 400, 900, 2_000]));
  }
  if (storm.violation === null) await comeToRest(storm);
  const { violation, tally, scheduler, trace } = storm;
  return { seed: options.seed, violation, steps: storm.violation === null ? options.steps : step, simulatedMs: timeline.nowMs() - startMs, faults: tally.faults, pairs: tally.pairs, passed: scheduler.passed, trace: trace.isKept ? [...trace.lines, ...describeEnd(storm)] : [] };
}
