import { startWorld } from '../start/world.ts';
import { writeEntryConfiguration } from './entry-configuration.ts';
import { openFleetClient } from './fleet-client.ts';
import { openPaperAdmin } from './paper-account.ts';
import { addSamples, noSamples, type Samples } from './samples.ts';

const POSITIONS = 20;

/**
 * Opens positions one after another at Bybit, whose entries bring a stop along, in a world of its own. The exchange is `latencyMs` away, a round
 * trip. Bare is a position only while nothing protects it, as the exchange itself measures it.
 */
export async function measureAttached(latencyMs: number, stopped: AbortSignal, say: (line: string) => void): Promise<Samples> {
  const configuration = writeEntryConfiguration('bybit');
  const before = process.env['BREAKWATER_CONFIG'];
  process.env['BREAKWATER_CONFIG'] = configuration.path;
  const world = await startWorld({ exchangeArguments: ['--latency-ms', String(latencyMs)], say });
  const closing: { close(): Promise<void> }[] = [];
  try {
    const paper = openPaperAdmin(world.exchange.url, 'bybit');
    const fleet = await openFleetClient(world, paper, 'bybit');
    closing.push(fleet);
    const symbols = [...(await paper.prices()).keys()].filter((symbol) => symbol.endsWith('USDT')).slice(0, POSITIONS);
    const samples = noSamples();
    for (const symbol of symbols) {
      stopped.throwIfAborted();
      addSamples(samples, await fleet.open([symbol], 1));
    }
    say(`${samples.bareMs.length} positions were opened at Bybit with a stop attached`);
    return samples;
  } finally {
    await Promise.allSettled(closing.map((one) => one.close()));
    await world.stop({ keepLogs: false });
    if (before === undefined) delete process.env['BREAKWATER_CONFIG'];
    else process.env['BREAKWATER_CONFIG'] = before;
    configuration.remove();
  }
}
