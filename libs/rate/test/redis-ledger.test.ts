import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedis, type TestRedis } from '@breakwater/testing';
import type { Demand, Notice } from '../src/budget.ts';
import { openMemoryLedger } from '../src/memory-ledger.ts';
import { PRIORITIES } from '../src/priority.ts';
import { openRedisLedger } from '../src/redis-ledger.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await openRedis();
});
afterAll(() => redis.close());

const LIMITS: Readonly<Record<string, Pick<Demand, 'limit' | 'windowMs'>>> = { wide: { limit: 100, windowMs: 5_000 }, narrow: { limit: 7, windowMs: 1_000 } };
const demand = fc.record({ budget: fc.constantFrom('wide', 'narrow'), amount: fc.integer({ min: 0, max: 9 }) }).map(({ budget, amount }): Demand => ({ budget, amount, ...LIMITS[budget]! }));
const notice = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('told' as const), budget: fc.constantFrom('wide', 'narrow'), windowMs: fc.constant(1_000), used: fc.integer({ min: 0, max: 99 }), ordinal: fc.integer({ min: 0, max: 150 }) }) },
  { weight: 2, arbitrary: fc.record({ budget: fc.constantFrom('wide', 'narrow'), amount: fc.integer({ min: 1, max: 9 }), ordinal: fc.integer({ min: 0, max: 150 }) }).map(({ budget, amount, ordinal }) => ({ type: 'returned' as const, budget, amount, ordinal, windowMs: LIMITS[budget]!.windowMs })) },
  { weight: 3, arbitrary: fc.record({ budget: fc.constantFrom('wide', 'narrow'), amount: fc.integer({ min: 1, max: 9 }) }).map(({ budget, amount }) => ({ type: 'answered' as const, budget, amount, windowMs: LIMITS[budget]!.windowMs })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('blocked' as const), budget: fc.constantFrom('wide', 'narrow'), forMs: fc.integer({ min: 1, max: 400 }) }) },
) satisfies fc.Arbitrary<Notice>;
const step = fc.record({
  afterMs: fc.integer({ min: 0, max: 300 }),
  act: fc.oneof(
    { weight: 4, arbitrary: fc.record({ demands: fc.uniqueArray(demand, { selector: ({ budget }) => budget, minLength: 1, maxLength: 2 }), priority: fc.constantFrom(...PRIORITIES) }) },
    { weight: 1, arbitrary: fc.record({ notices: fc.array(notice, { minLength: 1, maxLength: 2 }) }) },
  ),
});

test('budgets in Redis give the same answers as those in memory, whatever is asked and heard', async () => {
  let seen = 0;
  let waits = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      let nowMs = 1_700_000_000_000;
      const time = () => nowMs;
      const memory = openMemoryLedger(time);
      const shared = openRedisLedger({ redisUrl: redis.url, prefix: `${redis.prefix}.${(seen += 1)}`, nowMs: time });
      try {
        for (const { afterMs, act } of steps) {
          nowMs += afterMs;
          if ('notices' in act) {
            await Promise.all([memory.note(act.notices), shared.note(act.notices)]);
            continue;
          }
          const [expected, actual] = [await memory.reserve(act.demands, act.priority), await shared.reserve(act.demands, act.priority)];
          expect(actual).toEqual(expected);
          waits += Number(actual.type === 'wait');
        }
      } finally {
        shared.close();
      }
    }),
    { numRuns: 60 },
  );
  expect(waits).toBeGreaterThan(100);
});

test('a hundred requests of two processes at once are granted exactly the budget', async () => {
  const options = { redisUrl: redis.url, prefix: `${redis.prefix}.race` };
  const ledgers = [openRedisLedger(options), openRedisLedger(options)];
  const one: Demand = { budget: 'b', limit: 30, windowMs: 60_000, amount: 1 };
  const decisions = await Promise.all(Array.from({ length: 100 }, (_, index) => ledgers[index % 2]!.reserve([one], 'protection')));
  expect(decisions.filter(({ type }) => type === 'granted')).toHaveLength(30);
  const ordinals = decisions.flatMap((decision) => (decision.type === 'granted' ? decision.ordinals : []));
  expect(ordinals.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  for (const ledger of ledgers) ledger.close();
});

test('what nobody draws on any more does not stay in Redis', async () => {
  const ledger = openRedisLedger({ redisUrl: redis.url, prefix: `${redis.prefix}.old` });
  await ledger.reserve([{ budget: 'b', limit: 30, windowMs: 1_000, amount: 1 }], 'read');
  const key = `${redis.prefix}.old.rate.b`;
  expect(await redis.client.pttl(key)).toBeLessThanOrEqual(4_000);
  await ledger.note([{ type: 'blocked', budget: 'b', forMs: 600_000 }]);
  await ledger.reserve([{ budget: 'b', limit: 30, windowMs: 1_000, amount: 1 }], 'read');
  expect(await redis.client.pttl(key)).toBeGreaterThan(590_000);
  ledger.close();
});
