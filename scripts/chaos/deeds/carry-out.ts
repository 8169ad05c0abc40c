import type { Deed } from '../schedule/deed.ts';
import { accountAt } from '../world/configuration.ts';
import { flushRedis } from '../world/servers.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import { deliverWave } from './deliver-wave.ts';
import { hinderWays } from './hinder-ways.ts';
import { playWorld } from './play-world.ts';
import { strike } from './strike.ts';
import { note, type Tally } from './tally.ts';
import { tellLie } from './tell-lie.ts';

/** Does one deed, and counts what came of it. OVER is the end of the chaos: nothing is begun any more. */
export async function carryOut(world: ChaosWorld, tally: Tally, deed: Deed, over: AbortSignal): Promise<void> {
  switch (deed.kind) {
    case 'kill':
    case 'pause':
      return strike(world, tally, deed, () => over.aborted);
    case 'flush':
      if (!(await flushRedis(world.redis.url()))) return;
      tally.flushes += 1;
      return note(tally, 'Redis was flushed');
    case 'restart':
      note(tally, `${deed.server} is restarted (${deed.how}, away for ${deed.awayMs} ms)`);
      await world.restart(deed.server, deed.how, deed.awayMs);
      tally.restarts += 1;
      return note(tally, `${deed.server} is back`);
    case 'cut':
    case 'slow':
    case 'hold':
      return hinderWays(world, tally, deed);
    case 'lie':
      return tellLie(world.hand, tally, deed, over);
    case 'wave':
      return deliverWave(world, tally, deed);
    case 'resync': {
      const { jobs } = world.ports.ports;
      const account = accountAt(deed.exchange);
      const asking = deed.symbol === null ? jobs.enqueueAccountResync(account, 'chaos') : jobs.enqueueResync({ ...account, symbol: deed.symbol }, 'chaos');
      return asking.catch(() => {}); // Redis is away: the clock of the resyncs comes again
    }
    default:
      return playWorld(world, tally, deed);
  }
}
