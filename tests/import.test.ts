import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importPosition } from '../libs/engine/src/index.ts';
import { connectLegacy, type LegacyConnection, type OldBooks, readOldBooks } from '../libs/legacy/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { askBybit, dumpBooks, exact, inMode, type OldBot, type OldHolding, openOldBot, runCommand } from './old-bot.ts';
import { venues } from './venues.ts';

interface Told {
  readonly applied: boolean;
  readonly accounts: readonly {
    readonly account: string;
    readonly live: readonly { readonly oldId: string; readonly symbol: string; readonly becomes: string; readonly positionId: string | null; readonly stop: string | null; readonly why: string }[];
    readonly closed: Readonly<Record<string, number>>;
    readonly atExchangeOnly: readonly { readonly symbol: string; readonly side: string; readonly quantity: string }[];
  }[];
  readonly leftOut: readonly { readonly oldId: string; readonly why: string }[];
}

const ETH: OldHolding = { id: 1, symbol: 'ETHUSDT', side: 'long', quantity: '0.5' };
const TAG: OldHolding = { id: 2, symbol: 'TAGUSDT', side: 'short', quantity: '20000' };

async function withLegacy<Result>(bot: OldBot, look: (connection: LegacyConnection) => Promise<Result>): Promise<Result> {
  const connection = await connectLegacy(bot.legacy.url);
  return look(connection).finally(() => connection.close());
}

