import { describe, expect } from 'vitest';
import { tag, test } from './fixture.ts';

describe('hedge mode', () => {
  test('holds a long and a short leg at once, each with its own stop', async ({ client, admin }) => {
    await client.setPositionMode(true);
    await client.createOrder(tag, 'market', 'buy', 30000, undefined, { positionSide: 'LONG' });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { positionSide: 'SHORT' });
    const positions = await client.fetchPositions([tag]);
    expect(positions.map(({ side, contracts, hedged }) => [side, contracts, hedged])).toEqual([['long', 30000, true], ['short', 20000, true]]);
    await client.createOrder(tag, 'market', 'sell', 30000, undefined, { triggerPrice: 0.0003, hedged: true, reduceOnly: true });
    const { accounts } = await admin('GET', 'state');
    expect(accounts[0].bare).toMatchObject([
      { leg: 'long', side: 'long', bareSince: null },
      { leg: 'short', side: 'short', protectedAt: null },
    ]);
    await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
    expect((await client.fetchPositions([tag])).map(({ side, contracts }) => [side, contracts])).toEqual([['short', 20000]]);
  });

  test('wants a leg with every order, and no reduceOnly', async ({ client }) => {
    await client.setPositionMode(true);
    await expect(client.createOrder(tag, 'market', 'buy', 30000)).rejects.toThrow('-4061');
    await expect(client.fapiPrivatePostOrder({ symbol: 'TAGUSDT', side: 'SELL', type: 'MARKET', quantity: '1', positionSide: 'LONG', reduceOnly: 'true' })).rejects.toThrow('-1106');
    await expect(client.createOrder(tag, 'market', 'sell', 30000, undefined, { positionSide: 'LONG' })).rejects.toThrow('-2022');
  });

  test('cannot be switched while anything is open', async ({ client, admin }) => {
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
    await expect(client.setPositionMode(true)).rejects.toThrow('-4068');
    await expect(client.setMarginMode('isolated', tag)).rejects.toThrow('-4048');
    await admin('POST', 'stop', { symbol: 'TAGUSDT', side: 'SELL', quantity: '20000', triggerPrice: '0.0003' });
    await expect(client.setPositionMode(true)).rejects.toThrow('-4067');
    await expect(client.setMarginMode('isolated', tag)).rejects.toThrow('-4047');
  });
});
