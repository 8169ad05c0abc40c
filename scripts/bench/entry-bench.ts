import { readConfig } from '@breakwater/config';
import { startWorld, type World } from '../start/world.ts';
import { type BareClient, openBareClient } from './bare-client.ts';
import { countStatements } from './count-statements.ts';
import { type ReadCall, readCallsBeforeEntry } from './entry-calls.ts';
import { bigWaveSize, writeEntryConfiguration } from './entry-configuration.ts';
import { type FleetClient, openFleetClient } from './fleet-client.ts';
import { openPaperAdmin, type PaperAdmin } from './paper-account.ts';
import { latencyMs, waveSize } from './run-bench.ts';
import { type Spread, spreadOf } from './samples.ts';

/** What `npm run bench:entry` measures. Milliseconds run from the wave's row in PostgreSQL to the acceptance of an entry at the exchange. */
export interface EntryFigures {
  /** The exchange's distance, a round trip. */
  readonly exchangeMs: number;
  readonly waveOf5: { readonly entries: number; readonly fleet: Spread; readonly floor: Spread };
  /** One wave, until its last entry is accepted. */
  readonly waveOf50: { readonly seconds: number; readonly floorSeconds: number; readonly processes: number };
  /** The most that any of them took. */
  readonly databaseRoundTripsPerEntry: number;
  /** Reads of the exchange before an entry. */
  readonly readsPerEntry: number;
}

const account = { exchange: 'binance', account: 'main' } as const;
const roundSize = 20;
const processes = 4;
const countedEntries = 5;
const bigWaves = 3;

interface Parts {
  readonly world: World;
  readonly paper: PaperAdmin;
  readonly fleet: FleetClient;
  readonly bare: BareClient;
  readonly symbols: readonly string[];
}

/**
 * Starts a world as `npm start` does, with the exchange 20 ms away, and lets the fleet and a bare ccxt client enter by turns. The bare
 * client first asks the exchange whatever the fleet asked it before its entry (by the exchange's own journal), all at once, and does
 * nothing else. Throws when a position was not opened.
 */
export async function runEntryBench(waves: number, stopped: AbortSignal, say: (line: string) => void): Promise<EntryFigures> {
  const configuration = writeEntryConfiguration();
  process.env['BREAKWATER_CONFIG'] = configuration.path;
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
    const symbols = [...(await paper.prices()).keys()].filter((symbol) => symbol.endsWith('USDT'));
    const figures = await measureAll({ world, paper, fleet, bare, symbols }, waves, stopped, say);
    keepLogs = false;
    return figures;
  } finally {
    keepLogs &&= !stopped.aborted;
    if (keepLogs) say(`the logs stay in ${world.folder}/logs`);
    await Promise.allSettled(closing.map((one) => one.close()));
    await world.stop({ keepLogs });
    configuration.remove();
  }
}

async function measureAll(parts: Parts, waves: number, stopped: AbortSignal, say: (line: string) => void): Promise<EntryFigures> {
  const { world, fleet, symbols } = parts;
  const few = symbols.slice(0, roundSize);
  say(`warming up with ${few.length} positions`);
  await enterByTurns(parts, few, waveSize);
  const small = { fleetMs: [] as number[], floorMs: [] as number[], reads: 0 };
  while (small.fleetMs.length < waves * waveSize) {
    stopped.throwIfAborted();
    const round = await enterByTurns(parts, few, waveSize);
    small.fleetMs.push(...round.fleetMs);
    small.floorMs.push(...round.floorMs);
    small.reads = Math.max(small.reads, round.reads);
    say(`${small.fleetMs.length} of ${waves * waveSize} entries, five at once`);
  }
  say(`counting what ${countedEntries} entries ask the database`);
  // As the workers are told by the environment of this process, which is not the world's.
  const counts = await countStatements({ ...readConfig({ env: world.environment }), rateGovernor: 'none' }, account, symbols.slice(roundSize, roundSize + countedEntries));
  await fleet.closeAll();
  say(`starting wave workers until there are ${processes}, for waves of ${bigWaveSize}`);
  world.addWorkers('wave-worker', processes - 1);
  await fleet.untilWorkers(processes + 2);
  const many = symbols.slice(0, bigWaveSize);
  const big = { seconds: [] as number[], floorSeconds: [] as number[] };
  for (let wave = 0; wave <= bigWaves; wave += 1) {
    stopped.throwIfAborted();
    const { fleetMs, floorMs } = await enterByTurns(parts, many, bigWaveSize);
    // The first one warms the new workers up.
    if (wave === 0) continue;
    big.seconds.push(Math.max(...fleetMs) / 1_000);
    big.floorSeconds.push(Math.max(...floorMs) / 1_000);
    say(`a wave of ${bigWaveSize} took ${big.seconds.at(-1)} s, the floor ${big.floorSeconds.at(-1)} s`);
  }
  return {
    exchangeMs: latencyMs,
    waveOf5: { entries: small.fleetMs.length, fleet: spreadOf(small.fleetMs), floor: spreadOf(small.floorMs) },
    waveOf50: { seconds: spreadOf(big.seconds).p50, floorSeconds: spreadOf(big.floorSeconds).p50, processes },
    databaseRoundTripsPerEntry: Math.max(...counts),
    readsPerEntry: small.reads,
  };
}

/** Lets the fleet enter at SYMBOLS by waves of SIZE, then the bare client with the same reads before each entry; all is flat before and after. */
async function enterByTurns({ fleet, bare, paper }: Parts, symbols: readonly string[], size: number): Promise<{ readonly fleetMs: number[]; readonly floorMs: number[]; readonly reads: number }> {
  const sinceMs = Date.now();
  const { entryMs } = await fleet.open(symbols, size);
  const calls = new Map<string, ReadCall[]>();
  for (const symbol of symbols) calls.set(symbol, await readCallsBeforeEntry(paper, symbol, sinceMs));
  await fleet.closeAll();
  const floorMs = await bare.enter(symbols, size, (symbol) => calls.get(symbol) ?? []);
  return { fleetMs: entryMs, floorMs, reads: Math.max(...[...calls.values()].map((list) => list.length)) };
}