describe.each(venues)('import at $exchange', (venue) => {
  let world: FleetWorld;
  let bot: OldBot;
  beforeEach(async () => {
    world = await startFleetWorld(venue, { mode: 'observe', bounds: { readsApartMs: 200 } });
    bot = await openOldBot(world);
  });
  afterEach(async () => {
    await bot?.close();
    await world?.stop();
  });

  const run = (...words: string[]) => runCommand(world, ['import', '--database', bot.legacy.url, ...words]);
  const told = async (...words: string[]): Promise<Told> => {
    const ended = await run(...words, '--json');
    expect(ended).toMatchObject({ exitCode: 0 });
    return ended.json<Told>();
  };
  const becomes = ({ accounts }: Told) => Object.fromEntries(accounts.flatMap(({ live }) => live.map(({ oldId, becomes: what }) => [oldId, what])));
  const liveRows = () => world.query(`select symbol, side, status, origin, quantity::text as quantity, bare_since from position where status <> 'closed' order by symbol`);
  const stopsAt = async (symbol: string) => (await world.atExchange()).conditionalOrders.filter((order) => order.symbol === symbol).map(({ clientOrderId }) => clientOrderId);

  test('what the exchange confirms becomes live with its orders, fills and stop, nothing else does, and a second import changes nothing', async () => {
    await bot.enter(ETH);
    const stop = await bot.protect(ETH);
    // Spelled as that bot spells things.
    await bot.enter(TAG, { exchange: venue.exchange.toUpperCase(), symbol: 'TAG/USDT:USDT', side: 'SELL' });
    await bot.enter({ id: 3, symbol: 'SOLUSDT', side: 'long', quantity: '2' }, { quantity: '3' });
    await bot.enter({ id: 4, symbol: 'XRPUSDT', side: 'long', quantity: '100' }, { side: 'short' });
    await bot.legacy.addPosition({ id: 5, exchange: venue.exchange, symbol: 'LSKUSDT', exchange_order_id: '77' });
    await world.admin('POST', 'trade', { symbol: 'HEIUSDT', side: 'BUY', quantity: '100' });
    await bot.legacy.addPosition({ id: 6, exchange: venue.exchange, symbol: 'HEIUSDT', quantity: '100' });
    await world.admin('POST', 'trade', { symbol: 'AKTUSDT', side: 'BUY', quantity: '100' });
    // Of the same side and size, but of orders that the old books do not know.
    await bot.legacy.addPosition({ id: 7, exchange: venue.exchange, symbol: 'AKTUSDT', quantity: '100', exchange_order_id: '88' });
    await bot.legacy.addPosition({ id: 8, exchange: venue.exchange, symbol: 'NOSUCHUSDT', exchange_order_id: '99' });
    await bot.legacy.addPosition({ id: 9, exchange: venue.exchange, status: 'closed', closed_at: '2025-10-17 20:00:00+00', exit_reason: 'stop_loss', realized_pnl: '-27.24', exchange_order_id: '66' });
    await bot.legacy.addPosition({ id: 10, exchange: venue.exchange, status: 'closed', closed_at: '2025-10-17 20:00:00+00', exit_reason: 'duplicate_cleanup' });
    const [old, before] = [await bot.legacy.dump(), await dumpBooks(world)];

    const dry = await told();
    expect(dry.applied).toBe(false);
    expect(becomes(dry)).toEqual({ 1: 'live', 2: 'live', 3: 'left', 4: 'left', 5: 'left', 6: 'left', 7: 'left' });
    expect(await dumpBooks(world)).toBe(before);

    const applied = await told('--apply', '--yes');
    expect(becomes(applied)).toEqual(becomes(dry));
    expect(await bot.legacy.dump()).toBe(old);
    const why = Object.fromEntries(applied.accounts[0]!.live.map((row) => [row.oldId, row.why]));
    expect(why).toMatchObject({
      3: 'the exchange holds 2, the old books say 3',
      4: 'the exchange holds a long of 100, the old books say short',
      5: 'the exchange holds nothing',
      6: 'nothing in the old books shows that it was ever traded: a sync made it up',
      7: 'it was built by orders that the old books do not name: another position of the same size',
    });
    expect(applied.leftOut).toEqual([
      expect.objectContaining({ oldId: '10', why: 'the doctor closed it: it was a row too many' }),
      expect.objectContaining({ oldId: '8', why: `${venue.exchange} lists no such market` }),
    ]);
    expect(applied.accounts[0]!.atExchangeOnly.map(({ symbol }) => symbol).toSorted()).toEqual(['AKTUSDT', 'HEIUSDT', 'SOLUSDT', 'XRPUSDT']);
    expect((await liveRows()).map(({ quantity, ...row }) => ({ ...row, quantity: exact(quantity) }))).toEqual([
      { symbol: 'ETHUSDT', side: 'long', status: 'open', origin: 'imported', quantity: '0.5', bare_since: null },
      { symbol: 'TAGUSDT', side: 'short', status: 'open', origin: 'imported', quantity: '20000', bare_since: expect.any(Date) },
    ]);
    expect(await world.query(`select client_order_id, role, status from "order" where symbol = 'ETHUSDT' and role = 'stop'`)).toEqual([{ client_order_id: stop, role: 'stop', status: 'resting' }]);
    // I9: as much is booked as was executed, and each change has its event.
    expect((await world.query(`select sum(quantity)::text as sum from fill where symbol = 'ETHUSDT'`)).map(({ sum }) => exact(sum))).toEqual(['0.5']);
    expect(await world.query(`select type from position_event where symbol = 'ETHUSDT' order by type`)).toEqual([{ type: 'position_imported' }, { type: 'stop_taken_over' }]);
    // What is over is told as far as it is known.
    expect(await world.query(`select p.status, p.origin, p.close_reason, p.realised_pnl, e.data->>'oldReason' as reason, e.data->>'oldRealisedPnl' as pnl from position p join position_event e on e.position_id = p.id where p.status = 'closed'`)).toEqual([
      { status: 'closed', origin: 'imported', close_reason: 'unknown', realised_pnl: null, reason: 'stop_loss', pnl: '-27.24' },
    ]);

    const [after] = [await dumpBooks(world)];
    const second = await told('--apply', '--yes');
    expect(becomes(second)).toMatchObject({ 1: 'known', 2: 'known' });
    expect(second.accounts[0]!.closed).toEqual({ imported: 0, known: 1, later: 0 });
    expect(await dumpBooks(world)).toBe(after);
  });

  test('the stop that it took over protects: none is placed beside it, and it is taken away when its position is over', async () => {
    await bot.enter(ETH);
    const stop = await bot.protect(ETH);
    await told('--apply', '--yes');
    expect(await runCommand(world, ['diff'])).toMatchObject({ exitCode: 0 });
    const protects = await inMode(world, 'protect');
    for (const worker of ['sync-worker', 'stop-worker'] as const) await world.startWorker(worker, protects);
    await world.fleet.ports.jobs.enqueueResync({ ...venue.account, symbol: 'ETHUSDT' }, 'test');
    await until(async () => (await world.query(`select from reconciliation_report where symbol = 'ETHUSDT'`)).length > 0, { what: 'the key to be looked at' });
    expect(await stopsAt('ETHUSDT')).toEqual([stop]);
    expect(await world.query('select from intent')).toEqual([]);
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.5' });
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
    await until(async () => (await liveRows()).length === 0, { what: 'the row to be closed', timeoutMs: 20_000 });
    expect(await stopsAt('ETHUSDT')).toEqual([]);
    expect(await world.query(`select close_reason from position`)).toEqual([{ close_reason: 'manual' }]);
    // The old books still call it live: what is over here stays over, also where the next position is its twin.
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'BUY', quantity: '0.5' });
    expect((await told('--apply', '--yes')).accounts[0]!.live).toMatchObject([{ becomes: 'known', why: 'imported before, and closed since' }]);
  });

  test('a stop of the bot that does not cover its position is replaced, the new one first', async () => {
    await bot.enter(ETH);
    const stop = await bot.protect(ETH, { quantity: '0.2' });
    const [row] = (await told('--apply', '--yes')).accounts[0]!.live;
    expect(row).toMatchObject({ becomes: 'live', stop, why: expect.stringContaining('has the wrong size (0.2, position 0.5)') });
    const protects = await inMode(world, 'protect');
    for (const worker of ['sync-worker', 'stop-worker'] as const) await world.startWorker(worker, protects);
    await until(async () => (await stopsAt('ETHUSDT')).length === 1 && !(await stopsAt('ETHUSDT')).includes(stop), { what: 'the stop to be replaced', timeoutMs: 20_000 });
    const types = (await world.query<{ type: string }>(`select type from position_event where symbol = 'ETHUSDT' order by at`)).map(({ type }) => type);
    expect(types.indexOf('stop_placed')).toBeGreaterThan(-1);
    expect(types.indexOf('cancel_intended')).toBeGreaterThan(types.indexOf('stop_placed'));
    expect((await liveRows()).map(({ bare_since }) => bare_since)).toEqual([null]);
  });

  test('one look makes no row: the first sight is noted, and a position that has changed by the second is none of the old books', async () => {
    await bot.enter(ETH);
    const [{ old }] = (await withLegacy(bot, readOldBooks)).live as [OldBooks['live'][number]];
    const look = () => importPosition(world.fleet.ports, { key: { ...venue.account, symbol: 'ETHUSDT' }, leg: 'net', old, namedStops: new Set() });
    expect(await look()).toMatchObject({ type: 'seen_once' });
    expect([await liveRows(), await world.query(`select jsonb_array_length(sightings) as sightings from claim`)]).toEqual([[], [{ sightings: 1 }]]);
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'BUY', quantity: '0.1' });
    expect(await until(async () => [await look()].find(({ type }) => type === 'nothing'), { what: 'the larger position to be seen' })).toMatchObject({ look: { type: 'leave' } });
    expect(await liveRows()).toEqual([]);
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.1' });
    await until(async () => (await look()).type === 'written', { what: 'the position to be seen twice' });
    expect((await liveRows()).map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
  });

  test('waits as it is told where a look is not let through, and says so', async () => {
    await bot.enter(ETH);
    const refusal = venue.exchange === 'binance' ? { code: -1003, httpStatus: 429 } : { code: 10018, httpStatus: 429 };
    await world.admin('POST', 'faults', { kind: 'refuse', ...refusal, retryAfterSeconds: 2, times: 1, match: { ...venue.positionReads, symbol: 'ETHUSDT' } });
    const { exitCode, lines } = await run('--apply', '--yes');
    expect({ exitCode, said: lines.find((line) => line.includes('waits')) }).toEqual({ exitCode: 0, said: expect.stringMatching(new RegExp(`^${venue.accountName}: waits \\d+ s: .+\\.$`)) });
    expect((await liveRows()).map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
  });

  test('leaves a key alone that cannot be read, ends with 6, and takes it later', async () => {
    await bot.enter(ETH);
    await bot.enter(TAG);
    const { id } = await world.admin<{ id: string }>('POST', 'faults', { kind: 'refuse', code: -1000, httpStatus: 500, times: 1_000, match: { ...venue.positionReads, symbol: 'ETHUSDT' } });
    expect((await run('--apply', '--yes')).exitCode).toBe(6);
    expect((await liveRows()).map(({ symbol }) => symbol)).toEqual(['TAGUSDT']);
    await world.admin('DELETE', `faults/${id}`);
    expect((await run('--apply', '--yes')).exitCode).toBe(0);
    expect((await liveRows()).map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'TAGUSDT']);
  });

  test('of two imports and a pass at once each position gets one row, with one stop', async () => {
    await bot.enter(ETH);
    await bot.enter(TAG);
    const stops = [await bot.protect(ETH), await bot.protect(TAG)];
    await world.startWorker('sync-worker');
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
    const ended = await Promise.all([run('--apply', '--yes', '--json'), run('--apply', '--yes', '--json')]);
    // Who finds a key in other hands says so, and another import takes it.
    for (const { exitCode } of ended) expect([0, 6]).toContain(exitCode);
    await until(async () => (await run('--apply', '--yes')).exitCode === 0, { what: 'everything to be imported' });
    expect((await liveRows()).map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'TAGUSDT']);
    expect((await world.query(`select client_order_id from "order" where role = 'stop' order by symbol`)).map((row) => row['client_order_id'])).toEqual(stops);
    expect((await world.query(`select symbol, sum(quantity)::text as sum from fill group by symbol order by symbol`)).map(({ sum }) => exact(sum))).toEqual(['0.5', '20000']);
  });

  test('a stop that the bot has moved since is taken over by another import; one that its books do not name only when the operator names it', async () => {
    await bot.enter(ETH);
    const first = await bot.protect(ETH);
    await told('--apply', '--yes');
    const second = await bot.protect(ETH, { percent: '2', isBooked: false });
    await world.admin('POST', 'cancel', { symbol: 'ETHUSDT', clientOrderId: first, conditional: true });
    expect(becomes(await told('--apply', '--yes'))).toEqual({ 1: 'known' });
    expect(becomes(await told('--stop', second))).toEqual({ 1: 'stop_taken' });
    expect(becomes(await told('--stop', second, '--apply', '--yes'))).toEqual({ 1: 'stop_taken' });
    expect(becomes(await told('--stop', second, '--apply', '--yes'))).toEqual({ 1: 'known' });
    await world.startWorker('sync-worker', await inMode(world, 'protect'));
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
    await until(async () => (await world.query(`select status from "order" where client_order_id = $1`, [first]))[0]?.['status'] === 'canceled', { what: 'the first stop to be known as cancelled', timeoutMs: 20_000 });
    await until(async () => (await runCommand(world, ['diff'])).exitCode === 0, { what: 'both sides to agree', timeoutMs: 20_000 });
    expect(await stopsAt('ETHUSDT')).toEqual([second]);
  });
});

