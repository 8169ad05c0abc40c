import { Decimal, transferMoney } from '@breakwater/paper';
import { expect } from 'vitest';
import { test } from './fixture.ts';
import { sendSigned } from './signed-request.ts';

test('a list of all that an account has shows every change, although its rows are gathered once for each', async ({ paper, admin }) => {
  const ask = async (path: string) => (await sendSigned(paper, 'GET', path, `timestamp=${Date.now()}`)).body;
  const place = (query: string) => sendSigned(paper, 'POST', '/fapi/v1/order', `${query}&timestamp=${Date.now()}`);
  const rest = (name: string) => place(`symbol=TAGUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20000&price=0.0003&newClientOrderId=${name}`);
  const names = async () => (await ask('/fapi/v1/openOrders')).map(({ clientOrderId }: any) => clientOrderId);
  const row = async () => (await ask('/fapi/v3/positionRisk'))[0];

  await rest('a');
  expect([await names(), await names()]).toEqual([['a'], ['a']]);
  await rest('b');
  expect(await names()).toEqual(['a', 'b']);
  await admin('POST', 'cancel', { symbol: 'TAGUSDT', clientOrderId: 'a', conditional: false });
  expect(await names()).toEqual(['b']);

  await place('symbol=TAGUSDT&side=SELL&type=MARKET&quantity=40000');
  expect([await row(), await row()]).toMatchObject([{ positionAmt: '-40000' }, { positionAmt: '-40000' }]);
  await admin('POST', 'prices', { TAGUSDT: { last: '0.00036' } });
  const before = await row();
  expect(before).toMatchObject({ markPrice: '0.00036000' });
  // Money alone moves the price of liquidation.
  transferMoney(paper.exchange, paper.exchange.accounts.get('main')!, 'USDT', new Decimal('-99990'));
  expect(new Decimal((await row()).liquidationPrice).lt(before.liquidationPrice)).toBe(true);
  await sendSigned(paper, 'POST', '/fapi/v1/leverage', `symbol=TAGUSDT&leverage=2&timestamp=${Date.now()}`);
  expect(new Decimal((await row()).positionInitialMargin).toFixed()).toBe('7.2');
});
