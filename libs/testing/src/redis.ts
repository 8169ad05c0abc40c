import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import os from 'node:os';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import type {} from './database.ts';
import { until } from './until.ts';

/** The run's Redis, and a prefix for keys that only one test file uses (no colon in it: BullMQ adds its own). */
export interface TestRedis {
  url: string;
  prefix: string;
  client: Redis;
  /** Deletes the keys that begin with the prefix, and disconnects. */
  close(): Promise<void>;
}

/** Connects to the run's Redis. Call `close` in `afterAll`. */
export async function openRedis(): Promise<TestRedis> {
  // Test files run side by side: each worker has a logical database of its own.
  const url = new URL(`/${process.env['VITEST_POOL_ID'] ?? 0}`, inject('redisUrl')).href;
  const prefix = `t${randomBytes(5).toString('hex')}`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  const close = async () => {
    for await (const keys of client.scanStream({ match: `${prefix}*`, count: 1_000 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) await client.unlink(keys);
    }
    await client.quit();
  };
  await client.ping();
  return { url, prefix, client, close };
}

/** A Redis that a test may kill, pause and start again at the same URL, for it is nobody else's. */
export interface OwnRedis {
  url: string;
  /** Starts it again, empty, after `kill`; resolves once it answers. */
  start(): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: it accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
}

/** Starts a Redis of the test's own on a free port. Call `kill` in `afterAll`. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  process.once('exit', () => child?.kill('SIGKILL'));
  const start = async () => {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    child = spawn(inject('redisProgram'), flags, { cwd: os.tmpdir(), stdio: 'ignore' });
    child.on('error', () => {}); // the wait below says it
    await until(() => canConnect(port), { what: `redis-server to listen on port ${port}` });
  };
  const kill = async () => {
    child?.kill('SIGKILL');
    await until(() => child === undefined || child.exitCode !== null || child.signalCode !== null, { what: 'redis-server to end' });
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill, pause: () => void child?.kill('SIGSTOP'), resume: () => void child?.kill('SIGCONT') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
