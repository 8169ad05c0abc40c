import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { type HoldingProxy, startHoldingProxy } from './holding-proxy.ts';
import { venues } from './venues.ts';

/** Shorter than in production, in the same proportions, so that a pause beyond all of them is short. */
const bounds = { leaseMs: 1_500, entryWindowMs: 2_000, protectionWindowMs: 1_500, fenceSkewMs: 600, notFindableMs: 500, readsApartMs: 200, neverFilledHoldMs: 500 };
/** Longer than lease, window, skew and the life of a lock that nobody renews: another worker may have the key, and does. */
const PAUSED_MS = 5_000;

/** What keeps workers apart beside the claim, while one of them is paused. */
const locks = [
  { state: 'enabled', lock: 'redlock', isFlushed: false },
  { state: 'disabled', lock: 'none', isFlushed: false },
  { state: 'enabled, and Redis flushed meanwhile', lock: 'redlock', isFlushed: true },
] as const;

describe.each(venues)('the fence at $exchange', (venue) => {
  let world: FleetWorld;
  let proxy: HoldingProxy | undefined;
  afterEach(async () => {
    await world?.stop();
    await proxy?.close();
    proxy = undefined;
  });

  const sentEntries = async (): Promise<unknown[]> =>
    (await world.admin<{ kind: string; detail: Record<string, unknown> }[]>('GET', 'journal?symbol=TAGUSDT'))
      .filter(({ kind, detail }) => kind === 'request' && detail['method'] === 'POST' && String(detail['clientOrderId']).startsWith('bwe'))
      .map(({ detail }) => detail['code']);

  test.each(locks)('makes the exchange refuse the entry of a worker that was paused before it sent it, while another took over, with the lock $state', async ({ lock, isFlushed }) => {
    world = await startFleetWorld(venue, { lock, bounds });
    proxy = await startHoldingProxy(world.databaseUrl);
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    // This worker reaches the database by way of the proxy, and sleeps between committing its intent and sending it.
    const sleeper = await world.startWorker('wave-worker', { DATABASE_URL: proxy.url });
    proxy.holdAnswerTo('commit_intent');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long', leverage: venue.leverage }]);
    await until(() => proxy?.isHolding(), { what: 'the answer to the commit to be held' });
    // The answer is there when it wakes up: then it knows nothing but that it may send.
    await sleeper.kill('SIGSTOP');
    proxy.release();
    const pausedAtMs = performance.now();
    if (isFlushed) await flush();
    const epochs = async () => (await world.query<{ epoch: string }>(`select epoch from claim where symbol = 'TAGUSDT'`))[0]!.epoch;
    const before = await epochs();
    await until(async () => (await epochs()) !== before, { what: 'another worker to take the key over' });
    await until(() => performance.now() - pausedAtMs >= PAUSED_MS, { what: 'the pause to end' });
    expect(await sentEntries()).toEqual([]);
    await sleeper.kill('SIGCONT');
    await until(async () => (await sentEntries()).length > 0, { what: 'the late entry to arrive' });
    expect(await sentEntries()).toEqual([venue.lateCode]);
    await until(async () => (await world.query(`select from signal where outcome = 'failed'`)).length === 1, { what: 'the signal to fail' });
    await until(async () => (await world.query(`select from position where status <> 'closed'`)).length === 0, { what: 'the row to give its key back' });
    const exchange = await world.atExchange();
    expect([exchange.acceptedEntries, exchange.positions, await sentEntries()]).toEqual([[], [], [venue.lateCode]]);
    expect(sleeper.hasEnded()).toBe(false);
  });

  test('leaves one row, one entry and one stop when a worker is paused beyond every time-out in the middle of an entry, with the lock disabled', async () => {
    world = await startFleetWorld(venue, { lock: 'none' });
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: 1_000, match: venue.entries });
    const sleeper = await world.startWorker('wave-worker');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await until(async () => (await world.atExchange()).acceptedEntries.length === 1, { what: 'the entry to be executed' });
    await sleeper.kill('SIGSTOP');
    await untilProtected(world, 'TAGUSDT');
    await sleeper.kill('SIGCONT');
    // Whatever it does now must change nothing: its claim is lost, and its next sweep finds nothing due.
    await sleeper.untilLine(/job_finished.*open-position|open-position.*job_finished/);
    await untilProtected(world, 'TAGUSDT');
    const exchange = await world.atExchange();
    expect(exchange.acceptedEntries).toHaveLength(1);
    expect(exchange.duplicateExecutions).toEqual([]);
    expect(await world.query('select status from position')).toEqual([{ status: 'open' }]);
  });

  async function flush(): Promise<void> {
    const client = new Redis(world.redis.url);
    await client.flushall();
    client.disconnect();
  }
});
