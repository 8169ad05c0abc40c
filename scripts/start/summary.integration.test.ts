import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@breakwater/testing';
import { fetchExchangeState } from './fetch-exchange-state.ts';
import { startPaperExchange, type PaperExchange } from './paper-exchange.ts';
import { isSound, summarise } from './summary.ts';

let database: TestDatabase;
let client: pg.Client;
let exchange: PaperExchange;

beforeAll(async () => {
  [database, exchange] = await Promise.all([cloneDatabase(), startPaperExchange()]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`insert into "account" (exchange, account, mode, positions_max) values ('binance', 'main', 'trade', 10)`);
});

afterAll(async () => {
  await client.end();
  await Promise.all([exchange.stop(), database.drop()]);
});

const look = async () => summarise(client, await fetchExchangeState(exchange.url));

async function act(action: string, body: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${exchange.url}/admin/${action}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${action}: ${await response.text()}`);
}

async function addRow(symbol: string, quantity: string): Promise<void> {
  await client.query(
    `insert into "position" (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, first_fill_at, stop_rule)
     values ($1, 'binance', 'main', $2, 'net', 'open', 'adopted', 'long', $3, 1, clock_timestamp(), '{}')`,
    [randomUUID(), symbol, quantity],
  );
}

/** Each test plants one more trouble into the same small house, in this order. */
describe('the summary', () => {
  test('of a position that is recorded once and protected is sound', async () => {
    await act('prices', { BTCUSDT: { last: '50000', mark: '50000' }, ETHUSDT: { last: '2000', mark: '2000' } });
    await act('trade', { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01' });
    await act('stop', { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.01', triggerPrice: '49000' });
    await addRow('BTCUSDT', '0.01');
    const summary = await look();
    expect(summary).toMatchObject({ livePositions: 1, exchangePositions: 1, protected: 1, duplicates: 0, ghosts: 0, orphans: 0 });
    expect(isSound(summary)).toBe(true);
  });

  test('counts a position without a row as an orphan', async () => {
    await act('trade', { symbol: 'ETHUSDT', side: 'BUY', quantity: '1' });
    const summary = await look();
    expect(summary).toMatchObject({ livePositions: 1, exchangePositions: 2, orphans: 1, ghosts: 0, duplicates: 0 });
    expect(isSound(summary)).toBe(false);
  });

  test('does not count a bare position as protected, and its clock runs', async () => {
    await addRow('ETHUSDT', '1');
    const before = await look();
    expect(before).toMatchObject({ livePositions: 2, exchangePositions: 2, protected: 1, orphans: 0 });
    expect((await look()).bareMs.max).toBeGreaterThan(0);
    expect(isSound(before)).toBe(false);
  });

  test.each([
    ['of half the size', { symbol: 'ETHUSDT', side: 'SELL', quantity: '0.5', triggerPrice: '1900', clientOrderId: 'half' }],
    ['that would increase the position', { symbol: 'ETHUSDT', side: 'SELL', quantity: '1', triggerPrice: '1900', reduceOnly: false, clientOrderId: 'plain' }],
  ])('does not count a stop %s', async (_what, stop) => {
    await act('stop', stop);
    expect((await look()).protected).toBe(1);
    await act('cancel', { symbol: 'ETHUSDT', clientOrderId: stop.clientOrderId, conditional: true });
  });

  test('counts a row without a position as a ghost', async () => {
    await addRow('SOLUSDT', '1');
    expect(await look()).toMatchObject({ livePositions: 3, exchangePositions: 2, ghosts: 1, orphans: 0, duplicates: 0 });
  });

  test('counts a second row of a key as a duplicate', async () => {
    await client.query('drop index "position_one_live_per_key"');
    await addRow('BTCUSDT', '0.01');
    expect(await look()).toMatchObject({ livePositions: 4, duplicates: 1, ghosts: 1, orphans: 0 });
  });

  test('keeps the same symbol at two exchanges apart', async () => {
    await act('trade', { venue: 'bybit', symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01' });
    const summary = await look();
    expect(summary).toMatchObject({ livePositions: 4, exchangePositions: 3, orphans: 1 });
    expect(summary.exchanges).toEqual({ binance: { livePositions: 4, exchangePositions: 2, protected: 2 }, bybit: { livePositions: 0, exchangePositions: 1, protected: 0 } });
  });

  test('is not sound once the exchange saw an increase that nobody meant', async () => {
    await act('stop', { venue: 'bybit', symbol: 'ETHUSDT', side: 'BUY', quantity: '1', triggerPrice: '3030', reduceOnly: false });
    await act('prices', { venue: 'bybit', ETHUSDT: { last: '3031' } });
    const summary = await look();
    expect(summary.unintendedIncreases).toBe(1);
    expect(isSound({ ...summary, livePositions: 1, exchangePositions: 1, protected: 1, duplicates: 0, ghosts: 0, orphans: 0, unknown: 0 })).toBe(false);
  });
});
