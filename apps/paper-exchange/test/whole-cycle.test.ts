import { Decimal } from '@breakwater/paper';
import { expect } from 'vitest';
import { connectCcxt } from './ccxt-client.ts';
import { tag, test, until } from './fixture.ts';

test('ccxt goes through a whole trade: markets, leverage, entry, stop, the right list, trigger, child, trades, balance, a close by hand', async ({ paper, admin }) => {
  const client = await connectCcxt(paper);
  const markets = await client.loadMarkets(true);
  expect(markets[tag]).toMatchObject({ id: 'TAGUSDT', active: true, swap: true, linear: true, settle: 'USDT', precision: { price: 1e-7, amount: 1 }, limits: { cost: { min: 5 } } });
  const opening = (await client.fetchBalance()) as any;
  expect(opening.USDT).toMatchObject({ total: 100000, used: 0 });

  expect(await client.setLeverage(5, tag)).toMatchObject({ symbol: 'TAGUSDT', leverage: 5 });
  const entry = await client.createOrder(tag, 'market', 'buy', 400_000, undefined, { clientOrderId: 'bwe1' });
  expect(entry).toMatchObject({ status: 'closed', filled: 400_000, average: 0.0003544, clientOrderId: 'bwe1' });
  // 141.76 at a leverage of five.
  expect((await client.fetchPositions([tag]))[0]).toMatchObject({ side: 'long', contracts: 400_000, initialMargin: 28.352, leverage: undefined });
  expect(((await client.fetchBalance()) as any).USDT.used).toBeCloseTo(28.352, 8);

  const stop = await client.createOrder(tag, 'market', 'sell', 300_000, undefined, { triggerPrice: 0.0003473, reduceOnly: true, clientOrderId: 'bws1' });
  const listed = async (trigger: boolean) => (await client.fetchOpenOrders(tag, undefined, undefined, trigger ? { trigger } : {})).map(({ clientOrderId }) => clientOrderId);
  expect([await listed(true), await listed(false)]).toEqual([['bws1'], []]);

  await admin('POST', 'prices', { TAGUSDT: { last: '0.0003473' } });
  expect([await listed(true), await listed(false)]).toEqual([[], []]);
  const triggered = await client.fetchOrder(stop.id!, tag, { trigger: true });
  expect(triggered).toMatchObject({ status: 'closed', info: { algoStatus: 'FINISHED' } });
  const child = await client.fetchOrder((triggered.info as any).actualOrderId, tag);
  expect(child).toMatchObject({ status: 'closed', filled: 300_000, average: 0.0003473, reduceOnly: true });
  expect((await client.fetchPositions([tag]))[0]).toMatchObject({ side: 'long', contracts: 100_000 });

  await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'SELL', quantity: '100000', reduceOnly: true });
  expect(await client.fetchPositions([tag])).toEqual([]);
  const trades = await until(async () => {
    const found = await client.fetchMyTrades(tag);
    return found.length === 3 ? found : undefined;
  });
  expect(trades.map(({ side, amount, price }) => [side, amount, price])).toEqual([['buy', 400_000, 0.0003544], ['sell', 300_000, 0.0003473], ['sell', 100_000, 0.0003473]]);
  expect(trades.slice(0, 2).map(({ order }) => order)).toEqual([entry.id, child.id]);

  // What the account lost is what its trades say, to the digit: profits realised less fees.
  const realised = trades.reduce((sum, { info }: any) => sum.plus(info.realizedPnl).minus(info.commission), new Decimal('0'));
  const balance = ((await client.fetchBalance()) as any).USDT;
  expect(new Decimal('100000').plus(realised).toFixed()).toBe(String(balance.total));
  expect([balance.used, balance.free]).toEqual([0, balance.total]);
  const { accounts, requests } = await admin('GET', 'state');
  expect([accounts[0].acceptedEntries.map(({ clientOrderId }: any) => clientOrderId), accounts[0].unintendedIncreases, accounts[0].duplicateExecutions, requests.unknownPaths]).toEqual([['bwe1'], [], [], {}]);
});