describe('import at bybit, of stops as that bot places them', () => {
  const venue = venues.find(({ exchange }) => exchange === 'bybit')!;
  let world: FleetWorld;
  let bot: OldBot;
  beforeEach(async () => {
    world = await startFleetWorld(venue, { mode: 'observe', bounds: { readsApartMs: 200 } });
    bot = await openOldBot(world);
  });
  afterEach(async () => {
    await bot?.close();
    await world?.stop();
  });

  test('a stop without a client order id is replaced where it is wrong, and cancelled by the id of the exchange', async () => {
    await bot.enter(ETH);
    const { orderId } = (await askBybit(world, '/v5/order/create', {
      ...{ category: 'linear', symbol: 'ETHUSDT', side: 'Sell', orderType: 'Market', qty: '0.2', triggerPrice: '2500', triggerDirection: 2, triggerBy: 'MarkPrice', reduceOnly: true, positionIdx: 0 },
    })) as { orderId: string };
    await bot.legacy.addOrder({ exchange: 'bybit', symbol: 'ETHUSDT', position_id: '1', order_id: orderId, type: 'STOP_MARKET', side: 'sell' });
    const ended = await runCommand(world, ['import', '--database', bot.legacy.url, '--apply', '--yes', '--json']);
    expect(ended.json<Told>().accounts[0]!.live).toMatchObject([{ becomes: 'live', stop: orderId }]);
    const protects = await inMode(world, 'protect');
    for (const worker of ['sync-worker', 'stop-worker'] as const) await world.startWorker(worker, protects);
    const stops = async () => (await world.atExchange()).conditionalOrders.map(({ clientOrderId }) => clientOrderId);
    await until(async () => (await stops()).length === 1 && (await stops())[0]!.startsWith('bws'), { what: 'the stop to be replaced', timeoutMs: 20_000 });
    await until(async () => (await world.query(`select from intent where outcome in ('open', 'unknown')`)).length === 0, { what: 'all requests to be answered' });
  });

  test('one that is part of its position is taken over by the price that the old books have for it: it counts, and goes with its position', async () => {
    await bot.enter({ ...ETH, quantity: '0.5' }, { stop_loss_price: '2500' });
    await askBybit(world, '/v5/position/trading-stop', { category: 'linear', symbol: 'ETHUSDT', positionIdx: 0, tpslMode: 'Full', stopLoss: '2500', slTriggerBy: 'MarkPrice' });
    const ended = await runCommand(world, ['import', '--database', bot.legacy.url, '--apply', '--yes', '--json']);
    expect(ended.json<Told>().accounts[0]!.live).toMatchObject([{ becomes: 'live', stop: expect.any(String), why: expect.stringContaining('protects it') }]);
    expect(await runCommand(world, ['diff'])).toMatchObject({ exitCode: 0 });
    const protects = await inMode(world, 'protect');
    for (const worker of ['sync-worker', 'stop-worker'] as const) await world.startWorker(worker, protects);
    await world.fleet.ports.jobs.enqueueResync({ ...venue.account, symbol: 'ETHUSDT' }, 'test');
    await until(async () => (await world.query(`select from reconciliation_report where symbol = 'ETHUSDT'`)).length > 0, { what: 'the key to be looked at' });
    expect(await world.query('select from intent')).toEqual([]);
    await world.admin('POST', 'trade', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.5' });
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
    await until(async () => (await world.query(`select from position where status <> 'closed'`)).length === 0, { what: 'the row to be closed', timeoutMs: 20_000 });
    expect(await world.query('select from intent')).toEqual([]);
  });
});
