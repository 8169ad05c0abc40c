import { afterEach, describe, expect, test } from 'vitest';
import { assertNoProcessLeft, startProcess } from '@breakwater/testing';

const bootstrap = 'scripts/bootstrap.mjs';

describe('the bootstrap', () => {
  afterEach(assertNoProcessLeft);

  test('hands its arguments on, and ends with the exit code of its target', async () => {
    const target = startProcess(bootstrap, { arguments: ['scripts/test/stubborn.ts', 'leave', '7', '--keep', 'a b'] });
    expect(await target.untilLine('here')).toContain('["leave","7","--keep","a b"]');
    expect(await target.ended).toBe(7);
  });

  test('passes signals on', async () => {
    const target = startProcess(bootstrap, { arguments: ['scripts/test/stubborn.ts'] });
    await target.untilLine('here');
    await target.kill('SIGTERM');
    expect(await target.ended).toBe('SIGTERM');
  });

  test('says in one sentence that it was given nothing to run', async () => {
    const target = startProcess(bootstrap);
    expect(await target.ended).toBe(1);
    expect(target.lines).toEqual(['breakwater: no script was named: use `node scripts/bootstrap.mjs TARGET.ts [arguments]`.']);
  });
});
