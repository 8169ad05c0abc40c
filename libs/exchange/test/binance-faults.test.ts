import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Outcome, PlaceMarket } from '@breakwater/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '@breakwater/testing';
import { type BinanceExchange, connectBinance } from '../src/index.ts';
import { type PaperAccount, type PaperBinance, startPaperBinance } from './paper-binance.ts';

const SYMBOL = 'TAGUSDT';
const entry: PlaceMarket = {
  ...{ kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId: 'bwe-1' },
} as const;

let paper: PaperBinance;
let account: PaperAccount;
let exchange: BinanceExchange;

beforeAll(async () => {
  paper = await startPaperBinance();
});
afterAll(() => paper.stop());
beforeEach(async () => {
  await paper.admin('DELETE', 'faults');
  account = await paper.openAccount();
  exchange = account.connect();
  await exchange.ready();
});
afterEach(() => exchange.close());

const fault = (kind: string, rest: object = {}): Promise<unknown> =>
  paper.admin('POST', 'faults', { kind, match: { method: 'POST', clientOrderIdPrefix: entry.clientOrderId, account: account.name }, ...rest });
const send = (by: BinanceExchange = exchange, ageMs = 0): Promise<Outcome> => by.send(entry, { signedAtMs: by.nowMs() - ageMs, windowMs: 3_000 });
const entriesSent = async (): Promise<number> => {
  const mine = await paper.requestsOf(entry.clientOrderId);
  return mine.filter(({ detail }) => detail.method === 'POST' && detail.path === '/fapi/v1/order').length;
};

