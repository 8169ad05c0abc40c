import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal } from '../libs/core/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { venues } from './venues.ts';

const SYMBOL = 'TAGUSDT';

describe.each(venues)('hedge mode at $exchange', (venue) => {
  let world: FleetWorld;
  beforeAll(async () => {
    world = await startFleetWorld(venue, { positionMode: 'hedge' });
    // One after another: on a busy machine three at once keep each other from being ready in time.
    for (const worker of ['stop-worker', 'wave-worker', 'sync-worker'] as const) await world.startWorker(worker);
  }, 120_000);
  afterAll(() => world?.stop());

  const outcomeOf = (id: string) =>
    until(async () => (await world.query(`select outcome, reason from signal where external_id = $1 and outcome <> 'pending'`, [id]))[0] ?? null, { what: `signal ${id} to have an outcome`, timeoutMs: 20_000 });
  const close = async (id: string, signal: Record<string, unknown>) => {
    await world.submitWave(id, [{ id, symbol: SYMBOL, action: 'close', side: undefined, score: undefined, ...signal }]);
    return outcomeOf(id);
  };
  const rows = () => world.query(`select leg, status, side, quantity::text as quantity, close_reason from position where symbol = $1 order by leg`, [SYMBOL]);
  const held = async () => (await world.atExchange()).positions.filter((position) => position.symbol === SYMBOL && !decimal(position.quantity).eq('0'));
  const stops = async () => (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === SYMBOL);
  const protectedLegs = async () => (await world.query(`select leg from position where symbol = $1 and status = 'open' and bare_since is null order by leg`, [SYMBOL])).map((row) => row['leg']);

  test('nothing is entered while the account is in one-way mode, and its signal and a human are told at once', async () => {
    await world.submitWave('early', [{ id: 'early', symbol: SYMBOL, side: 'long' }]);
    expect(await outcomeOf('early')).toEqual({ outcome: 'skipped_filter', reason: 'the account is in one-way mode, and configured for hedge: `breakwater check` says what to do' });
    expect(await world.query('select subject from page')).toEqual([{ subject: `position-mode.${venue.accountName}` }]);
    expect((await world.atExchange()).acceptedEntries).toEqual([]);
    await world.admin('POST', 'modes', { dual: true });
  });

  test('a wave opens both legs of a symbol, and each has a stop of its own', async () => {
    await world.submitWave('both', [
      { id: 'up', symbol: SYMBOL, side: 'long', score: '0.9' },
      { id: 'down', symbol: SYMBOL, side: 'short', score: '0.8' },
    ]);
    expect([await outcomeOf('up'), await outcomeOf('down')]).toMatchObject([{ outcome: 'opened' }, { outcome: 'opened' }]);
    await until(async () => (await protectedLegs()).length === 2 && (await stops()).length === 2, { what: 'both legs to be protected', timeoutMs: 20_000 });
    expect(await rows()).toMatchObject([
      { leg: 'long', status: 'open', side: 'long' },
      { leg: 'short', status: 'open', side: 'short' },
    ]);
    expect((await held()).map(({ leg }) => leg.toLowerCase()).toSorted()).toEqual(['long', 'short']);
    const sides = await world.query(`select p.leg, o.side from "order" o join position p on p.id = o.position_id where o.role = 'stop' and o.status = 'resting' order by p.leg`);
    expect(sides).toEqual([
      { leg: 'long', side: 'sell' },
      { leg: 'short', side: 'buy' },
    ]);
  });

  test('a close of one leg leaves the other as it is, under its stop', async () => {
    const [, shortStop] = (await world.query(`select o.client_order_id as id from "order" o join position p on p.id = o.position_id where o.role = 'stop' and o.status = 'resting' order by p.leg`)).map((row) => row['id']);
    expect(await close('out-long', { leg: 'long' })).toMatchObject({ outcome: 'closed' });
    expect(await rows()).toMatchObject([{ leg: 'long', status: 'closed', close_reason: 'exit' }, { leg: 'short', status: 'open' }]);
    expect((await held()).map(({ leg }) => leg.toLowerCase())).toEqual(['short']);
    await until(async () => (await stops()).length === 1, { what: 'the stop of the closed leg to go', timeoutMs: 20_000 });
    expect((await stops()).map(({ clientOrderId }) => clientOrderId)).toEqual([shortStop]);
    expect(await protectedLegs()).toEqual(['short']);
    expect(await close('out-short', { leg: 'short' })).toMatchObject({ outcome: 'closed' });
    expect(await held()).toEqual([]);
    await until(async () => (await stops()).length === 0, { what: 'the last stop to go', timeoutMs: 20_000 });
    expect((await world.atExchange()).duplicateExecutions).toEqual([]);
    expect((await world.atExchange()).acceptedEntries).toHaveLength(2);
  });
});
