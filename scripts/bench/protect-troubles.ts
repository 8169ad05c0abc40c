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

const TIMES = 4;
const WAVE_SIZE = 5;
/** Positions of both kinds of trouble; each wave has symbols of its own, because a row is closed only once all that was sent for it is known. */
export const TROUBLED = 2 * TIMES * WAVE_SIZE;
/** What was sent and never heard of is given up after the not-findable bound, twice at most. */
const SETTLED_MS_MAX = 180_000;
const LOOK_MS = 2;
/** A worker is ready so long after it was started. */
const RESTART_MS = 4_000;
const account = 'main';

/** Breaks something in the middle of a few waves, and tells the longest bare time of each kind. */
export async function measureTroubles(parts: Parts, stopped: AbortSignal, say: (line: string) => void): Promise<Troubles> {
  const { world } = parts;
  const redis = new Redis(world.environment['REDIS_URL']!);
  try {
    const afterKillMs = await longestOf(parts, 0, stopped, () => killStopWorker(world));
    say(`a stop worker was killed ${TIMES} times: bare for ${afterKillMs} ms at most`);
    const afterFlushMs = await longestOf(parts, TIMES * WAVE_SIZE, stopped, async () => void (await redis.flushall()));
    say(`Redis was emptied ${TIMES} times: bare for ${afterFlushMs} ms at most`);
    say('closing them, once all that was sent is known');
    await parts.fleet.closeAll(SETTLED_MS_MAX);
    return { afterKillMs, afterFlushMs };
  } finally {
    redis.disconnect();
  }
}

async function longestOf({ world, fleet, paper, symbols }: Parts, from: number, stopped: AbortSignal, breakIt: () => Promise<void>): Promise<number> {
  let longestMs = 0;
  for (let time = 0; time < TIMES; time += 1) {
    // Whoever was killed the last time is at work again.
    while (!world.pids().has('stop-worker')) await delay(RESTART_MS);
    await delay(RESTART_MS);
    stopped.throwIfAborted();
    const held = (await paper.read(account)).positions.length;
    let isOver = false;
    const breakInTheMiddle = async (): Promise<void> => {
      while (!isOver && (await paper.read(account)).positions.length === held) await delay(LOOK_MS);
      await breakIt();
    };
    const wave = symbols.slice(from + time * WAVE_SIZE, from + (time + 1) * WAVE_SIZE);
    const [{ bareMs }] = await Promise.all([fleet.open(wave, WAVE_SIZE).finally(() => (isOver = true)), breakInTheMiddle()]);
    longestMs = Math.max(longestMs, ...bareMs);
  }
  return longestMs;
}

async function killStopWorker(world: World): Promise<void> {
  const pid = world.pids().get('stop-worker');
  if (pid === undefined) throw new Error('no stop worker runs that could be killed');
  process.kill(pid, 'SIGKILL');
}
