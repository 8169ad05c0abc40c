import { expect, test } from 'vitest';
import type { Demand } from './budget.ts';
import type { Ledger } from './ledger.ts';
import { openMemoryLedger } from './memory-ledger.ts';
import { openSharedBudgets } from './shared-budgets.ts';

const weight = (amount: number): Demand => ({ budget: 'a.weight', limit: 1_000, windowMs: 60_000, amount });

/** A fleet's budgets in memory, which can be away, and a process that shares them. */
function openFleet() {
  let nowMs = 0;
  let isAway = false;
  const memory = openMemoryLedger(() => nowMs);
  const reach = async <T>(act: () => Promise<T>): Promise<T> => {
    if (isAway) throw new Error('away');
    return act();
  };
  const fleet: Ledger = { reserve: (...asked) => reach(() => memory.reserve(...asked)), note: (...told) => reach(() => memory.note(...told)) };
  return {
    join: () => openSharedBudgets({ fleet, monotonicMs: () => nowMs }),
    pass: (ms: number) => void (nowMs += ms),
    setAway: (value: boolean) => void (isAway = value),
  };
}

test('a ban that one process was told of holds for another that asks later, and for itself when the shared budgets are gone and back', async () => {
  const world = openFleet();
  const [first, second] = [world.join(), world.join()];
  await (await first.reserve([weight(5)], 'read')).note([{ type: 'blocked', budget: 'a.weight', forMs: 10_000 }]);
  world.pass(4_000);
  expect((await second.reserve([weight(0)], 'protection')).decision).toMatchObject({ type: 'wait', waitMs: 6_000, isBlocked: true });
  world.setAway(true);
  for (const one of [first, second]) expect((await one.reserve([weight(0)], 'protection')).decision).toMatchObject({ type: 'wait', waitMs: 6_000, isBlocked: true });
  world.setAway(false);
  world.pass(6_000);
  expect((await second.reserve([weight(5)], 'read')).decision.type).toBe('granted');
});

test('without the shared budgets a process has a tenth, and the same parts of it for each priority', async () => {
  const world = openFleet();
  const one = world.join();
  world.setAway(true);
  expect((await one.reserve([weight(70)], 'read')).decision.type).toBe('granted');
  expect(one.isShared()).toBe(false);
  expect((await one.reserve([weight(1)], 'read')).decision.type).toBe('wait');
  expect((await one.reserve([weight(30)], 'protection')).decision.type).toBe('granted');
});

test('a process with a share of its own reads no more once the fleet has used what reads may use of the whole, and still protects', async () => {
  const world = openFleet();
  const one = world.join();
  world.setAway(true);
  await (await one.reserve([weight(1)], 'read')).note([{ type: 'told', budget: 'a.weight', windowMs: 60_000, used: 700, ordinal: 1 }]);
  expect((await one.reserve([weight(1)], 'read')).decision).toMatchObject({ type: 'wait', isBlocked: false });
  expect((await one.reserve([weight(20)], 'protection')).decision.type).toBe('granted');
});

test('a process is back with the fleet as soon as the shared budgets answer', async () => {
  const world = openFleet();
  const one = world.join();
  world.setAway(true);
  await one.reserve([weight(1)], 'read');
  world.setAway(false);
  world.pass(250);
  await one.reserve([weight(1)], 'read');
  expect(one.isShared()).toBe(true);
});
