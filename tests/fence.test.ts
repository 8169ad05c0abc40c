import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { type HoldingProxy, startHoldingProxy } from './holding-proxy.ts';
import { venues } from './venues.ts';

/** Longer than the window of an entry and its skew, so that another worker may take the key meanwhile. */
const HELD_MS = 8_000;

describe.each(venues)('the fence at $exchange, with the lock switched off', (venue) => {
  let world: FleetWorld;
  let proxy: HoldingProxy | undefined;
  afterEach(async () => {
    await world?.stop();
    await proxy?.close();
    proxy = undefined;
  });

  const refusals = async () =>
    (await world.admin<{ kind: string; symbol: string; detail: Record<string, unknown> }[]>('GET', 'journal?symbol=TAGUSDT')).filter(
      (entry) => entry.kind === 'request' && entry.detail['path'] === venue.entries.path && entry.detail['method'] === 'POST' && entry.detail['code'] === venue.lateCode,
    );

  test('makes the exchange refuse an entry whose worker slept while another one took the key over', async () => {
    world = await startFleetWorld(venue, { lock: 'none', bounds: { notFindableMs: 500, readsApartMs: 200, neverFilledHoldMs: 500 } });
    proxy = await startHoldingProxy(world.databaseUrl);
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    // This worker reaches the database by way of the proxy, and sleeps between committing its intent and sending it.
    const sleeper = await world.startWorker('wave-worker', { DATABASE_URL: proxy.url });
    proxy.holdAnswerTo('commit_intent');
    await world.query(`update account set entries_enabled = true`);
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long', leverage: venue.leverage }]);
    await until(() => proxy?.isHolding(), { what: 'the answer to the commit to be held' });
    const heldAtMs = performance.now();
    const epochs = async () => (await world.query<{ epoch: string }>(`select epoch from claim where symbol = 'TAGUSDT'`))[0]!.epoch;
    const before = await epochs();
    await until(async () => (await epochs()) !== before, { what: 'another worker to take the key over', timeoutMs: HELD_MS });
    await until(() => performance.now() - heldAtMs >= HELD_MS, { what: 'the hold to end', timeoutMs: HELD_MS + 1_000 });
    proxy.release();
    await until(async () => (await refusals()).length === 1, { what: 'the late entry to be refused as too late' });
    await until(async () => (await world.query(`select from signal where outcome = 'failed'`)).length === 1, { what: 'the signal to fail' });
    const exchange = await world.atExchange();
    expect(exchange.acceptedEntries).toEqual([]);
    expect(exchange.positions).toEqual([]);
    await until(async () => (await world.query(`select from position where status <> 'closed'`)).length === 0, { what: 'the row to give its key back' });
    expect(sleeper.hasEnded()).toBe(false);
  });

  test('leaves one row, one entry and one stop when a worker is paused beyond every time-out in the middle of an entry', async () => {
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
});
