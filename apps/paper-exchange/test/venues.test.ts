import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRules } from '../src/rules-schema.ts';
import { type PaperExchangeOptions, type RunningPaperExchange, startPaperExchange } from '../src/server.ts';
import { type CallAdmin, createAdminCaller } from './fixture.ts';

async function start(options: PaperExchangeOptions = {}): Promise<{ paper: RunningPaperExchange; admin: CallAdmin }> {
  const paper = await startPaperExchange({ clock: 'virtual', ...options });
  return { paper, admin: createAdminCaller(paper.url) };
}

function makeFile(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'paper-exchange-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file');
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

const buy = { symbol: 'ETHUSDT', side: 'BUY', quantity: '1' };

describe('two venues on one port', () => {
  test('each has its own accounts, prices, orders and journal; time and faults are one', async () => {
    const { paper, admin } = await start();
    onTestFinished(() => paper.stop());
    await admin('POST', 'trade', { ...buy, clientOrderId: 'here' });
    await admin('POST', 'trade', { ...buy, venue: 'bybit', quantity: '2', clientOrderId: 'there' });
    await admin('POST', 'prices', { venue: 'bybit', ETHUSDT: { last: '3000' } });
    const [binance, bybit] = [await admin('GET', 'state'), await admin('GET', 'state?venue=bybit')];
    expect(binance).toEqual(await admin('GET', 'state?venue=binance'));
    expect([binance, bybit].map(({ accounts, prices }) => [accounts[0].positions[0].quantity, prices.ETHUSDT.last])).toEqual([['1', '3021.47'], ['2', '3000']]);
    expect([binance, bybit].map(({ accounts }) => accounts[0].fills.map((fill: { clientOrderId: string }) => fill.clientOrderId))).toEqual([['here'], ['there']]);
    await admin('POST', 'clock', { advanceMs: 1000 });
    expect((await admin('GET', 'state?venue=bybit')).nowMs).toBe(binance.nowMs + 1000);
    const kinds = async (venue: string): Promise<string[]> => (await admin('GET', `journal?venue=${venue}&symbol=ETHUSDT`)).map(({ kind }: { kind: string }) => kind);
    expect(await kinds('binance')).not.toContain('price-changed');
    expect(await kinds('bybit')).toContain('price-changed');
  });

  test('keys are of one venue: those that are drawn differ, those that are given are for both', async () => {
    const drawn = await start({ seed: 5 });
    const given = await start({ apiKey: 'k', apiSecret: 's' });
    onTestFinished(async () => void (await Promise.all([drawn.paper.stop(), given.paper.stop()])));
    const { binance, bybit } = drawn.paper.venues;
    expect({ apiKey: drawn.paper.apiKey, apiSecret: drawn.paper.apiSecret }).toEqual(binance);
    expect(bybit.apiKey).not.toBe(binance.apiKey);
    expect(given.paper.venues).toEqual({ binance: { apiKey: 'k', apiSecret: 's' }, bybit: { apiKey: 'k', apiSecret: 's' } });
    await drawn.admin('POST', 'accounts', { venue: 'bybit', name: 'second', apiKey: 'x', apiSecret: 'y' });
    expect((await drawn.admin('GET', 'state?venue=bybit')).accounts).toHaveLength(2);
    expect((await drawn.admin('GET', 'state')).accounts).toHaveLength(1);
  });

  test('a fault may be for one venue alone', async () => {
    const { paper, admin } = await start();
    onTestFinished(() => paper.stop());
    await admin('POST', 'faults', { id: 'down', kind: 'maintenance', match: { venue: 'bybit' } });
    const ask = async (path: string): Promise<any> => (await fetch(paper.url + path)).json();
    expect(await ask('/fapi/v1/time')).toMatchObject({ serverTime: expect.any(Number) });
    expect(await ask('/v5/market/time')).toMatchObject({ retCode: 10019 });
  });

  test('the judge speaks of each venue, and of all together', async () => {
    const { paper, admin } = await start();
    onTestFinished(() => paper.stop());
    await admin('POST', 'trade', buy);
    await admin('POST', 'clock', { advanceMs: 3000 });
    await admin('POST', 'trade', { ...buy, venue: 'bybit' });
    await admin('POST', 'clock', { advanceMs: 2000 });
    await admin('POST', 'stop', { venue: 'bybit', symbol: 'ETHUSDT', side: 'SELL', triggerPrice: '2900', quantity: '1' });
    const clean = { unintendedIncreases: 0, duplicateExecutions: 0 };
    expect(await admin('GET', 'judge')).toEqual({
      venues: {
        binance: { positions: 1, bareMs: 5000, longestBareMs: 5000, bareNow: 1, ...clean },
        bybit: { positions: 1, bareMs: 2000, longestBareMs: 2000, bareNow: 0, ...clean },
      },
      total: { positions: 2, bareMs: 7000, longestBareMs: 5000, bareNow: 1, ...clean },
    });
  });

  test.each([
    ['GET', 'state?venue=kraken', undefined, '404 {"error":"There is no venue kraken"}'],
    ['GET', 'journal?venue=kraken', undefined, '404 {"error":"There is no venue kraken"}'],
    ['POST', 'trade', { ...buy, venue: 'kraken' }, '404 {"error":"There is no venue kraken"}'],
    ['POST', 'trade', { ...buy, venue: 7 }, '400 {"error":"venue: Invalid input: expected string, received number"}'],
    ['POST', 'trade', { ...buy, venue: 'bybit', symbol: '1000SHIBUSDT' }, '404 {"error":"There is no market 1000SHIBUSDT"}'],
    ['POST', 'prices', { venue: 'bybit', ETHUSDT: { last: 'much' } }, '400 {"error":"ETHUSDT.last: must be a decimal number as text"}'],
  ])('%s /admin/%s of no venue, or of the other one, is refused by name', async (method, path, body, words) => {
    const { paper, admin } = await start();
    onTestFinished(() => paper.stop());
    await expect(admin(method, path, body)).rejects.toThrow(words);
  });

  test('rules and recorded prices are of Binance unless they name a venue', async () => {
    expect(parseRules(['maxOpenOrders=5', 'bybit.maxOpenOrders=7'])).toEqual({ binance: { maxOpenOrders: 5 }, bybit: { maxOpenOrders: 7 } });
    expect(() => parseRules(['kraken.maxOpenOrders=7'])).toThrow(/^--rule: .*kraken/);
    const replay = makeFile(['{"afterMs":10,"symbol":"ETHUSDT","last":"3100"}', '{"afterMs":20,"venue":"bybit","symbol":"ETHUSDT","last":"3200"}'].join('\n'));
    const { paper, admin } = await start({ replay });
    onTestFinished(() => paper.stop());
    await admin('POST', 'clock', { advanceMs: 20 });
    expect([(await admin('GET', 'state')).prices.ETHUSDT.last, (await admin('GET', 'state?venue=bybit')).prices.ETHUSDT.last]).toEqual(['3100', '3200']);
    await expect(start({ replay: makeFile('{"afterMs":1,"venue":"kraken","symbol":"ETHUSDT","last":"1"}') })).rejects.toThrow('Line 1 of the recording: there is no venue kraken');
  });
});

