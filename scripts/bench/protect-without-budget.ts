import { readConfig } from '@breakwater/config';
import { openFleetPorts } from '@breakwater/fleet';
import { startWorld } from '../start/world.ts';
import { openFleetClient } from './fleet-client.ts';
import { openPaperAdmin } from './paper-account.ts';
import { addSamples, noSamples, type Samples } from './samples.ts';

/** As many as have a budget for their own looks within a minute. */
const POSITIONS = 8;
/** Far more reads than a minute lets through. */
const READS_MAX = 2_000;
const key = { exchange: 'binance', account: 'main' } as const;

/**
 * Opens a few positions in a world whose requests are governed, each once reads have used up all that they may. The exchange is `latencyMs` away, a
 * round trip.
 */
export async function measureWithoutBudget(latencyMs: number, stopped: AbortSignal, say: (line: string) => void): Promise<Samples> {
  delete process.env['BREAKWATER_RATE_GOVERNOR'];
  const world = await startWorld({ exchangeArguments: ['--latency-ms', String(latencyMs)], say });
  const reader = openFleetPorts({ ...readConfig({ env: world.environment }), logLevel: 'silent' }, 'cli');
  const closing: { close(): Promise<void> }[] = [reader];
  try {
    const paper = openPaperAdmin(world.exchange.url);
    const fleet = await openFleetClient(world, paper);
    closing.push(fleet);
    const symbols = [...(await paper.prices()).keys()].filter((symbol) => symbol.endsWith('USDT')).slice(0, POSITIONS);
    const exchange = reader.ports.exchange(key);
    await Promise.all(reader.exchanges.map((one) => one.ready()));
    const samples = noSamples();
    for (const symbol of symbols) {
      stopped.throwIfAborted();
      for (let read = 0; read < READS_MAX && (await exchange.readAccount()).type === 'read'; read += 1);
      addSamples(samples, await fleet.open([symbol], 1));
    }
    say(`${samples.bareMs.length} positions were opened while reads had no budget left`);
    return samples;
  } finally {
    await Promise.allSettled(closing.map((one) => one.close()));
    await world.stop({ keepLogs: false });
  }
}
