import { describe, expect, test } from 'vitest';
import { chooseOffset, type ClockSample, createExchangeClock, offsetErrorMs, toOffset } from './exchange-clock.ts';
import { Unreadable } from './unreadable.ts';

const offset = (offsetMs: number, boundMs: number, measuredAtMs = 0) => ({ offsetMs, boundMs, measuredAtMs });

describe('toOffset', () => {
  test('counts from the receiving of the reply, so that our clock is never ahead', () => {
    const measured = toOffset({ serverMs: 10_050, sentAtMs: 0, receivedAtMs: 100 });
    // The exchange told its time at 50 at the latest: at 100 its clock shows 10,050 to 10,150.
    expect(measured).toEqual({ offsetMs: 9_950, boundMs: 101, measuredAtMs: 100 });
  });
});

describe('offsetErrorMs', () => {
  test('grows with the time since the measuring', () => {
    expect(offsetErrorMs(offset(0, 5), 0)).toBe(5);
    expect(offsetErrorMs(offset(0, 5), 10_000)).toBeCloseTo(7);
  });
});

describe('chooseOffset', () => {
  test('takes a sharper measuring', () => {
    expect(chooseOffset(offset(0, 50), offset(3, 10, 1_000), 1_000)).toEqual(offset(3, 10, 1_000));
  });

  test('keeps a sharp one over a vague one that agrees', () => {
    expect(chooseOffset(offset(0, 10), offset(-400, 500, 1_000), 1_000)).toEqual(offset(0, 10));
  });

  test.each([5_000, -5_000])('takes a vague one that contradicts: the clock stepped by %i ms', (stepMs) => {
    expect(chooseOffset(offset(0, 10), offset(stepMs, 500, 1_000), 1_000)).toEqual(offset(stepMs, 500, 1_000));
  });

  test('takes a vague one once drift has made the old one vaguer', () => {
    expect(chooseOffset(offset(0, 10), offset(0, 100, 600_000), 600_000)).toEqual(offset(0, 100, 600_000));
  });
});

describe('createExchangeClock', () => {
  const open = (look: () => Promise<ClockSample>, monotonicMs = () => 0) => createExchangeClock({ look, monotonicMs, measureEveryMs: 3_600_000 });
  const sample = (serverMs: number): ClockSample => ({ serverMs, sentAtMs: 0, receivedAtMs: 0 });

  test('tells no usable time before it is measured', async () => {
    const clock = open(() => Promise.resolve(sample(5_000)));
    expect([clock.nowMs(), clock.errorMs()]).toEqual([0, Number.POSITIVE_INFINITY]);
    await clock.ready();
    expect([clock.nowMs(), clock.errorMs()]).toEqual([5_000, 1]);
    clock.close();
  });

  test('tells whole milliseconds', async () => {
    const clock = open(() => Promise.resolve(sample(5_000)), () => 0.75);
    await clock.ready();
    expect(clock.nowMs()).toBe(5_000);
    clock.close();
  });

  test('is not ready while the exchange cannot be reached, and tries again for the next caller', async () => {
    let isDown = true;
    const clock = open(() => (isDown ? Promise.reject(new Unreadable('down')) : Promise.resolve(sample(5_000))));
    await expect(clock.ready()).rejects.toThrow('down');
    isDown = false;
    await clock.ready();
    expect(clock.nowMs()).toBe(5_000);
    clock.close();
  });

  test('is not to be relied on from a refused time stamp until it is measured again', async () => {
    let serverMs = 5_000;
    const clock = open(() => Promise.resolve(sample(serverMs)));
    await clock.ready();
    serverMs = 1_000;
    clock.distrust();
    expect(clock.errorMs()).toBe(Number.POSITIVE_INFINITY);
    await clock.ready();
    expect([clock.nowMs(), clock.errorMs()]).toEqual([1_000, 1]);
    clock.close();
  });

  test('takes even a vague measuring for one that it distrusts', async () => {
    let vagueMs = 0;
    const clock = open(() => Promise.resolve({ ...sample(5_000), sentAtMs: -vagueMs }));
    await clock.ready();
    vagueMs = 400;
    clock.distrust();
    await clock.ready();
    expect(clock.errorMs()).toBe(401);
    clock.close();
  });

  test('is measured again when it is needed and vague, at most once a second', async () => {
    let localMs = 0;
    let roundTripMs = 900;
    let looks = 0;
    const look = (): Promise<ClockSample> => {
      looks += 1;
      return Promise.resolve({ serverMs: 5_000 + localMs, sentAtMs: localMs - roundTripMs, receivedAtMs: localMs });
    };
    const clock = open(look, () => localMs);
    await clock.ready();
    expect([clock.errorMs(), looks]).toEqual([901, 2]);
    roundTripMs = 20;
    localMs = 999;
    await clock.ready();
    expect(looks).toBe(2);
    localMs = 1_000;
    await clock.ready();
    expect([clock.errorMs(), looks]).toEqual([21, 3]);
    localMs = 60_000;
    await clock.ready();
    expect(looks).toBe(3);
    clock.close();
  });

  test('measures once for many who wait', async () => {
    let looks = 0;
    const clock = open(() => Promise.resolve(sample(++looks)));
    await Promise.all([clock.ready(), clock.ready(), clock.ready()]);
    // Twice, because the first look of a life is vague.
    expect(looks).toBe(2);
    clock.close();
  });
});
