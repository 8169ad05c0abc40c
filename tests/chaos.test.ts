import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';

/** A minute of chaos, its start on a busy machine, the sleep that it waits out and its calm. */
const RUN_MS_MAX = 300_000;

describe('a minute in which everything goes wrong', () => {
  let run: TestProcess;
  let summary: Record<string, any>;
  beforeAll(async () => {
    run = startProcess('scripts/chaos/main.ts', { arguments: ['--minutes', '1', '--seed', '1', '--json'] });
    await run.ended;
    summary = JSON.parse(run.lines.findLast((line) => line.startsWith('{')) ?? `{"lines":${JSON.stringify(run.lines)}}`) as Record<string, any>;
  }, RUN_MS_MAX);
  afterAll(() => run?.kill());

  test('breaks no promise, and books and exchange agree when it is over', async () => {
    expect(summary, run.lines.join('\n')).toMatchObject({ violations: 0, calmDifferences: 0 });
    expect(await run.ended).toBe(0);
  });

  test('is no quiet minute: everything that can go wrong did, and entries were made all the same', () => {
    for (const what of ['kills', 'pauses', 'flushes', 'restarts', 'cuts', 'lies', 'entries']) expect(summary[what], what).toBeGreaterThan(0);
  });

  test('strikes most often while a request of the stricken worker is under way', () => {
    expect((summary['killsDuringIntent'] + summary['pausesDuringIntent']) * 2).toBeGreaterThanOrEqual(summary['kills'] + summary['pauses']);
  });
});
