import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../start/world.ts';
import type { FleetClient } from './fleet-client.ts';
import type { PaperAdmin } from './paper-account.ts';

/** How long positions were bare at most while something broke, milliseconds. */
export interface Troubles {
  /** The stop worker was killed (SIGKILL) as soon as the first position of a wave was open. */
  readonly afterKillMs: number;
  /** Redis was emptied then (FLUSHALL). */
  readonly afterFlushMs: number;
}

interface Parts {
  readonly world: World;
  readonly fleet: FleetClient;
  readonly paper: PaperAdmin;
  readonly symbols: readonly string[];
}

const TIMES = 5;
const LOOK_MS = 2;
const account = 'main';

/** Breaks something in the middle of a few waves, and tells the longest bare time of each kind. */
export async function measureTroubles(parts: Parts, stopped: AbortSignal, say: (line: string) => void): Promise<Troubles> {
  const { world } = parts;
  const redis = new Redis(world.environment['REDIS_URL']!);
  try {
    const afterKillMs = await longestOf(parts, stopped, () => killStopWorker(world));
    say(`a stop worker was killed ${TIMES} times: bare for ${afterKillMs} ms at most`);
    const afterFlushMs = await longestOf(parts, stopped, async () => void (await redis.flushall()));
    say(`Redis was emptied ${TIMES} times: bare for ${afterFlushMs} ms at most`);
    return { afterKillMs, afterFlushMs };
  } finally {
    redis.disconnect();
  }
}

async function longestOf({ fleet, paper, symbols }: Parts, stopped: AbortSignal, breakIt: () => Promise<void>): Promise<number> {
  let longestMs = 0;
  for (let time = 0; time < TIMES; time += 1) {
    stopped.throwIfAborted();
    const opening = fleet.open(symbols, symbols.length);
    let isOver = false;
    const breaking = (async () => {
      while (!isOver && (await paper.read(account)).positions.length === 0) await delay(LOOK_MS);
      await breakIt();
    })();
    const { bareMs } = await opening.finally(() => (isOver = true));
    await breaking;
    longestMs = Math.max(longestMs, ...bareMs);
    await fleet.closeAll();
  }
  return longestMs;
}

async function killStopWorker(world: World): Promise<void> {
  const pid = world.pids().get('stop-worker');
  if (pid === undefined) throw new Error('no stop worker runs that could be killed');
  process.kill(pid, 'SIGKILL');
}
