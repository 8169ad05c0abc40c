import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { findRedisProgram } from './redis-program.ts';
import type { RunningServer } from './running-server.ts';
import { ServerExit, startServer } from './start-server.ts';

export interface RedisOptions {
  /** The folder for its log; without it a temporary one that goes with the server. Nothing that matters lives in Redis, so nothing is saved. */
  dir?: string;
  /** The URL of a server to use instead (default: REDIS_URL). */
  url?: string | undefined;
}

const portTriesMax = 5;

/**
 * Gives a Redis server: that of REDIS_URL as it is, else one of its own on a free port of the loopback interface, which never
 * evicts (BullMQ asks for that) and never saves.
 * Throws one sentence when there is no redis-server and none can be installed.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RunningServer> {
  const url = options.url ?? process.env.REDIS_URL;
  if (url) return { url, isOwn: false, stop: async () => {} };
  const command = await findRedisProgram();
  const isTemporary = options.dir === undefined;
  const folder = options.dir === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-redis-')) : path.resolve(options.dir);
  fs.mkdirSync(folder, { recursive: true });
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      const { stop } = await startServer({
        command,
        arguments: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--dir', folder],
        folder,
        stopSignal: 'SIGTERM',
        isTemporary,
        probe: () => ping(port),
      });
      return { url: `redis://127.0.0.1:${port}`, isOwn: true, stop };
    } catch (error) {
      if (!(error instanceof ServerExit) || !/Address already in use/.test(error.log) || tries === portTriesMax) {
        if (isTemporary) fs.rmSync(folder, { recursive: true, force: true });
        throw new Error(`Redis could not be started: ${(error as Error).message}`, { cause: error });
      }
    }
  }
}

async function ping(port: number): Promise<void> {
  const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
