import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';
import { venues } from './venues.ts';

/** All of `npm start -- --once`, on a machine that does something else as well. */
const RUN_MS_MAX = 240_000;

const examples = readFileSync(new URL('../examples/waves.ndjson', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { signals: unknown[] });

describe('npm start -- --once --json', () => {
  let run: TestProcess;
  let summary: Record<string, any>;
  beforeAll(async () => {
    // On the database server of the tests, with a database of its own; its Redis is its own.
    run = startProcess('scripts/start/main.ts', { arguments: ['--once', '--json'], environment: { DATABASE_URL: inject('databaseUrl'), REDIS_URL: '' } });
    await run.ended;
    summary = JSON.parse(run.lines.findLast((line) => line.startsWith('{')) ?? `{"lines":${JSON.stringify(run.lines)}}`) as Record<string, any>;
  }, RUN_MS_MAX);
  afterAll(() => run?.kill());

  test('works off the example waves: each signal has its outcome, and all is well', async () => {
    const outcomes = summary['opened'] + summary['skipped'] + summary['failed'];
    expect({ ...summary, outcomes }, run.lines.join('\n')).toMatchObject({ waves: examples.length, outcomes: summary['signals'], unknown: 0 });
    expect(await run.ended).toBe(0);
  });

  test.each(venues)('has opened positions at $exchange, and each of them is protected', ({ exchange }) => {
    const { livePositions, exchangePositions, protected: covered } = summary['exchanges'][exchange];
    expect(livePositions).toBeGreaterThan(0);
    expect([exchangePositions, covered]).toEqual([livePositions, livePositions]);
  });

  test('has broken no promise', () => {
    expect(summary).toMatchObject({ duplicates: 0, ghosts: 0, orphans: 0, duplicateExecutions: 0, unintendedIncreases: 0 });
  });
});
