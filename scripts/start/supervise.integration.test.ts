import { describe, expect, test } from 'vitest';
import { until } from '@breakwater/testing';
import { supervise } from './supervise.ts';

const file = 'scripts/test/stubborn.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('supervise', () => {
  test('passes on the lines of its processes, under their names', async () => {
    const heard: string[] = [];
    const fleet = supervise([{ name: 'one', file, onLine: (line) => void heard.push(line) }]);
    await until(() => heard.length > 0, { what: 'its first line' });
    expect(heard[0]).toBe(`here ${fleet.pids().get('one')} []`);
    await fleet.stop();
  });

  test('starts a process again that was killed', async () => {
    const fleet = supervise([{ name: 'one', file }], { backOffMs: 10 });
    const first = fleet.pids().get('one') as number;
    process.kill(first, 'SIGKILL');
    await until(() => ![undefined, first].includes(fleet.pids().get('one')), { what: 'another process' });
    const second = fleet.pids().get('one') as number;
    expect(isAlive(first)).toBe(false);
    await fleet.stop();
    expect(isAlive(second)).toBe(false);
  });

  test('waits longer each time that a process ends by itself', async () => {
    const changes: string[] = [];
    const fleet = supervise([{ name: 'broken', file: 'scripts/test/missing.ts' }], { backOffMs: 10, backOffMsMax: 20, onChange: (_name, change) => void changes.push(change) });
    await until(() => changes.filter((change) => change.startsWith('ended')).length >= 3, { what: 'three ends' });
    await fleet.stop();
    expect(changes.flatMap((change) => /again in (\d+) ms/.exec(change)?.[1] ?? []).slice(0, 3)).toEqual(['10', '20', '20']);
  });

  test('kills what does not end within the stated time, and leaves nothing', async () => {
    const heard: string[] = [];
    const fleet = supervise([{ name: 'deaf', file, arguments: ['deaf'], onLine: (line) => void heard.push(line) }], { graceMs: 100 });
    await until(() => heard.length > 0, { what: 'its first line' });
    const pid = fleet.pids().get('deaf') as number;
    await fleet.stop();
    expect(isAlive(pid)).toBe(false);
  });
});
