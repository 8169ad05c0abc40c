import { describe, expect } from 'vitest';
import { tag, test } from './fixture.ts';
import { sendSigned } from './signed-request.ts';

const overload = { kind: 'overload' };

describe('a venue that has too much to do', () => {
  test('lets the closings of a batch through and refuses the other legs in their place', async ({ paper, client, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 40000);
    await admin('POST', 'faults', overload);
    const leg = { symbol: 'TAGUSDT', type: 'MARKET', quantity: '20000' };
    const send = async (legs: object[]): Promise<any> => (await sendSigned(paper, 'POST', '/fapi/v1/batchOrders', `batchOrders=${encodeURIComponent(JSON.stringify(legs))}&timestamp=${Date.now()}`)).body;
    const answers = await send([{ ...leg, side: 'BUY' }, { ...leg, side: 'SELL', reduceOnly: 'true' }, { ...leg, side: 'SELL' }]);
    expect(answers.map((each: any) => each.code ?? each.status)).toEqual([-1008, 'NEW', -1008]);
    expect(await send([{ ...leg, side: 'BUY' }])).toMatchObject({ code: -1008 });
    expect((await admin('GET', 'state')).accounts[0]).toMatchObject({ positions: [{ quantity: '20000' }], fills: [{}, { side: 'SELL' }] });
  });

  test('knows a closing of hedge mode by its leg and side, for plain and conditional orders', async ({ client, admin }) => {
    await client.setPositionMode(true);
    const hedged = (side: 'buy' | 'sell', positionSide: string, more: object = {}) => client.createOrder(tag, 'market', side, 20000, undefined, { positionSide, ...more });
    await hedged('buy', 'LONG');
    await hedged('sell', 'SHORT');
    await admin('POST', 'faults', overload);
    await expect(hedged('buy', 'LONG')).rejects.toThrow('-1008');
    await expect(hedged('sell', 'SHORT')).rejects.toThrow('-1008');
    await expect(hedged('buy', 'LONG', { triggerPrice: 0.0004 })).rejects.toThrow('-1008');
    await hedged('buy', 'SHORT', { triggerPrice: 0.0004 });
    await hedged('sell', 'LONG');
    await hedged('buy', 'SHORT');
    expect((await admin('GET', 'state')).accounts[0].positions).toEqual([]);
  });

  test('does not take a broken batch for a closing', async ({ paper, admin }) => {
    await admin('POST', 'faults', overload);
    for (const batch of ['x', '%5B%5D', '%5Bnull%5D', '%7B%22reduceOnly%22%3Atrue%7D']) {
      expect((await sendSigned(paper, 'POST', '/fapi/v1/batchOrders', `batchOrders=${batch}&timestamp=${Date.now()}`)).body).toMatchObject({ code: -1008 });
    }
  });
});
