import type { Outcome, PlaceMarket, PlaceStop } from '@breakwater/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectedExchange } from '../src/index.ts';
import { type BybitAccount, type PaperBybit, startPaperBybit } from './paper-bybit.ts';

const SYMBOL = 'TAGUSDT';
const OTHERS = ['BTCUSDT', 'SHIB1000USDT', 'ETHUSDT'];
const entry: PlaceMarket = { kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId: 'bwe-1' };
const stop: PlaceStop = {
  ...{ kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'net', side: 'sell', quantity: '100000', triggerPrice: '0.0003473' },
  ...{ triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-1' },
} as const;

let paper: PaperBybit;
let account: BybitAccount;
let exchange: ConnectedExchange;

beforeAll(async () => {
  paper = await startPaperBybit();
});
afterAll(() => paper.stop());
beforeEach(async () => {
  await paper.admin('DELETE', 'faults');
  await paper.admin('POST', 'prices', { venue: 'bybit', [SYMBOL]: { last: '0.0003544' } });
  account = await paper.openAccount();
  exchange = account.connect();
  await exchange.ready();
});
afterEach(() => exchange.close());

const fault = (kind: string, rest: object = {}): Promise<unknown> =>
  paper.admin('POST', 'faults', { kind, match: { venue: 'bybit', method: 'POST', clientOrderIdPrefix: entry.clientOrderId, account: account.name }, ...rest });
const send = (request: PlaceMarket | PlaceStop = entry, by: ConnectedExchange = exchange): Promise<Outcome> => by.send(request, { signedAtMs: by.nowMs(), windowMs: 3_000 });
const entriesSent = async (): Promise<number> => (await paper.requestsOf(entry.clientOrderId)).filter(({ detail }) => detail.path === '/v5/order/create').length;

describe('connectBybit, when the network fails', () => {
  test.each(['drop-request', 'reset-connection', 'drop-reply'])('sends once and never again after %s', async (kind) => {
    const before = await entriesSent();
    await fault(kind);
    expect((await send()).type).toBe('unknown');
    await exchange.readKey(SYMBOL);
    expect((await entriesSent()) - before).toBe(1);
  });

  test.each(['empty-reply', 'empty-object', 'html-reply', 'truncate-reply', 'cut-reply', 'empty-list'])('does not take a success with %s for one', async (kind) => {
    await fault(kind);
    expect((await send()).type).toBe('unknown');
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', entry.clientOrderId)).toMatchObject({ type: 'found', report: { status: 'filled' } });
  });

  test.each([
    ['before the head of the reply', 'delay-reply', { delayMs: 5_000 }],
    ['within the body', 'stall-reply', {}],
  ])('gives up at the deadline when the exchange falls silent %s', async (_, kind, rest) => {
    const hurried = account.connect({ timeoutMs: 300 });
    await hurried.ready();
    await fault(kind, rest);
    expect(await send(entry, hurried)).toEqual({ type: 'unknown', cause: expect.stringContaining('no complete answer within 300 ms') });
    await hurried.close();
  });

  test('knows nothing of an order that it cannot look at after it was taken in', async () => {
    await paper.admin('POST', 'faults', { kind: 'empty-reply', times: 5, match: { venue: 'bybit', path: '/v5/order/realtime', account: account.name } });
    expect(await send()).toMatchObject({ type: 'unknown', cause: expect.stringContaining('taken in as') });
    expect((await exchange.findByClientOrderId(SYMBOL, 'plain', entry.clientOrderId)).type).toBe('found');
  });

  test('waits for a fill that comes after the order was taken in', async () => {
    await fault('late-fill', { delayMs: 100 });
    expect(await send()).toMatchObject({ type: 'accepted', report: { status: 'filled' } });
  });
});

describe('connectBybit, when the exchange refuses', () => {
  test('denies a request that was held up beyond its window, and knows no time until it has looked again', async () => {
    await fault('delay-request', { delayMs: 1_500 });
    const outcome = await exchange.send(entry, { signedAtMs: exchange.nowMs(), windowMs: 500 });
    expect(outcome).toMatchObject({ type: 'denied', code: '10002' });
    await exchange.ready();
    expect(exchange.clockErrorMs()).toBeLessThan(500);
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', entry.clientOrderId)).toEqual({ type: 'not_found' });
  });

  test.each([
    [200, 110_007, 'rejected'],
    [200, 10_006, 'denied'],
    [403, 10_018, 'denied'],
    [200, 10_000, 'unknown'],
    [200, 10_016, 'unknown'],
    [200, 110_072, 'unknown'],
    [200, 987_654, 'unknown'],
  ])('takes HTTP %i with code %i for %s', async (httpStatus, code, type) => {
    await fault('refuse', { httpStatus, code });
    expect((await send()).type).toBe(type);
  });

  test('rejects the eleventh conditional order of a symbol', async () => {
    await send();
    for (let index = 0; index < 10; index++) expect((await send({ ...stop, clientOrderId: `bws-${index}` })).type).toBe('accepted');
    expect(await send({ ...stop, clientOrderId: 'bws-10' })).toMatchObject({ type: 'rejected', code: '110009' });
  });

  test('finds an id burnt that was ever used, whatever became of its order', async () => {
    await send();
    await send(stop);
    await exchange.send({ kind: 'cancel', symbol: SYMBOL, list: 'conditional', clientOrderId: stop.clientOrderId }, { signedAtMs: exchange.nowMs(), windowMs: 3_000 });
    expect(await send(stop)).toMatchObject({ type: 'unknown', cause: expect.stringContaining('110072') });
    expect((await exchange.findByClientOrderId(SYMBOL, 'conditional', stop.clientOrderId)).type).toBe('found');
    expect(await send()).toMatchObject({ type: 'unknown', cause: expect.stringContaining('110072') });
  });
});

describe('connectBybit', () => {
  test('tells no secret, however a call fails', async () => {
    const words: string[] = [];
    for (const kind of ['drop-request', 'html-reply', 'cut-reply', 'unknown-reply']) {
      await paper.admin('POST', 'faults', { kind, match: { account: account.name }, times: 20 });
      words.push(JSON.stringify([await send(), await exchange.readAccount(), await exchange.findByClientOrderId(SYMBOL, 'plain', 'x')]));
      await paper.admin('DELETE', 'faults');
    }
    for (const secret of [account.apiKey, account.apiSecret]) expect(words.join('\n')).not.toContain(secret);
    expect(words.join('\n')).toContain('unknown');
  });

  test('tells every open order, page by page', async () => {
    const sent: string[] = [];
    for (const symbol of [SYMBOL, ...OTHERS]) {
      const view = await exchange.readKey(symbol);
      const price = view.type === 'read' ? view.value.lastPrice : null;
      const market = (await exchange.markets()).get(symbol)!;
      for (let index = 0; index < 10; index++) {
        const clientOrderId = `bwp-${symbol}-${index}`;
        const triggerPrice = price!.minus(market.tick.times(String(20 + index)));
        await send({ ...stop, symbol, quantity: market.quantityMin.toFixed(), triggerPrice: triggerPrice.toFixed(), clientOrderId });
        sent.push(clientOrderId);
      }
    }
    const reading = await exchange.readAccount();
    expect(reading.type === 'read' && reading.value.orders.map(({ clientOrderId }) => clientOrderId).toSorted()).toEqual(sent.toSorted());
  });

  test.each(['/v5/position/list', '/v5/market/tickers'])('does not take an empty list from %s for an answer about the symbol', async (path) => {
    await paper.admin('POST', 'faults', { kind: 'empty-list', match: { venue: 'bybit', path } });
    expect((await exchange.readKey(SYMBOL)).type).toBe('unreadable');
    expect((await exchange.readKey(SYMBOL)).type).toBe('read');
  });

  test('does not take an empty list of positions for one-way mode: executions would belong to no leg', async () => {
    const hedged = (await paper.openAccount({ dual: true })).connect();
    await hedged.ready();
    await send({ ...entry, leg: 'long', side: 'buy', clientOrderId: 'bwe-empty-positions' }, hedged);
    await paper.admin('POST', 'faults', { kind: 'empty-list', match: { venue: 'bybit', path: '/v5/position/list' } });
    const sinceMs = hedged.nowMs() - 60_000;
    expect((await hedged.readExecutions(SYMBOL, sinceMs)).type).toBe('unreadable');
    expect(await hedged.readExecutions(SYMBOL, sinceMs)).toMatchObject({ type: 'read', value: [{ leg: 'long' }] });
    await hedged.close();
  });

  test('lists contracts that are being delisted, because positions in them have to be watched to the end', async () => {
    expect((await exchange.markets(true)).get('BTSUSDT')).toMatchObject({ isTrading: false });
  });

  test('loads the markets again after a loading that failed', async () => {
    await paper.admin('POST', 'faults', { kind: 'truncate-reply', match: { path: '/v5/market/instruments-info' } });
    await expect(exchange.markets()).rejects.toThrow('instruments');
    expect((await exchange.markets()).has(SYMBOL)).toBe(true);
  });

  test('serves both legs in hedge mode, and tells the leg of every execution', async () => {
    const hedged = (await paper.openAccount({ dual: true })).connect();
    await hedged.ready();
    for (const [leg, side] of [['long', 'buy'], ['short', 'sell']] as const) {
      expect((await send({ ...entry, leg, side, clientOrderId: `bwe-${leg}` }, hedged)).type).toBe('accepted');
      const triggerPrice = leg === 'long' ? '0.0003473' : '0.0003615';
      const closing = side === 'buy' ? 'sell' : 'buy';
      expect((await send({ ...stop, leg, side: closing, triggerPrice, clientOrderId: `bws-${leg}` }, hedged)).type).toBe('accepted');
    }
    await send({ ...entry, leg: 'short', side: 'buy', reduceOnly: true, quantity: '50000', clientOrderId: 'bwx-short' }, hedged);
    const key = await hedged.readKey(SYMBOL);
    const view = key.type === 'read' ? key.value : null;
    expect(view?.positions.map(({ leg, side, quantity }) => [leg, side, quantity.toFixed()])).toEqual([['long', 'long', '100000'], ['short', 'short', '50000']]);
    expect(view?.orders.map(({ leg, side }) => [leg, side]).toSorted()).toEqual([['long', 'sell'], ['short', 'buy']]);
    const executions = await hedged.readExecutions(SYMBOL, hedged.nowMs() - 60_000);
    expect(executions.type === 'read' && executions.value.map(({ leg, side }) => [leg, side])).toEqual([['long', 'buy'], ['short', 'sell'], ['short', 'buy']]);
    expect(await hedged.readAccountConfig()).toMatchObject({ value: { canTrade: true, isHedged: true } });
    await hedged.close();
  });
});
