import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { startListener, type TestListener } from './stream-world.ts';
import { venues } from './venues.ts';

/** Each is for one test, so that no other one sees what became of it. */
const QUANTITIES: Readonly<Record<string, string>> = { ETHUSDT: '0.5', SOLUSDT: '2', BTCUSDT: '0.02', DOGEUSDT: '1000', TAGUSDT: '200000', XRPUSDT: '500' };
const LASTS_TO_THE_END = 1_000;

describe.each(venues)('a stream at $exchange', (venue) => {
  let world: FleetWorld;
  let listener: TestListener;
  let symbols: string[];
  beforeAll(async () => {
    // Passes by the clock are an hour apart: what is seen sooner was seen because of the stream, or of a pass that a test asks for.
    world = await startFleetWorld(venue, { bounds: { readsApartMs: 300 } });
    const listed = await world.fleet.ports.exchange(venue.account).markets();
    symbols = Object.keys(QUANTITIES).filter((symbol) => listed.has(symbol));
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
    listener = startListener(world);
    await listener.untilOpen();
  });
  afterAll(async () => {
    await listener?.close();
    await world?.stop();
  });
  beforeEach(async () => {
    await world.admin('DELETE', 'faults');
    await listener.untilOpen();
  });

  const fault = (kind: string, more: object = {}) => world.admin('POST', 'faults', { kind, match: { venue: venue.exchange }, ...more });
  const pass = () => world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'schedule');
  const trade = (symbol: string, side: 'BUY' | 'SELL') => world.admin('POST', 'trade', { symbol, side, quantity: QUANTITIES[symbol], ...(side === 'SELL' ? { reduceOnly: true } : {}) });
  const rowsOf = (symbol: string) => world.query(`select id, status, close_reason from position where symbol = $1`, [symbol]);
  const passes = async () => Number((await world.query(`select count(*) from reconciliation_report where symbol is null and cause = 'stream'`))[0]!['count']);

  /** A position that the fleet has adopted, under its stop: each a symbol of its own. */
  async function openPosition(): Promise<string> {
    const symbol = symbols.shift();
    if (symbol === undefined) throw new Error('there are more tests than symbols');
    await trade(symbol, 'BUY');
    await untilProtected(world, symbol);
    return symbol;
  }

  /** Both sides say the same of the symbol: one row, closed by what the hand did, every execution booked once, and nothing left there. */
  async function untilAgreed(symbol: string): Promise<void> {
    await until(async () => (await rowsOf(symbol)).every(({ status }) => status === 'closed'), { what: `${symbol} to be closed in the books`, timeoutMs: 20_000 });
    expect(await rowsOf(symbol)).toMatchObject([{ status: 'closed', close_reason: 'manual' }]);
    const exchange = await world.atExchange();
    expect(exchange.positions.filter((one) => one.symbol === symbol)).toEqual([]);
    expect(exchange.conditionalOrders.filter((one) => one.symbol === symbol)).toEqual([]);
    const booked = await world.query(`select trade_id from fill where symbol = $1`, [symbol]);
    expect(booked.map((fill) => venue.tradeNumber(fill['trade_id'])).toSorted()).toEqual(exchange.fills.filter((one) => one.symbol === symbol).map((one) => Number(one.tradeId)).toSorted());
  }

  test.each([
    ['duplicate-event', { times: LASTS_TO_THE_END }],
    ['reorder-event', { times: LASTS_TO_THE_END, delayMs: 300 }],
    ['delay-event', { times: LASTS_TO_THE_END, delayMs: 700 }],
  ])('that suffers %s leads to the same books', async (kind, more) => {
    const symbol = await openPosition();
    await fault(kind, more);
    const before = listener.events.length;
    await trade(symbol, 'SELL');
    await untilAgreed(symbol);
    // A look that was due anyhow may have come before a late event.
    await until(() => listener.events.length > before, { what: 'the event' });
    expect((await world.admin<{ fired: number }[]>('GET', 'faults'))[0]!.fired).toBeGreaterThan(0);
  });

  test.each([
    ['close-stream', { code: 1012 }, 'closed'],
    ['close-stream', {}, 'closed'],
    // Binance tells of it and stays; Bybit closes the connection.
    ['expire-key', {}, venue.exchange === 'binance' ? 'key' : 'closed'],
  ])('that ends by %s %o is opened again, and the account looked at for what nobody told', async (kind, more, ended) => {
    const ends = listener.ends.length;
    const before = await passes();
    await fault(kind, more);
    await until(() => listener.ends.length === ends + 1, { what: 'the connection to end' });
    expect(listener.ends.at(-1)).toBe(ended);
    await listener.untilOpen();
    await until(async () => (await passes()) > before, { what: 'a look at the account after it' });
  });

  test('that is away while a hand closes is made up for by the look that follows it', async () => {
    const symbol = await openPosition();
    const path = venue.exchange === 'binance' ? '/private/ws' : '/v5/private';
    await world.admin('POST', 'faults', { id: 'shut', kind: 'refuse', code: -1003, httpStatus: 429, match: { venue: venue.exchange, path }, times: LASTS_TO_THE_END });
    await fault('close-stream');
    await until(() => listener.ends.at(-1) === 'unopened', { what: 'an attempt in vain' });
    await trade(symbol, 'SELL');
    await world.admin('DELETE', 'faults/shut');
    await untilAgreed(symbol);
  });

  test('that loses every event is made up for by the next pass', async () => {
    const symbol = await openPosition();
    await fault('drop-event', { times: LASTS_TO_THE_END });
    await trade(symbol, 'SELL');
    await pass();
    await untilAgreed(symbol);
    expect((await world.admin<{ fired: number }[]>('GET', 'faults'))[0]!.fired).toBeGreaterThan(0);
  });

  test('that tells of nothing any more is found out by a pass, ended and opened again; a quiet account is left alone', async () => {
    const symbol = await openPosition();
    // What is younger than two seconds may be in the middle of something, and is not judged.
    await until(async () => (await world.query(`select from position where symbol = $1 and created_at < clock_timestamp() - interval '2 seconds'`, [symbol])).length === 1, { what: 'the row to be old enough' });
    const ends = listener.ends.length;
    // Agreed twice: nothing is to be told, and nothing is.
    for (let quiet = 0; quiet < 2; quiet += 1) await onePass();
    expect(listener.ends.length).toBe(ends);
    await fault('silent-stream');
    await onePass();
    await trade(symbol, 'SELL');
    await onePass();
    await until(() => listener.ends.length > ends, { what: 'the silent connection to be ended' });
    expect(listener.ends.at(-1)).toBe('missed');
    await untilAgreed(symbol);
    // Once it tells again, all is as before.
    await world.admin('DELETE', 'faults');
    await listener.untilOpen();
  });

  /** Asks for a pass and waits for its report. */
  async function onePass(): Promise<void> {
    const counted = async () => Number((await world.query(`select count(*) from reconciliation_report where symbol is null`))[0]!['count']);
    const before = await counted();
    await pass();
    await until(async () => (await counted()) > before, { what: 'the report of a pass' });
  }
});
