import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { connectCcxt } from './ccxt-client.ts';
import { createAdminCaller, tag, test } from './fixture.ts';
import { sendSigned } from './signed-request.ts';

describe('the admin API', () => {
  test('wants its token when one is set, on every path', async () => {
    const paper = await startPaperExchange({ adminToken: 'open sesame' });
    try {
      for (const [method, path] of [['GET', 'state'], ['POST', 'trade'], ['GET', 'nothing-here'], ['DELETE', 'faults']] as const) {
        expect((await fetch(`${paper.url}/admin/${path}`, { method })).status).toBe(401);
        expect((await fetch(`${paper.url}/admin/${path}`, { method, headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
      }
      const admitted = await fetch(`${paper.url}/admin/state`, { headers: { authorization: 'Bearer open sesame' } });
      expect(admitted.status).toBe(200);
    } finally {
      await paper.stop();
    }
  });

  test('says what is wrong with a request, and changes nothing', async ({ admin }) => {
    const wrong: [path: string, body: unknown, words: RegExp][] = [
      ['trade', { symbol: 'TAGUSDT', side: 'HOLD', quantity: '1' }, /400.*side/],
      ['trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: 20000 }, /400.*quantity/],
      ['trade', { symbol: 'NOPE', side: 'BUY', quantity: '1' }, /404.*NOPE/],
      ['trade', { symbol: 'TAGUSDT', side: 'SELL', quantity: '1', reduceOnly: true }, /409.*reduce-only-rejected/],
      ['trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', account: 'nobody' }, /404.*nobody/],
      ['prices', { TAGUSDT: { last: '-1' } }, /400.*TAGUSDT\.last/],
      ['prices', { TAGUSDT: { last: '0.0004' }, NOPE: { last: '1' } }, /404.*NOPE/],
      ['faults', { kind: 'gremlin' }, /400.*kind/],
      ['faults', { kind: 'lag' }, /400.*delayMs/],
      ['clock', { advanceMs: 10 }, /409.*real/],
      ['save', {}, /409.*state file/],
      ['accounts', { apiKey: 'k', apiSecret: 's', name: 'main' }, /409.*main/],
      ['liquidate', { symbol: 'TAGUSDT' }, /409.*no-position/],
      ['cancel', { symbol: 'TAGUSDT', orderId: 1, conditional: false }, /409.*cancel-not-found/],
      ['nothing-here', {}, /404/],
    ];
    const before = await admin('GET', 'state');
    for (const [path, body, words] of wrong) await expect(admin('POST', path, body)).rejects.toThrow(words);
    const after = await admin('GET', 'state');
    expect({ ...after, nowMs: 0 }).toEqual({ ...before, nowMs: 0 });
  });

  test('liquidation and ADL close under the ids by which the venue marks them', async ({ client, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 30000, undefined, { clientOrderId: 'bwe1' });
    await admin('POST', 'adl', { symbol: 'TAGUSDT', quantity: '10000' });
    expect((await client.fetchPositions([tag]))[0]!.contracts).toBe(20000);
    await admin('POST', 'liquidate', { symbol: 'TAGUSDT' });
    expect(await client.fetchPositions([tag])).toEqual([]);
    const ids = (await client.fetchOrders(tag)).map((order) => order.clientOrderId);
    expect(ids).toEqual(['bwe1', 'adl_autoclose', expect.stringMatching(/^autoclose-\d+/)]);
    expect((await admin('GET', 'state')).accounts[0].duplicateExecutions).toEqual([]);
  });

  test('a person may place and cancel a stop beside the client', async ({ client, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 20000);
    const { conditionalOrderId, clientOrderId } = await admin('POST', 'stop', { symbol: 'TAGUSDT', side: 'SELL', triggerPrice: '0.0003', closePosition: true });
    const seen = await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true });
    expect(seen).toMatchObject([{ id: String(conditionalOrderId), clientOrderId, info: { closePosition: true } }]);
    await admin('POST', 'cancel', { symbol: 'TAGUSDT', clientOrderId, conditional: true });
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toEqual([]);
  });

  test('accounts do not see each other', async ({ paper, client, admin }) => {
    await admin('POST', 'accounts', { name: 'second', apiKey: 'k2', apiSecret: 's2', balance: '50', dual: true });
    const second = await connectCcxt({ url: paper.url, apiKey: 'k2', apiSecret: 's2' });
    const order = await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'mine' });
    expect(await second.fetchOpenOrders(tag)).toEqual([]);
    await expect(second.fetchOrder(order.id!, tag)).rejects.toThrow('-2013');
    await expect(second.cancelOrder(order.id!, tag)).rejects.toThrow('-2011');
    expect(((await second.fetchBalance()) as any).USDT.total).toBe(50);
    expect(await second.fetchPositionMode()).toMatchObject({ hedged: true });
  });

  test('the journal goes on from an index, and by symbol', async ({ admin }) => {
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
    const all = await admin('GET', 'journal');
    const last = all.at(-1).index;
    await admin('POST', 'trade', { symbol: 'COTIUSDT', side: 'BUY', quantity: '1000' });
    const next = await admin('GET', `journal?since=${last}`);
    expect(next[0].index).toBe(last + 1);
    expect(new Set(next.map((entry: { symbol: string }) => entry.symbol))).toEqual(new Set(['COTIUSDT']));
    expect(await admin('GET', `journal?since=${last}&symbol=TAGUSDT`)).toEqual([]);
  });
});

