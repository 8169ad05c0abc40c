import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decimal, decimalText } from '../libs/core/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

describe.each(venues)('an account pass at $exchange', (venue) => {
  let world: FleetWorld;
  beforeAll(async () => {
    world = await startFleetWorld(venue, { bounds: { readsApartMs: 300 } });
    await Promise.all([world.startWorker('wave-worker'), world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
  });
  afterAll(() => world?.stop());

  const exact = (text: string) => decimalText(decimal(text));
  /** The exchange reports profits to eight places. */
  const onWire = (text: string) => decimalText(decimal(text).round(8));
  const sync = () => world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
  const untilClosed = (symbol: string) =>
    until(async () => (await world.query(`select * from position where symbol = $1 and status = 'closed'`, [symbol]))[0], { what: `${symbol} to be closed` });

  test('adopts an orphan built of three fills and one partial close, exact to the digit, with its orders and fills', async () => {
    await world.admin('POST', 'trade', {
      symbol: 'ETHUSDT',
      side: 'BUY',
      quantity: '0.6',
      executions: [
        { price: '3021.10', quantity: '0.1' },
        { price: '3021.27', quantity: '0.2' },
        { price: '3021.40', quantity: '0.3' },
      ],
    });
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.25', executions: [{ price: '3020.99', quantity: '0.25' }] });
    await sync();
    const row = await untilProtected(world, 'ETHUSDT');
    const exchange = await world.atExchange();
    const position = exchange.positions.find((one) => one.symbol === 'ETHUSDT')!;
    expect({ side: row['side'], quantity: exact(row['quantity']), entryPrice: exact(row['entry_price']), origin: row['origin'] }).toEqual({
      side: 'long',
      quantity: '0.35',
      // On the wire an entry price has twelve places.
      entryPrice: decimalText(decimal(position.entryPrice).round(12)),
      origin: 'adopted',
    });
    const fills = await world.query(
      `select f.trade_id, f.quantity::text, f.price::text, f.realised_pnl::text from fill f join "order" o on o.id = f.order_id where o.position_id = $1`,
      [row['id']],
    );
    const booked = fills.map((fill) => [venue.tradeNumber(fill['trade_id']), exact(fill['quantity']), exact(fill['price']), exact(fill['realised_pnl'])] as const);
    expect(booked.toSorted(([left], [right]) => left - right)).toEqual(
      exchange.fills.filter((fill) => fill.symbol === 'ETHUSDT').map((fill) => [Number(fill.tradeId), exact(fill.quantity), exact(fill.price), onWire(fill.realisedPnl)]),
    );
    expect(fills).toHaveLength(4);
    expect(await world.query(`select role, count(*)::int from "order" where position_id = $1 group by role order by role`, [row['id']])).toEqual([
      { role: 'stop', count: 1 },
      { role: 'foreign', count: 2 },
    ]);
  });

  test('finds nothing to do on a second look', async () => {
    const before = await world.query('select count(*)::int as count from position_event');
    const reports = async () => world.query(`select acts from reconciliation_report where symbol is null order by at`);
    const seen = (await reports()).length;
    await sync();
    await until(async () => (await reports()).length > seen, { what: 'another pass' });
    expect((await reports()).at(-1)).toEqual({ acts: [] });
    expect(await world.query('select count(*)::int as count from position_event')).toEqual(before);
  });

  test('closes a row whose position was closed by hand, says so, and takes its stop away first', async () => {
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.35' });
    await sync();
    const row = await untilClosed('ETHUSDT');
    expect(row['close_reason']).toBe('manual');
    const exchange = await world.atExchange();
    const realised = exchange.fills.filter((fill) => fill.symbol === 'ETHUSDT').map((fill) => decimal(fill.realisedPnl)).reduce((sum, pnl) => sum.plus(pnl));
    expect(exact(row['realised_pnl'])).toBe(onWire(realised.toFixed()));
    expect(exchange.conditionalOrders.filter((order) => order.symbol === 'ETHUSDT')).toEqual([]);
    const told = await world.query<{ type: string }>(`select type from position_event where position_id = $1 order by at`, [row['id']]);
    const types = told.map((event) => event.type);
    expect(types.indexOf('stop_canceled')).toBeGreaterThan(-1);
    expect(types.indexOf('position_closed')).toBeGreaterThan(types.indexOf('stop_canceled'));
  });

  test('closes a row whose stop has filled, with the stop as its reason', async () => {
    await world.submitWave('stopped', [{ id: 's-1', symbol: 'SOLUSDT', side: 'long' }]);
    await untilProtected(world, 'SOLUSDT');
    await world.admin('POST', 'prices', { SOLUSDT: { last: '100' } });
    await sync();
    expect((await untilClosed('SOLUSDT'))['close_reason']).toBe('stop');
  });

  test('tells a liquidation from a manual close', async () => {
    await world.submitWave('liquidated', [{ id: 's-2', symbol: 'LSKUSDT', side: 'long' }]);
    await untilProtected(world, 'LSKUSDT');
    await world.admin('POST', 'liquidate', { symbol: 'LSKUSDT' });
    await sync();
    expect((await untilClosed('LSKUSDT'))['close_reason']).toBe('liquidation');
  });

  test('places a stop again that somebody cancelled', async () => {
    await world.submitWave('bared', [{ id: 's-3', symbol: 'AKTUSDT', side: 'short' }]);
    await untilProtected(world, 'AKTUSDT');
    const [stop] = (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === 'AKTUSDT');
    await world.admin('POST', 'cancel', { symbol: 'AKTUSDT', clientOrderId: stop!.clientOrderId, conditional: true });
    await sync();
    await until(async () => (await world.atExchange()).conditionalOrders.some((order) => order.symbol === 'AKTUSDT' && order.clientOrderId !== stop!.clientOrderId), {
      what: 'another stop to rest',
    });
    const row = await untilProtected(world, 'AKTUSDT');
    expect(Number(row['bare_ms'])).toBeGreaterThan(0);
  });

  test('follows a partial close with a smaller stop', async () => {
    await world.submitWave('cut', [{ id: 's-4', symbol: 'HEIUSDT', side: 'long' }]);
    const row = await untilProtected(world, 'HEIUSDT');
    const half = decimalText(decimal(row['quantity']).div(decimal('2')).round(0, 0));
    await world.admin('POST', 'trade', { symbol: 'HEIUSDT', side: 'SELL', quantity: half });
    await sync();
    const left = decimalText(decimal(row['quantity']).minus(decimal(half)));
    await until(
      async () => {
        const stops = (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === 'HEIUSDT');
        const rows = await world.query(`select quantity::text from position where symbol = 'HEIUSDT' and status = 'open'`);
        return stops.length === 1 && stops[0]?.quantity === left && decimalText(decimal(rows[0]?.['quantity'])) === left;
      },
      { what: `row and stop to shrink to ${left}` },
    );
  });
});
