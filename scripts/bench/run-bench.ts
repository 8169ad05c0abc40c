import { startWorld, type World } from '../start/world.ts';
import { openBareClient, type BareClient } from './bare-client.ts';
import { bigWaveSize, writeEntryConfiguration } from './entry-configuration.ts';
import { openFleetClient, type FleetClient } from './fleet-client.ts';
import type { BenchOptions } from './options.ts';
import { openPaperAdmin } from './paper-account.ts';
import { measureAttached } from './protect-attached.ts';
import { measureTroubles, TROUBLED, type Troubles } from './protect-troubles.ts';
import { measureWithoutBudget } from './protect-without-budget.ts';
import { residentMemory } from './resident-memory.ts';
import { addSamples, noSamples, type Samples } from './samples.ts';

/** The same positions, opened by the fleet and by a bare client. */
export interface Comparison {
  fleet: Samples;
  bare: Samples;
}

/** All that one run measured. */
export interface Measured {
  /** The first positions after the start: nothing is warm. */
  first: Samples;
  alone: Comparison;
  /** Five at once. */
  together: Comparison;
  /** Fifty at once, with two stop workers. */
  burst: Samples;
  troubles: Troubles;
  /** Bare times while reads have no budget left. */
  withoutBudget: Samples;
  /** Bare times at Bybit, where entries bring a stop along. */
  attached: Samples;
  /** By worker, megabytes. */
  memoryMb: Record<string, number>;
}

/** The exchange's distance: a round trip, milliseconds. */
export const latencyMs = 20;
export const waveSize = 5;
/** With different prices, ticks and steps. */
const roundSize = 20;
const bursts = 3;

/**
 * Starts a world as `npm start` does, with the exchange 20 ms away, and measures fleet and bare client by turns, so that what else the
 * machine does falls on both. Throws when a position was not opened or not protected.
 */
export async function runBench(options: BenchOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Measured> {
  const configuration = writeEntryConfiguration();
  process.env['BREAKWATER_CONFIG'] = configuration.path;
  try {
    const measured = await measureUngoverned(options, stopped, say);
    const withoutBudget = await measureWithoutBudget(latencyMs, stopped, say);
    return { ...measured, withoutBudget, attached: await measureAttached(latencyMs, stopped, say) };
  } finally {
    configuration.remove();
  }
}

async function measureUngoverned(options: BenchOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Omit<Measured, 'withoutBudget' | 'attached'>> {
  // What is measured is the fleet's own speed: it opens more positions a minute than an exchange would let it look at.
  process.env['BREAKWATER_RATE_GOVERNOR'] = 'none';
  const world = await startWorld({ exchangeArguments: ['--latency-ms', String(latencyMs)], say });
  const closing: { close(): Promise<void> }[] = [];
  let keepLogs = true;
  try {
    const paper = openPaperAdmin(world.exchange.url);
    const fleet = await openFleetClient(world, paper);
    closing.push(fleet);
    const bare = await openBareClient(world.exchange.url, paper);
    closing.push(bare);
    const all = [...(await paper.prices()).keys()].filter((symbol) => symbol.endsWith('USDT'));
    const symbols = all.slice(0, roundSize);
    const measured = await measureAll({ world, fleet, bare, symbols }, options, stopped, say);
    const troubles = await measureTroubles({ world, fleet, paper, symbols: all.slice(0, TROUBLED) }, stopped, say);
    const burst = await measureBursts({ world, fleet, bare, symbols: all.slice(0, bigWaveSize) }, stopped, say);
    keepLogs = false;
    return { ...measured, troubles, burst };
  } finally {
    keepLogs &&= !stopped.aborted;
    if (keepLogs) say(`the logs stay in ${world.folder}/logs`);
    await Promise.allSettled(closing.map((one) => one.close()));
    await world.stop({ keepLogs });
  }
}

interface Parts {
  world: World;
  fleet: FleetClient;
  bare: BareClient;
  symbols: readonly string[];
}

/** Opens fifty at once with a second stop worker, a few times; the first one warms it up. */
async function measureBursts({ world, fleet, symbols }: Parts, stopped: AbortSignal, say: (line: string) => void): Promise<Samples> {
  world.addWorkers('stop-worker', 1);
  await fleet.untilWorkers(4);
  const burst = noSamples();
  for (let round = 0; round <= bursts; round += 1) {
    stopped.throwIfAborted();
    const samples = await fleet.open(symbols, symbols.length);
    if (round > 0) addSamples(burst, samples);
    await fleet.closeAll();
  }
  say(`${burst.bareMs.length} positions, ${symbols.length} at once`);
  return burst;
}

async function measureAll(parts: Parts, options: BenchOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Pick<Measured, 'first' | 'alone' | 'together' | 'memoryMb'>> {
  const alone = { fleet: noSamples(), bare: noSamples() };
  const together = { fleet: noSamples(), bare: noSamples() };
  say(`warming up with ${parts.symbols.length} positions`);
  const first = noSamples();
  await runRound(parts, parts.symbols.length, 1, { fleet: first, bare: noSamples() }, stopped);
  for (const [into, size, wanted, what] of [[alone, 1, options.positions, 'one after another'], [together, waveSize, options.waves * waveSize, 'five at once']] as const) {
    while (into.fleet.bareMs.length < wanted) {
      await runRound(parts, wanted - into.fleet.bareMs.length, size, into, stopped);
      say(`${into.fleet.bareMs.length} of ${wanted} positions, ${what}`);
    }
  }
  const memoryMb = Object.fromEntries([...parts.world.pids()].map(([name, pid]) => [name, residentMemory(pid)]));
  return { first, alone, together, memoryMb };
}

/** Opens at most COUNT positions with either client, SIZE at once, and closes them again. */
async function runRound({ fleet, bare, symbols }: Parts, count: number, size: number, into: Comparison, stopped: AbortSignal): Promise<void> {
  stopped.throwIfAborted();
  const chosen = symbols.slice(0, count);
  addSamples(into.fleet, await fleet.open(chosen, size));
  await fleet.closeAll();
  addSamples(into.bare, await bare.open(chosen, size));
}
