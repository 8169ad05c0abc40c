import { afterEach, describe, expect, test } from 'vitest';
import { decimal } from '../libs/core/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('an entry at $exchange that may slip half a percent', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  /** SOL at 50, of which the policy asks for 4; half a percent is 25 ticks. */
  const enterInto = async (book: { spreadTicks: number; stepTicks: number; levels: number; levelQuantity: string }) => {
    world = await startFleetWorld(venue, { entrySlippagePercentMax: '0.5' });
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
    await world.admin('POST', 'prices', { SOLUSDT: { last: '50' } });
    await world.admin('POST', 'book', { symbol: 'SOLUSDT', ...book });
    await world.submitWave('w', [{ id: 's-1', symbol: 'SOLUSDT', side: 'long' }]);
  };
  const outcomeOf = () => until(async () => (await world.query(`select outcome, reason from signal where outcome <> 'pending'`))[0], { what: 'the signal to end' });

  test('takes what is there within it, gives up the rest, and protects just what it got', async () => {
    // Two levels lie within: 50.01 and 50.21; the next, 50.41, does not.
    await enterInto({ spreadTicks: 2, stepTicks: 20, levels: 9, levelQuantity: '1' });
    const row = await untilProtected(world, 'SOLUSDT');
    const { positions, conditionalOrders, acceptedEntries } = await world.atExchange();
    expect(positions).toMatchObject([{ symbol: 'SOLUSDT', quantity: '2' }]);
    expect(decimal(row.quantity).toFixed()).toBe('2');
    expect(conditionalOrders).toMatchObject([{ quantity: '2' }]);
    expect(await outcomeOf()).toMatchObject({ outcome: 'opened' });
    expect(acceptedEntries).toHaveLength(1);
  });

  test('that finds nothing within it fails, and is never followed by an order at market', async () => {
    // The best price is two percent away.
    await enterInto({ spreadTicks: 200, stepTicks: 1, levels: 9, levelQuantity: '100' });
    expect(await outcomeOf()).toMatchObject({ outcome: 'failed' });
    const requests = await world.admin<{ kind: string; detail: { method: string; path: string; clientOrderId: string | null } }[]>('GET', 'journal');
    const entries = requests.filter(({ kind, detail }) => kind === 'request' && detail.method === 'POST' && detail.clientOrderId?.startsWith('bwe'));
    expect(entries).toHaveLength(1);
    expect((await world.atExchange()).positions).toEqual([]);
    expect(await world.query(`select status, close_reason from position`)).toEqual([{ status: 'closed', close_reason: 'never_filled' }]);
  });
});
