import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal } from '../libs/core/src/index.ts';
import type { TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('signals that exit at $exchange', (venue) => {
  let world: FleetWorld;
  let stopWorker: TestProcess;
  beforeAll(async () => {
    world = await startFleetWorld(venue);
    [stopWorker] = await Promise.all([world.startWorker('stop-worker'), world.startWorker('wave-worker'), world.startWorker('sync-worker')]);
  });
  afterAll(() => world?.stop());

  const exits = venue.exchange === 'binance' ? venue.entries : { ...venue.entries, clientOrderIdPrefix: 'bwx' };
  const heldOf = async (symbol: string) => (await world.atExchange()).positions.find((position) => position.symbol === symbol)?.quantity ?? '0';
  const sizeOf = async (symbol: string) => decimal(await heldOf(symbol));
  const stopsOf = async (symbol: string) => (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === symbol);
  const open = async (symbol: string) => {
    await world.submitWave(`open-${symbol}`, [{ id: `open-${symbol}`, symbol, side: 'long' }]);
    return untilProtected(world, symbol);
  };
  const want = (id: string, signal: Record<string, unknown>) => world.submitWave(id, [{ id, side: undefined, score: undefined, ...signal }]);
  const outcomeOf = (id: string, timeoutMs = 20_000) =>
    until(async () => (await world.query(`select outcome, reason from signal where external_id = $1 and outcome <> 'pending'`, [id]))[0] ?? null, { what: `signal ${id} to have an outcome`, timeoutMs });

  test('a close takes the position off, says why its row is closed, and is done once, however often it comes', async () => {
    await open('TAGUSDT');
    await world.query('update account set entries_enabled = false');
    await want('x-close', { action: 'close', symbol: 'TAG/USDT' });
    expect(await outcomeOf('x-close')).toMatchObject({ outcome: 'closed' });
    expect(await heldOf('TAGUSDT')).toBe('0');
    expect(await stopsOf('TAGUSDT')).toEqual([]);
    expect(await world.query(`select status, close_reason from position where symbol = 'TAGUSDT'`)).toEqual([{ status: 'closed', close_reason: 'exit' }]);
    expect((await want('x-close', { action: 'close', symbol: 'TAG/USDT' })).acceptance?.type).toBe('already_known');
    await until(async () => (await world.query(`select from wave where status <> 'finished'`)).length === 0, { what: 'the waves to finish' });
    expect(await world.query(`select from "order" where symbol = 'TAGUSDT' and role = 'exit'`)).toHaveLength(1);
    await world.query('update account set entries_enabled = true');
  });

  test('a reduce takes its part off once, and the stop follows the size', async () => {
    const row = await open('SOLUSDT');
    const before = await sizeOf('SOLUSDT');
    await want('x-half', { action: 'reduce', symbol: 'SOLUSDT', fraction: '0.5' });
    expect(await outcomeOf('x-half')).toMatchObject({ outcome: 'reduced' });
    const left = await sizeOf('SOLUSDT');
    expect({ left: left.toFixed(), isAboutHalf: left.gt(before.times('0.25')) && left.lt(before.times('0.75')) }).toMatchObject({ isAboutHalf: true });
    const after = await until(
      async () => {
        const [stop, ...others] = await stopsOf('SOLUSDT');
        return others.length === 0 && stop !== undefined && left.eq(stop.quantity) ? stop : null;
      },
      { what: 'one stop for what is left', timeoutMs: 20_000 },
    );
    expect(after.triggerPrice).toBeDefined();
    expect(await world.query(`select status from position where id = $1`, [row['id']])).toEqual([{ status: 'open' }]);
  });

  test('a set_stop moves the stop closer, and is refused where it would loosen it', async () => {
    const row = await open('ETHUSDT');
    const entry = decimal(row['entry_price']);
    const [before] = await stopsOf('ETHUSDT');
    await want('x-loose', { action: 'set_stop', symbol: 'ETHUSDT', stop: { percent: '5' } });
    expect(await outcomeOf('x-loose')).toMatchObject({ outcome: 'skipped_filter', reason: expect.stringContaining('loosen') });
    expect(await stopsOf('ETHUSDT')).toEqual([before]);
    const price = entry.times('0.99').toFixed(2);
    await want('x-tight', { action: 'set_stop', symbol: 'ETHUSDT', stop: { price } });
    expect(await outcomeOf('x-tight')).toMatchObject({ outcome: 'stop_set' });
    const [only] = await until(
      async () => {
        const stops = await stopsOf('ETHUSDT');
        return stops.length === 1 ? stops : null;
      },
      { what: 'the older stop to go', timeoutMs: 20_000 },
    );
    expect(decimal(only?.triggerPrice ?? '0').toFixed(2)).toBe(price);
  });

  test('a close for what we do not hold is skipped', async () => {
    await want('x-none', { action: 'close', symbol: 'XRPUSDT' });
    expect(await outcomeOf('x-none')).toMatchObject({ outcome: 'skipped_no_position' });
  });

  test('an exit whose reply is lost is found, and takes place once', async () => {
    await open('DOGEUSDT');
    const before = await sizeOf('DOGEUSDT');
    await world.admin('POST', 'faults', { kind: 'drop-reply', match: exits });
    await want('x-lost', { action: 'reduce', symbol: 'DOGEUSDT', fraction: '0.25' });
    expect(await outcomeOf('x-lost')).toMatchObject({ outcome: 'reduced' });
    const [{ target }] = (await world.query<{ target: string }>(`select target_quantity::text as target from signal where external_id = 'x-lost'`)) as [{ target: string }];
    expect((await sizeOf('DOGEUSDT')).toFixed()).toBe(before.minus(target).toFixed());
    expect(await world.query(`select from "order" where symbol = 'DOGEUSDT' and role = 'exit'`)).toHaveLength(1);
  });

  test('a close whose worker is killed between the exit and its answer is finished by another', async () => {
    const symbol = 'AVAXUSDT';
    await open(symbol);
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: 30_000, match: exits });
    await want('x-killed', { action: 'close', symbol });
    await until(async () => (await heldOf(symbol)) === '0', { what: 'the exit to be executed' });
    // It alone is woken for stops and exits.
    await stopWorker.kill('SIGKILL');
    stopWorker = await world.startWorker('stop-worker');
    expect(await outcomeOf('x-killed', 30_000)).toMatchObject({ outcome: 'closed' });
    expect(await stopsOf(symbol)).toEqual([]);
    expect(await world.query(`select from "order" where symbol = $1 and role = 'exit' and executed_quantity > 0`, [symbol])).toHaveLength(1);
  });
});
