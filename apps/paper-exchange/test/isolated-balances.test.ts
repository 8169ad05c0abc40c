import { Decimal } from '@breakwater/paper';
import { expect } from 'vitest';
import { test } from './fixture.ts';
import { sendSigned } from './signed-request.ts';

test('what is set aside for an isolated position is no cross money, and its profit no cross profit', async ({ paper, client, admin }) => {
  await client.setMarginMode('isolated', 'TAG/USDT:USDT');
  await client.createOrder('TAG/USDT:USDT', 'market', 'buy', 1_000_000);
  await client.createOrder('COTI/USDT:USDT', 'market', 'buy', 10_000);
  await admin('POST', 'prices', { TAGUSDT: { last: '0.00036' }, COTIUSDT: { last: '0.0285' } });
  const ask = async (path: string) => (await sendSigned(paper, 'GET', path, `timestamp=${Date.now()}`)).body;
  const [usdt] = (await ask('/fapi/v3/balance')).filter(({ asset }: any) => asset === 'USDT');
  // 354.40 at a leverage of 20: 17.72 are isolated; the cross position gained (0.0285 - 0.02841) x 10000.
  expect(new Decimal(usdt.balance).minus(usdt.crossWalletBalance).toFixed()).toBe('17.72');
  expect(usdt.crossUnPnl).toBe('0.90000000');
  const account = await ask('/fapi/v3/account');
  expect(account.assets.find(({ asset }: any) => asset === 'USDT')).toMatchObject({ crossWalletBalance: usdt.crossWalletBalance, crossUnPnl: usdt.crossUnPnl, unrealizedProfit: '6.50000000' });
  expect(account.totalCrossUnPnl).toBe('0.90000000');
});