describe('requests that make no sense', () => {
  test('are refused, and the next one is served', async ({ paper, admin }) => {
    const ask = async (path: string, init: RequestInit = {}): Promise<number> => (await fetch(paper.url + path, init)).status;
    expect(await ask('/fapi/v1/%E0%A4%A')).toBe(400);
    expect(await ask('/fapi/v1/order', { method: 'POST', body: 'x'.repeat(2_000_000) }).catch(() => 413)).toBe(413);
    expect(await ask('/fapi/v1/order', { method: 'PATCH' })).toBe(404);
    expect(await ask('/fapi/v1/order', { method: 'POST', body: '{"symbol":' })).toBe(401);
    expect(await ask('/admin/trade', { method: 'POST', body: '{broken' })).toBe(400);
    expect(await ask('/')).toBe(404);
    expect(await ask('/fapi/v1/time')).toBe(200);
    expect((await admin('GET', 'state')).accounts[0].fills).toEqual([]);
  });
});

describe('time', () => {
  test('a virtual clock stands still, and the same requests give the same bytes', async () => {
    const run = async (): Promise<string> => {
      const paper = await startPaperExchange({ clock: 'virtual', seed: 3, prices: 'walk' });
      const admin = createAdminCaller(paper.url);
      try {
        const { nowMs } = await admin('GET', 'state');
        await sendSigned(paper, 'POST', '/fapi/v1/order', `symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000&timestamp=${nowMs}`);
        await admin('POST', 'clock', { advanceMs: 60_000 });
        const late = await sendSigned(paper, 'GET', '/fapi/v3/positionRisk', `timestamp=${nowMs}`);
        expect(late.body.code).toBe(-1021);
        const { body } = await sendSigned(paper, 'GET', '/fapi/v3/positionRisk', `timestamp=${nowMs + 60_000}`);
        return JSON.stringify([body, await admin('GET', 'state'), await admin('GET', 'journal')]);
      } finally {
        await paper.stop();
      }
    };
    const first = await run();
    expect(await run()).toBe(first);
    expect(JSON.parse(first)[1].prices.BTCUSDT.last).not.toBe('91250.3');
  });

  test('latency passes before a request is processed and again before the reply, on the exchange\'s clock', async () => {
    const paper = await startPaperExchange({ clock: 'virtual', latencyMs: 100 });
    const admin = createAdminCaller(paper.url);
    try {
      const { nowMs } = await admin('GET', 'state');
      let isAnswered = false;
      const query = `symbol=TAGUSDT&side=BUY&type=MARKET&quantity=20000&newOrderRespType=RESULT&timestamp=${nowMs}`;
      const reply = sendSigned(paper, 'POST', '/fapi/v1/order', query).then((answer) => {
        isAnswered = true;
        return answer;
      });
      const fills = async (): Promise<number> => (await admin('GET', 'state')).accounts[0].fills.length;
      // The request may still be on its way when the clock moves: move it in steps until something happens.
      while ((await fills()) === 0) await admin('POST', 'clock', { advanceMs: 10 });
      expect((await admin('GET', 'state')).nowMs - nowMs).toBeGreaterThanOrEqual(50);
      expect(isAnswered).toBe(false);
      await admin('POST', 'clock', { advanceMs: 50 });
      expect((await reply).body.status).toBe('FILLED');
    } finally {
      await paper.stop();
    }
  });
});
