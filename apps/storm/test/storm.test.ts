import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { speakBinance, speakBybit } from '@breakwater/exchange';
import { describe, expect, test } from 'vitest';
import { createMemoryBooks } from '../src/memory/memory-books.ts';
import { createMemoryJobs } from '../src/memory/memory-jobs.ts';
import { createMemoryLocks } from '../src/memory/memory-key-lock.ts';
import { createMemoryStore } from '../src/memory/memory-store.ts';
import { methodsOf } from '../src/ports/schedule-port.ts';
import { runSeed } from '../src/storm/run-seed.ts';

const run = promisify(execFile);
const main = path.join(import.meta.dirname, '../src/main.ts');
const nowMs = (): number => 0;

/** Methods of the doubles that are not the ports': what workers, operators and the world itself do. */
const notPorts = new Set(['stopWorker', 'switchEntries', 'switchSync', 'acknowledgePage', 'take', 'finish', 'fail', 'stall', 'lose', 'waiting', 'active', 'nextInMs', 'stopRenewing', 'goOnRenewing']);
/** Methods that ask nobody: they answer from what the process knows, at once. */
const askNobody = new Set(['nowMs', 'clockErrorMs', 'usage', 'lookingFor', 'ready', 'silentMs', 'ping', 'readAccountConfig', 'close']);

describe('the scheduler', () => {
  test('sees every method of every port', { timeout: 120_000 }, async () => {
    const wire = { call: () => new Promise<never>(() => {}), usage: () => ({ calls: 0, weight: 0 }), silentMs: () => 0, close: async () => {} };
    const time = { monotonicMs: nowMs, measureEveryMs: null, wait: async () => {} };
    const wanted = [
      ...methodsOf(createMemoryStore({ books: createMemoryBooks(), nowMs })).map((name) => ['store', name] as const),
      ...methodsOf(createMemoryJobs({ nowMs })).map((name) => ['jobs', name] as const),
      ...methodsOf(createMemoryLocks({ nowMs }).holder()).map((name) => ['lock', name] as const),
      ...[...methodsOf(speakBinance('main', wire, time)), ...methodsOf(speakBybit('main', wire, time))].filter((name) => !askNobody.has(name)).map((name) => ['exchange', name] as const),
    ].filter(([, name]) => !notPorts.has(name));
    // A key is set aside only when decisions do not settle.
    const points = [...new Set(wanted.map(([port, name]) => `${port}.${name}`))].filter((point) => point !== 'store.quarantineKey');
    const passed = new Set<string>();
    const unmet = (): string[] => points.filter((point) => !passed.has(point));
    for (let seed = 1; seed <= 1_000 && unmet().length > 0; seed += 1) {
      for (const point of (await runSeed({ seed, steps: 60, setting: {}, workerCount: null, isTraced: false })).passed) passed.add(point);
    }
    expect(unmet()).toEqual([]);
  });

  test('makes the same storm of the same seed, and another one of another', async () => {
    const tell = async (seed: number): Promise<string> => (await runSeed({ seed, steps: 60, setting: {}, workerCount: null, isTraced: true })).trace.join('\n');
    const first = await tell(7);
    expect(first.length).toBeGreaterThan(1_000);
    expect(await tell(7)).toBe(first);
    expect(await tell(8)).not.toBe(first);
    // Begun by a message, as the first of each batch of a thread is, and not in the middle of a run.
    expect(await new Promise((resolve) => setImmediate(() => resolve(tell(2561))))).toBe(await tell(2561));
  });
});

describe('the storm', () => {
  test('breaks no promise in the range of CI, and meets every reachable pair of fault and state', { timeout: 300_000 }, async () => {
    const { stdout } = await run(process.execPath, [main, '--json']).catch((failed: { stdout: string }) => failed);
    const last = stdout.trim().split('\n').at(-1)!;
    expect(JSON.parse(last), stdout).toMatchObject({ violations: 0 });
    expect(stdout.split('\n').filter((line) => line.startsWith('never met'))).toEqual([]);
  });

  test('takes place where it is told to, on either venue and in either mode', { timeout: 60_000 }, async () => {
    for (const [exchange, mode, legs] of [['binance', 'one-way', ['net']], ['binance', 'hedge', ['long', 'short']], ['bybit', 'one-way', ['net']], ['bybit', 'hedge', ['long', 'short']]] as const) {
      const { trace } = await runSeed({ seed: 2, steps: 20, setting: { exchange, mode }, workerCount: null, isTraced: true });
      const text = trace.join('\n');
      expect(text).toContain(`key=${exchange}.main `);
      expect(text).toContain(`legs=${legs.join(' ')}`);
      expect(text).toMatch(exchange === 'bybit' ? /POST \/v5\/order\/create/ : /POST \/fapi\/v1\/(algoO|o)rder/);
    }
  });

  test('says what is wrong with its arguments, in one sentence', async () => {
    const failed = await run(process.execPath, [main, '--seeds', '9..1']).catch((error: { stderr: string; code: number }) => error);
    expect(failed.stderr).toContain('A range looks like 1..500');
    expect(failed).toMatchObject({ code: 1 });
  });
});