describe('connectBinance, when the network fails', () => {
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
    expect(await send(hurried)).toEqual({ type: 'unknown', cause: expect.stringContaining('no complete answer within 300 ms') });
    await hurried.close();
    expect((await exchange.findByClientOrderId(SYMBOL, 'plain', entry.clientOrderId)).type).toBe('found');
  });

  test('denies at once what cannot leave', async () => {
    const listener = createServer((_, response) => response.end('{"serverTime":1}'));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const lonely = connectBinance({ account: 'main', apiKey: 'k', apiSecret: 's', url });
    await lonely.ready();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
    const outcome = await until(async () => {
      const attempt = await send(lonely);
      // The connection that was open may only now be found dead: that one request counts as sent.
      return attempt.type === 'denied' ? attempt : null;
    }, { what: 'a refused connection' });
    expect(outcome).toMatchObject({ type: 'denied', code: 'not_sent' });
    expect((await lonely.readKey(SYMBOL)).type).toBe('unreadable');
    await lonely.close();
  });

  test('sends once over a kept connection that the exchange closes as the request arrives', async () => {
    let arrivals = 0;
    const sockets = new Set<Socket>();
    const listener = createServer((request, response) => {
      if (request.method === 'POST') {
        arrivals += 1;
        request.socket.destroy();
      } else response.end(JSON.stringify({ serverTime: Date.now() }));
    }).on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const broken = connectBinance({ account: 'main', apiKey: 'k', apiSecret: 's', url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}` });
    await broken.ready();
    expect((await send(broken)).type).toBe('unknown');
    await broken.ready();
    expect(arrivals).toBe(1);
    await broken.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  });
});

describe('connectBinance, when the exchange refuses', () => {
  test('denies a request that was held up beyond its window, and knows no time until it has looked again', async () => {
    await fault('delay-request', { delayMs: 1_500 });
    const outcome = await exchange.send(entry, { signedAtMs: exchange.nowMs(), windowMs: 500 });
    expect(outcome).toMatchObject({ type: 'denied', code: '-1021' });
    await exchange.ready();
    expect(exchange.clockErrorMs()).toBeLessThan(500);
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', entry.clientOrderId)).toEqual({ type: 'not_found' });
  });

  test.each([
    [429, -1003],
    [418, -1003],
  ])('waits as long as HTTP %i says', async (httpStatus, code) => {
    await fault('refuse', { httpStatus, code, retryAfterSeconds: 7 });
    expect(await send()).toMatchObject({ type: 'denied', code: '-1003', retryAfterMs: 7_000 });
  });

  test.each([
    [400, -2019, 'rejected'],
    [503, -1008, 'denied'],
    [408, -1007, 'unknown'],
    [400, -1006, 'unknown'],
    [400, -4116, 'unknown'],
    [400, -99_999, 'unknown'],
  ])('takes HTTP %i with code %i for %s', async (httpStatus, code, type) => {
    await fault('refuse', { httpStatus, code });
    expect((await send()).type).toBe(type);
  });

  test("takes an order by the exchange's code even where the client's message leaves it out", async () => {
    await fault('refuse', { httpStatus: 400, code: -2010, message: 'Account has insufficient balance for requested action.' });
    expect(await send()).toMatchObject({ type: 'rejected', code: '-2010' });
  });
});

describe('connectBinance', () => {
  test('tells no secret, however a call fails', async () => {
    const words: string[] = [];
    for (const kind of ['drop-request', 'html-reply', 'cut-reply', 'unknown-reply']) {
      await paper.admin('POST', 'faults', { kind, match: { account: account.name }, times: 10 });
      words.push(JSON.stringify([await send(), await exchange.readAccount(), await exchange.findByClientOrderId(SYMBOL, 'plain', 'x')]));
      await paper.admin('DELETE', 'faults');
    }
    await paper.admin('POST', 'faults', { kind: 'refuse', code: -1000, httpStatus: 500, message: `echo ${account.apiKey}`, match: { account: account.name } });
    words.push(JSON.stringify(await send()));
    for (const secret of [account.apiKey, account.apiSecret, 'signature=']) expect(words.join('\n')).not.toContain(secret);
    expect(words.join('\n')).toContain('unknown');
  });

  test('signs each call with its own instant, however many are under way', async () => {
    const instants = Array.from({ length: 20 }, (_, index) => exchange.nowMs() - index * 100);
    const requests = instants.map((signedAtMs, index) =>
      exchange.send({ ...entry, clientOrderId: `bwe-many-${index}`, quantity: '20000' }, { signedAtMs, windowMs: 5_000 }),
    );
    await Promise.all(requests);
    for (const [index, signedAtMs] of instants.entries()) {
      const [request] = await paper.requestsOf(`bwe-many-${index}`);
      const body = new URLSearchParams(request?.detail.body);
      expect([body.get('timestamp'), body.get('recvWindow')]).toEqual([String(signedAtMs), '5000']);
    }
  });

  test('counts the weight that the exchange counts', async () => {
    const weigh = async (): Promise<[number, number]> => [(await paper.state()).weightUsed, exchange.usage().weight];
    const counted = await until(async () => {
      const before = await weigh();
      await exchange.markets(true);
      await exchange.readKey(SYMBOL);
      await exchange.readAccount();
      await exchange.readSettings(SYMBOL);
      await exchange.readExecutions(SYMBOL, exchange.nowMs());
      await send();
      const after = await weigh();
      // The exchange's counter begins anew at every whole minute.
      return after[0] > before[0] ? { theirs: after[0] - before[0], ours: after[1] - before[1] } : null;
    }, { what: 'a minute long enough' });
    expect(counted.ours).toBe(counted.theirs);
  });

  test.each(['/fapi/v2/positionRisk', '/fapi/v2/ticker/price'])('does not take an empty list from %s for an answer about the symbol', async (path) => {
    await paper.admin('POST', 'faults', { kind: 'empty-list', match: { path } });
    expect((await exchange.readKey(SYMBOL)).type).toBe('unreadable');
    expect((await exchange.readKey(SYMBOL)).type).toBe('read');
  });

  test('loads the markets again after a loading that failed', async () => {
    await paper.admin('POST', 'faults', { kind: 'truncate-reply', match: { path: '/fapi/v1/exchangeInfo' } });
    await expect(exchange.markets()).rejects.toThrow('exchange information');
    expect((await exchange.markets()).has(SYMBOL)).toBe(true);
  });

  test('serves both legs in hedge mode', async () => {
    const hedged = (await paper.openAccount({ dual: true })).connect();
    await hedged.ready();
    const at = () => ({ signedAtMs: hedged.nowMs(), windowMs: 3_000 });
    for (const [leg, side] of [['long', 'buy'], ['short', 'sell']] as const) {
      expect((await hedged.send({ ...entry, leg, side, clientOrderId: `bwe-${leg}` }, at())).type).toBe('accepted');
    }
    const stopped = await hedged.send(
      {
        ...{ kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'short', side: 'buy', quantity: '100000', triggerPrice: '0.0003700' },
        ...{ triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-short' },
      },
      at(),
    );
    expect(stopped).toMatchObject({ type: 'accepted', report: { leg: 'short', status: 'resting' } });
    const reading = await hedged.readKey(SYMBOL);
    if (reading.type !== 'read') throw new Error(reading.cause);
    expect(reading.value.positions.map(({ leg, side, quantity }) => [leg, side, quantity.toFixed()])).toEqual([
      ['long', 'long', '100000'],
      ['short', 'short', '100000'],
    ]);
    await hedged.close();
  });

  test('finds no order that is part of a position: Binance has none', async () => {
    expect((await exchange.findByClientOrderId(SYMBOL, 'position', 'x')).type).toBe('unreadable');
    const cancel = { kind: 'cancel', symbol: SYMBOL, list: 'position', clientOrderId: 'x' } as const;
    expect(await exchange.send(cancel, { signedAtMs: exchange.nowMs(), windowMs: 3_000 })).toMatchObject({ type: 'rejected', code: 'unsupported' });
  });
});

describe('connectBinance, for an account that is configured for hedge mode', () => {
  const legsOf = async (by: BinanceExchange) => {
    const reading = await by.readKeyAndSettings(SYMBOL);
    return reading.type === 'read' ? reading.value.positions.map(({ leg }) => leg).toSorted() : reading.cause;
  };

  test('takes a list that was cut to its net leg for unreadable, and not for one of one-way mode (I6)', async () => {
    const dual = await paper.openAccount({ dual: true });
    const hedged = dual.connect({ positionMode: 'hedge' });
    expect(await legsOf(hedged)).toEqual(['long', 'short']);
    // Binance tells the net leg beside the two.
    const net = { symbol: SYMBOL, positionSide: 'BOTH', positionAmt: '0', entryPrice: '0', markPrice: '0.00036', liquidationPrice: '0', leverage: '20', marginType: 'cross', updateTime: 0 };
    await paper.admin('POST', 'faults', { kind: 'refuse', httpStatus: 200, body: JSON.stringify([net]), match: { path: '/fapi/v2/positionRisk', account: dual.name } });
    expect(await legsOf(hedged)).toBe('positions: only the net leg is told of an account in hedge mode');
    expect(await legsOf(hedged)).toEqual(['long', 'short']);
    await hedged.close();
  });

  test('reads the net leg of one that really is in one-way mode', async () => {
    const misfit = account.connect({ positionMode: 'hedge' });
    expect(await legsOf(misfit)).toEqual(['net']);
    await misfit.close();
  });
});
