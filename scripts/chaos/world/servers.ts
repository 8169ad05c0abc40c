import fs from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { startPostgres } from '../../infrastructure/postgres.ts';
import { startRedis } from '../../infrastructure/redis.ts';
import type { RunningServer } from '../../infrastructure/running-server.ts';

/** A server of the run's own that comes back after it was ended. Each start has another port; ways lead to the present one. */
export interface RestartableServer {
  /** Its address now. */
  url(): string;
  port(): number;
  /** Ends it, in order or as a crash would, leaves it away for AWAY_MS, and starts it again. Resolves once it answers. */
  restart(how: 'orderly' | 'crash', awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL on data of the run's own in FOLDER, which outlive its restarts. */
export async function startOwnPostgres(folder: string): Promise<RestartableServer> {
  const dir = path.join(folder, 'postgres');
  const crash = (): void => {
    const pid = Number(fs.readFileSync(path.join(dir, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT'); // "immediate shutdown": no checkpoint, so the next start recovers from its log
  };
  return makeRestartable(() => startPostgres({ dir, url: '' }), crash);
}

/** Redis, which forgets everything when it ends. */
export function startOwnRedis(): Promise<RestartableServer> {
  return makeRestartable(() => startRedis({ url: '' }), null);
}

/** Empties Redis under everybody's hands. Returns whether it was there to be emptied. */
export async function flushRedis(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.flushall();
    return true;
  } catch {
    return false; // it is being restarted
  } finally {
    client.disconnect();
  }
}

async function makeRestartable(start: () => Promise<RunningServer>, crash: (() => void) | null): Promise<RestartableServer> {
  let running: RunningServer | null = await start();
  let url = running.url;
  let last: Promise<void> = Promise.resolve();
  const restart = async (how: 'orderly' | 'crash', awayMs: number): Promise<void> => {
    if (how === 'crash') crash?.();
    await running?.stop();
    running = null;
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    running = await start();
    url = running.url;
  };
  return {
    url: () => url,
    port: () => Number(new URL(url).port),
    restart: (how, awayMs) => {
      last = last.then(() => restart(how, awayMs));
      return last;
    },
    stop: async () => {
      await last.catch(() => {}); // whoever restarted it was told
      await running?.stop();
    },
  };
}
