import { describe, expect } from 'vitest';
import { ccxtErrors } from './ccxt-client.ts';
import { tag, test, until } from './fixture.ts';
import { sendSigned } from './signed-request.ts';

const entry = (clientOrderId: string) => [tag, 'market', 'buy', 20000, undefined, { clientOrderId }] as const;

describe('reads that are not the present', () => {
  test('each listing can lag by itself', async ({ client, admin }) => {
    await admin('POST', 'faults', { id: 'late', kind: 'lag', delayMs: 60_000, lists: ['positions', 'conditional-orders'] });
    await client.createOrder(...entry('bwe1'));
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'bws1' });
    expect(await client.fetchPositions([tag])).toEqual([]);
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toEqual([]);
    await expect(client.fetchOrder(undefined as never, tag, { trigger: true, clientOrderId: 'bws1' })).rejects.toThrow('-2013');
    expect(await client.fetchMyTrades(tag)).toHaveLength(1);
    expect((await client.fetchOrder(undefined as never, tag, { clientOrderId: 'bwe1' })).status).toBe('closed');
    await admin('DELETE', 'faults/late');
    expect(await client.fetchPositions([tag])).toHaveLength(1);
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toHaveLength(1);
  });

  test('a lag shows the past until it has passed', async ({ client, admin }) => {
    const lag = (delayMs: number) => admin('POST', 'faults', { id: 'late', kind: 'lag', delayMs, lists: ['positions'] });
    await client.createOrder(...entry('bwe1'));
    await lag(60_000);
    expect(await client.fetchPositions([tag])).toEqual([]);
    // However slow the machine is: what is this old comes to be seen, and stays.
    await lag(250);
    expect(await until(async () => (await client.fetchPositions([tag])).length === 1)).toBe(true);
  });

  test('short-list: a list may come back whole to look at, and with rows missing', async ({ client, admin }) => {
    for (const [symbol, quantity] of [[tag, 20000], ['BTC/USDT:USDT', 0.01], ['ETH/USDT:USDT', 0.1]] as const) await client.createOrder(symbol, 'market', 'buy', quantity);
    const whole = (await client.fetchPositions()).map(({ symbol }) => symbol);
    expect(whole).toHaveLength(3);
    for (const [rows, left] of [[undefined, 1], [2, 2], [0, 0], [9, 3]] as const) {
      await admin('POST', 'faults', { kind: 'short-list', match: { path: '/fapi/v3/positionRisk' }, rows });
      expect((await client.fetchPositions()).map(({ symbol }) => symbol)).toEqual(whole.slice(0, left));
    }
    await admin('POST', 'faults', { kind: 'short-list', match: { path: '/fapi/v1/time' } });
    expect(await client.fetchTime()).toBeGreaterThan(0);
    expect((await admin('GET', 'state')).accounts[0].positions).toHaveLength(3);
  });

  test('empty-list: a list may come back empty with status 200', async ({ client, admin }) => {
    await client.createOrder(...entry('bwe1'));
    await admin('POST', 'faults', { kind: 'empty-list', match: { path: '/fapi/v3/positionRisk' }, times: 2 });
    expect(await client.fetchPositions()).toEqual([]);
    expect(await client.fetchPositions()).toEqual([]);
    expect(await client.fetchPositions()).toHaveLength(1);
  });
});

describe('choosing the requests that a fault hits', () => {
  test('a fault fires on the nth matching request and as often as it is told', async ({ client, admin }) => {
    await admin('POST', 'faults', { id: 'third', kind: 'refuse', code: -1001, nth: 3, times: 2, match: { path: '/fapi/v1/time' } });
    const outcomes: boolean[] = [];
    for (let count = 0; count < 6; count++) outcomes.push(await client.fetchTime().then(() => true, () => false));
    expect(outcomes).toEqual([true, true, false, false, true, true]);
    expect(await admin('GET', 'faults')).toMatchObject([{ id: 'third', seen: 6, fired: 2, timesLeft: 0 }]);
  });

  test('a fault meets a batch by any of its legs, and the journal names them all', async ({ paper, admin }) => {
    const send = (method: string, name: string, value: unknown) => sendSigned(paper, method, '/fapi/v1/batchOrders', `${method === 'DELETE' ? 'symbol=TAGUSDT&' : ''}${name}=${encodeURIComponent(JSON.stringify(value))}&timestamp=${Date.now()}`);
    const legs = ['TAGUSDT', 'BTCUSDT'].map((symbol, index) => ({ symbol, side: 'BUY', type: 'MARKET', quantity: symbol === 'BTCUSDT' ? '0.01' : '20000', newClientOrderId: `leg-${index}` }));
    for (const match of [{ symbol: 'BTCUSDT' }, { clientOrderIdPrefix: 'leg-1' }, { symbol: 'BTCUSDT', clientOrderIdPrefix: 'leg-1' }]) {
      await admin('POST', 'faults', { kind: 'refuse', code: -4321, match });
      expect([match, (await send('POST', 'batchOrders', legs)).body]).toMatchObject([match, { code: -4321 }]);
    }
    await admin('POST', 'faults', { kind: 'refuse', code: -4321, match: { symbol: 'BTCUSDT', clientOrderIdPrefix: 'leg-0' } });
    expect((await send('POST', 'batchOrders', legs)).body).toMatchObject([{ status: 'NEW' }, { status: 'NEW' }]);
    await admin('POST', 'faults', { kind: 'refuse', code: -4321, match: { clientOrderIdPrefix: 'leg-1' } });
    expect((await send('DELETE', 'origClientOrderIdList', ['leg-0', 'leg-1'])).body).toMatchObject({ code: -4321 });
    const told = (await admin('GET', 'journal?symbol=BTCUSDT')).filter(({ kind }: any) => kind === 'request').map(({ detail }: any) => [detail.symbols, detail.clientOrderIds]);
    expect(told).toEqual(Array.from({ length: 4 }, () => [['TAGUSDT', 'BTCUSDT'], ['leg-0', 'leg-1']]));
  });

  test('a fault for another symbol, account or path prefix leaves a request alone', async ({ client, admin }) => {
    for (const match of [{ symbol: 'BTCUSDT' }, { account: 'other' }, { path: '/fapi/v3/*' }, { clientOrderIdPrefix: 'x' }, { method: 'DELETE' }]) {
      await admin('POST', 'faults', { kind: 'drop-reply', match });
    }
    expect((await client.createOrder(...entry('bwe1'))).filled).toBe(20000);
    await expect(client.fetchPositions()).rejects.toThrow(ccxtErrors.NetworkError!);
    expect(await admin('DELETE', 'faults')).toEqual({ removed: 5 });
  });
});
