import { describe, expect } from 'vitest';
import { ccxtErrors } from './ccxt-client.ts';
import { tag, test } from './fixture.ts';

describe('client order ids', () => {
  test('the id of a filled market order is free again: sending it twice fills twice', async ({ client, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'twin' });
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'twin' });
    const { accounts } = await admin('GET', 'state');
    expect(accounts[0].positions).toMatchObject([{ quantity: '40000' }]);
    expect(accounts[0].duplicateExecutions).toEqual([{ symbol: 'TAGUSDT', clientOrderId: 'twin', orderIds: [1000001, 1000002] }]);
    expect((await client.fetchOrder(undefined as never, tag, { clientOrderId: 'twin' })).id).toBe('1000002');
  });

  test('the id of a resting order is refused', async ({ client }) => {
    await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'twin' });
    const again = client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'twin' });
    await expect(again).rejects.toThrow(ccxtErrors.InvalidOrder!);
    await expect(again).rejects.toThrow('-4116');
  });

  test('the id of a waiting conditional order is refused until it is cancelled; plain orders may share it', async ({ client }) => {
    const place = () => client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'twin' });
    const first = await place();
    const again = place();
    await expect(again).rejects.toThrow(ccxtErrors.BadRequest!);
    await expect(again).rejects.toThrow('-20132');
    expect(await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'twin' })).toMatchObject({ status: 'closed' });
    await client.cancelOrder(first.id!, tag, { trigger: true });
    expect((await place()).id).not.toBe(first.id);
  });
});
