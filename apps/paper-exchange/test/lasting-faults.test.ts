import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { ccxtErrors } from './ccxt-client.ts';
import { createAdminCaller, tag, test, until } from './fixture.ts';

const entry = (clientOrderId: string) => [tag, 'market', 'buy', 20000, undefined, { clientOrderId }] as const;

describe('a venue in a bad state', () => {
  test('overload: refuses all that is not reduce-only, and lets closes, stops for the whole position and reads pass', async ({ client, admin }) => {
    await client.createOrder(...entry('bwe1'));
    await admin('POST', 'faults', { kind: 'overload' });
    await expect(client.createOrder(...entry('bwe2'))).rejects.toThrow('-1008');
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, closePosition: true });
    await client.createOrder(tag, 'market', 'sell', 5000, undefined, { reduceOnly: true });
    // The word of a stop says nothing of a plain order, alone or in a batch.
    const plain = { symbol: 'TAGUSDT', side: 'SELL', type: 'MARKET', quantity: '20000', closePosition: 'true' };
    await expect((client as any).fapiPrivatePostOrder(plain)).rejects.toThrow('-1008');
    await expect((client as any).fapiPrivatePostBatchOrders({ batchOrders: [plain] })).rejects.toThrow('-1008');
    expect(await client.fetchPositions([tag])).toMatchObject([{ contracts: 15000 }]);
  });

  test('maintenance: refuses everything until it is over', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'maintenance' });
    await expect(client.createOrder(...entry('bwe1'))).rejects.toThrow(ccxtErrors.OperationFailed!);
    await expect(client.fetchTime()).rejects.toThrow('System is under maintenance.');
    await admin('DELETE', 'faults');
    expect((await client.createOrder(...entry('bwe1'))).filled).toBe(20000);
  });

  test('clock-skew: the venue tells and judges by a clock that is wrong', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'clock-skew', skewMs: -30_000 });
    expect(Date.now() - (await client.fetchTime())!).toBeGreaterThan(25_000);
    await expect(client.createOrder(...entry('bwe1'))).rejects.toThrow(ccxtErrors.InvalidNonce!);
    expect((await admin('GET', 'state')).accounts[0].fills).toEqual([]);
  });
});

describe('a record that cannot be seen yet', () => {
  test('hide: an order cannot be found until it is old enough, and can be cancelled all the same', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'hide', delayMs: 60_000, lists: ['orders'] });
    await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'bwe1' });
    await expect(client.fetchOrder(undefined as never, tag, { clientOrderId: 'bwe1' })).rejects.toThrow('-2013');
    expect(await client.fetchOpenOrders(tag)).toEqual([]);
    await client.cancelOrder(undefined as never, tag, { clientOrderId: 'bwe1' });
  });

  test('hide: a position appears only some time after it was opened', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'hide', delayMs: 200, lists: ['positions'] });
    await client.createOrder(...entry('bwe1'));
    expect((await admin('GET', 'state')).accounts[0].positions).toHaveLength(1);
    expect(await until(async () => (await client.fetchPositions([tag])).length === 1)).toBe(true);
  });

  test('late-fill: an accepted order meets the market later', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'late-fill', delayMs: 100 });
    expect(await client.createOrder(...entry('bwe1'))).toMatchObject({ status: 'open', filled: 0 });
    expect(await until(async () => (await client.fetchOrder(undefined as never, tag, { clientOrderId: 'bwe1' })).status === 'closed')).toBe(true);
    expect((await admin('GET', 'state')).accounts[0].fills).toHaveLength(1);
  });
});

describe('a fault with a probability', () => {
  test('fires as often as chance has it, and the same for the same seed', async () => {
    const run = async (): Promise<boolean[]> => {
      const paper = await startPaperExchange({ seed: 5 });
      await createAdminCaller(paper.url)('POST', 'faults', { kind: 'refuse', code: -1, probability: 0.3, times: 1000 });
      const outcomes: boolean[] = [];
      for (let count = 0; count < 60; count++) outcomes.push((await fetch(`${paper.url}/fapi/v1/ping`)).ok);
      await paper.stop();
      return outcomes;
    };
    const first = await run();
    expect(first.filter((isOk) => !isOk).length).toBeGreaterThan(5);
    expect(first.filter((isOk) => isOk).length).toBeGreaterThan(25);
    expect(await run()).toEqual(first);
  });
});

describe('the world\'s hand on markets and modes', () => {
  test('liquidation follows from the price, not from a command', async ({ client, admin }) => {
    await admin('POST', 'accounts', { name: 'poor', apiKey: 'poor', apiSecret: 'x', balance: '20' });
    await admin('POST', 'trade', { account: 'poor', symbol: 'TAGUSDT', side: 'BUY', quantity: '500000' });
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    const { accounts } = await admin('GET', 'state');
    expect(accounts[1].positions).toEqual([]);
    expect(accounts[1].fills.at(-1).clientOrderId).toMatch(/^autoclose-/);
    expect(client.id).toBe('binanceusdm');
  });

  test('a stop can be moved, a mode changed and a contract delisted by hand', async ({ client, admin }) => {
    await admin('POST', 'modes', { symbol: 'TAGUSDT', leverage: 5, marginType: 'isolated' });
    await client.createOrder(...entry('bwe1'));
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'bws1' });
    await admin('POST', 'edit-stop', { symbol: 'TAGUSDT', clientOrderId: 'bws1', triggerPrice: '0.0003300' });
    expect(await client.fetchOpenOrders(tag, undefined, undefined, { trigger: true })).toMatchObject([{ triggerPrice: 0.00033, clientOrderId: expect.stringMatching(/^web_/) }]);
    expect(await admin('POST', 'delist', { symbol: 'TAGUSDT', settle: true })).toEqual({ symbol: 'TAGUSDT', status: 'closed' });
    expect(await client.fetchPositions([tag])).toEqual([]);
    expect((await client.fetchMyTrades(tag)).length).toBe(2);
  });
});
