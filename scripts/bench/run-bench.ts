import { startWorld, type World } from '../start/world.ts';
import { openBareClient, type BareClient } from './bare-client.ts';
import { openFleetClient, type FleetClient } from './fleet-client.ts';
import type { BenchOptions } from './options.ts';
import { openPaperAdmin } from './paper-account.ts';
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
  /** By worker, megabytes. */
  memoryMb: Record<string, number>;
}

/** The exchange's distance: a round trip, milliseconds. */
export const latencyMs = 20;
export const waveSize = 5;
/** As many as the example configuration lets an account hold, with different prices, ticks and steps. */
const roundSize = 20;

/**
 * Starts a world as `npm start` does, with the exchange 20 ms away, and measures fleet and bare client by turns, so that what else the
 * machine does falls on both. Throws when a position was not opened or not protected.
 */
export async function runBench(options: BenchOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Measured> {
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
    const symbols = [...(await paper.prices()).keys()].filter((symbol) => symbol.endsWith('USDT')).slice(0, roundSize);
    const measured = await measureAll({ world, fleet, bare, symbols }, options, stopped, say);
    keepLogs = false;
    return measured;
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

async function measureAll(parts: Parts, options: BenchOptions, stopped: AbortSignal, say: (line: string) => void): Promise<Measured> {
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
