import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';

/** How long an entry may stay without row or stop after its worker died, at the default bounds. */
const RECOVERY_MS_MAX = 8_000;

describe('an entry that was executed while its reply was lost', () => {
  let world: FleetWorld;
  beforeEach(async () => {
    world = await startFleetWorld();
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
  });
  afterEach(() => world?.stop());

  const executed = (symbol: string) => async () => (await world.atExchange()).acceptedEntries.some((entry) => entry.symbol === symbol);
  const settled = async (symbol: string) => {
    const row = await untilProtected(world, symbol, RECOVERY_MS_MAX);
    const exchange = await world.atExchange();
    expect(exchange.acceptedEntries.filter((entry) => entry.symbol === symbol)).toHaveLength(1);
    expect(exchange.duplicateExecutions).toEqual([]);
    expect(await world.query('select outcome from signal')).toEqual([{ outcome: 'opened' }]);
    return row;
  };

  test('is found and protected by another worker when its own is killed before it can record the reply', async () => {
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: 30_000, match: { method: 'POST', path: '/fapi/v1/order' } });
    const doomed = await world.startWorker('wave-worker');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await until(executed('TAGUSDT'), { what: 'the entry to be executed' });
    await doomed.kill('SIGKILL');
    await settled('TAGUSDT');
  });

  test('is found and protected by the same worker when only the reply is dropped', async () => {
    await world.admin('POST', 'faults', { kind: 'drop-reply', match: { method: 'POST', path: '/fapi/v1/order' } });
    await world.startWorker('wave-worker');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await until(executed('TAGUSDT'), { what: 'the entry to be executed' });
    await settled('TAGUSDT');
  });

  test('is found and protected when the exchange says that it does not know', async () => {
    await world.admin('POST', 'faults', { kind: 'unknown-reply', match: { method: 'POST', path: '/fapi/v1/order' } });
    await world.startWorker('wave-worker');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await until(executed('TAGUSDT'), { what: 'the entry to be executed' });
    await settled('TAGUSDT');
  });

  test('gets one stop in the end although the reply to the stop was lost', async () => {
    await world.admin('POST', 'faults', { kind: 'drop-reply', match: { method: 'POST', path: '/fapi/v1/algoOrder' } });
    await world.startWorker('wave-worker');
    await world.submitWave('w', [{ id: 's-1', symbol: 'TAGUSDT', side: 'long' }]);
    await settled('TAGUSDT');
  });
});