describe('the state file', () => {
  test('keeps both venues across a restart', async () => {
    const state = makeFile();
    const first = await start({ state });
    await first.admin('POST', 'trade', buy);
    await first.admin('POST', 'trade', { ...buy, venue: 'bybit', quantity: '2' });
    const told = [await first.admin('GET', 'state'), await first.admin('GET', 'state?venue=bybit')];
    await first.paper.stop();
    const second = await start({ state, seed: 99 });
    onTestFinished(() => second.paper.stop());
    expect(second.paper.venues).toEqual(first.paper.venues);
    const again = [await second.admin('GET', 'state'), await second.admin('GET', 'state?venue=bybit')];
    expect(again.map(({ accounts, prices }) => ({ accounts, prices }))).toEqual(told.map(({ accounts, prices }) => ({ accounts, prices })));
  });

  test('of before there was a second venue is still read, and the second venue starts fresh', async () => {
    const state = makeFile();
    const first = await start({ state });
    await first.admin('POST', 'trade', buy);
    await first.paper.stop();
    const [head, binance] = readFileSync(state, 'utf8').split('\n');
    writeFileSync(state, `${JSON.stringify({ nowMs: (JSON.parse(head!) as { nowMs: number }).nowMs })}\n${binance}`);
    const { paper, admin } = await start({ state });
    onTestFinished(() => paper.stop());
    expect((await admin('GET', 'state')).accounts[0].positions).toHaveLength(1);
    expect((await admin('GET', 'state?venue=bybit')).accounts).toMatchObject([{ name: 'main', positions: [] }]);
  });
});
