import { describe, expect } from 'vitest';
import { startPaperExchange } from '../../src/server.ts';
import { createAdminCaller, tag, test, until } from '../fixture.ts';
import { type StreamClient, openUserStream } from './stream-client.ts';

/** The documented fields of each event, in the order of the documents. Source: docs, Binance USD-M, "User Data Streams". */
const fields: Readonly<Record<string, readonly string[]>> = {
  ORDER_TRADE_UPDATE: 'e E T o.s o.c o.S o.o o.f o.q o.p o.ap o.sp o.x o.X o.i o.l o.z o.L o.N o.n o.T o.t o.b o.a o.m o.R o.wt o.ot o.ps o.cp o.rp o.pP o.si o.ss o.V o.pm o.gtd o.er'.split(' '),
  TRADE_LITE: 'e E T s q p m c S L l t i'.split(' '),
  ALGO_UPDATE: 'e T E o.caid o.aid o.at o.o o.s o.S o.ps o.f o.q o.X o.ai o.ap o.aq o.act o.tp o.p o.V o.wt o.pm o.cp o.pP o.R o.tt o.gtd o.rm'.split(' '),
  ACCOUNT_UPDATE: 'e E T a.m a.B.0.a a.B.0.wb a.B.0.cw a.B.0.bc a.P.0.s a.P.0.pa a.P.0.ep a.P.0.bep a.P.0.cr a.P.0.up a.P.0.mt a.P.0.iw a.P.0.ps'.split(' '),
  ACCOUNT_CONFIG_UPDATE: 'e E T ac.s ac.l'.split(' '),
  CONDITIONAL_ORDER_TRIGGER_REJECT: 'e E T or.s or.i or.r'.split(' '),
  MARGIN_CALL: 'e E cw p.0.s p.0.ps p.0.pa p.0.mt p.0.iw p.0.mp p.0.up p.0.mm'.split(' '),
  listenKeyExpired: 'e E listenKey'.split(' '),
};

/** The paths of all values of a message. */
function listPaths(value: unknown, path = ''): string[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([name, each]) => listPaths(each, path === '' ? name : `${path}.${name}`));
}

/** What each message is, in short. */
const tell = (stream: StreamClient): string[] => stream.messages.map(({ e, o, a }) => [e, o?.x, o?.X, a?.m].filter((word) => word !== undefined).join(' '));

test('every event has every field that the venue documents, and no other', async ({ paper, client, admin }) => {
  const stream = await openUserStream(paper);
  await admin('POST', 'accounts', { apiKey: 'poor', apiSecret: 'poor', balance: '10' });
  const poor = await openUserStream({ url: paper.url, apiKey: 'poor', apiSecret: 'poor' });
  await admin('POST', 'trade', { account: 'poor', symbol: 'TAGUSDT', side: 'BUY', quantity: '500000' });
  await admin('POST', 'prices', { TAGUSDT: { last: '0.0003385' } });
  await poor.find(({ e }) => e === 'MARGIN_CALL');
  await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'in' });
  await client.setLeverage(10, tag);
  await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'guard' });
  await client.createOrder(tag, 'market', 'sell', 20000, undefined, { clientOrderId: 'out', reduceOnly: true });
  // Nothing is left to reduce: the venue notices only now.
  await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
  await admin('POST', 'faults', { kind: 'expire-key', match: { account: 'main' } });
  await stream.find(({ e }) => e === 'listenKeyExpired');
  const executed = stream.messages.find(({ o }) => o?.x === 'TRADE');
  const examples = [executed, ...[...stream.messages, ...poor.messages].filter(({ e }) => e !== 'ORDER_TRADE_UPDATE')];
  for (const [name, documented] of Object.entries(fields)) {
    const message = examples.find(({ e }) => e === name);
    expect({ name, fields: listPaths(message).toSorted() }).toEqual({ name, fields: documented.toSorted() });
  }
});

describe('the order of events is the venue\'s', () => {
  const triggered = ['TRIGGERING', 'NEW NEW', 'TRADE FILLED', 'TRIGGERED', 'FINISHED'];
  const linkedFirst = ['TRIGGERING', 'TRIGGERED', 'NEW NEW', 'TRADE FILLED', 'FINISHED'];

  for (const [linkEvents, expected] of [['after-child', triggered], ['before-child', linkedFirst]] as const) {
    test(`linkEvents=${linkEvents}: when the triggered order names its child`, async () => {
      const paper = await startPaperExchange({ rules: { linkEvents } });
      const admin = createAdminCaller(paper.url);
      const stream = await openUserStream(paper);
      await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
      await admin('POST', 'stop', { symbol: 'TAGUSDT', side: 'SELL', triggerPrice: '0.0003', closePosition: true, clientOrderId: 'guard' });
      await admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
      const finished = await stream.find(({ o }) => o?.X === 'FINISHED');
      const since = stream.messages.findIndex(({ o }) => o?.X === 'TRIGGERING');
      expect(stream.messages.slice(since).filter(({ o }) => o !== undefined).map(({ o }) => [o.x, o.X].filter(Boolean).join(' '))).toEqual(expected);
      const child = stream.messages.findLast(({ e }) => e === 'ORDER_TRADE_UPDATE');
      expect(finished.o).toMatchObject({ caid: 'guard', ai: String(child.o.i), aq: '20000', act: 'MARKET' });
      await paper.stop();
    });
  }

  for (const [fillEvents, expected] of [
    ['account-first', ['TRADE_LITE', 'ACCOUNT_UPDATE ORDER', 'ORDER_TRADE_UPDATE TRADE FILLED']],
    ['order-first', ['TRADE_LITE', 'ORDER_TRADE_UPDATE TRADE FILLED', 'ACCOUNT_UPDATE ORDER']],
  ] as const) {
    test(`fillEvents=${fillEvents}: what an execution is told by first`, async () => {
      const paper = await startPaperExchange({ rules: { fillEvents } });
      const stream = await openUserStream(paper);
      await createAdminCaller(paper.url)('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000' });
      await until(() => stream.messages.length === 4);
      expect(tell(stream)).toEqual(['ORDER_TRADE_UPDATE NEW NEW', ...expected]);
      await paper.stop();
    });
  }

  test('every execution of an order is told by itself, and what is left over expires', async ({ paper, client, admin }) => {
    const stream = await openUserStream(paper);
    await admin('POST', 'fill-script', { symbol: 'TAGUSDT', executions: [{ price: '0.0003544', quantity: '5000' }, { price: '0.0003545', quantity: '7000' }] });
    await client.createOrder(tag, 'market', 'buy', 20000);
    await stream.find(({ o }) => o?.X === 'EXPIRED');
    expect(stream.named('ORDER_TRADE_UPDATE').map(({ o }) => [o.x, o.X, o.l, o.z, o.L, o.er])).toEqual([
      ['NEW', 'NEW', '0', '0', '0', '0'],
      ['TRADE', 'PARTIALLY_FILLED', '5000', '5000', '0.0003544', '0'],
      ['TRADE', 'PARTIALLY_FILLED', '7000', '12000', '0.0003545', '0'],
      ['EXPIRED', 'EXPIRED', '0', '12000', '0', '9'],
    ]);
    expect(stream.named('ACCOUNT_UPDATE').map(({ a }) => a.P[0].pa)).toEqual(['5000', '12000']);
  });
});

describe('what else the venue tells', () => {
  test('a resting order that is changed and cancelled, a stop that is cancelled, a margin type', async ({ paper, client }) => {
    const stream = await openUserStream(paper);
    const order = await client.createOrder(tag, 'limit', 'buy', 20000, 0.00034);
    await client.editOrder(order.id!, tag, 'limit', 'buy', 20000, 0.000341);
    await client.cancelOrder(order.id!, tag);
    const stop = await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true });
    await client.cancelOrder(stop.id!, tag, { trigger: true });
    await client.setMarginMode('isolated', tag);
    await until(() => stream.messages.length === 6);
    expect(tell(stream)).toEqual([
      'ORDER_TRADE_UPDATE NEW NEW',
      'ORDER_TRADE_UPDATE AMENDMENT NEW',
      'ORDER_TRADE_UPDATE CANCELED CANCELED',
      'ALGO_UPDATE NEW',
      'ALGO_UPDATE CANCELED',
      'ACCOUNT_UPDATE MARGIN_TYPE_CHANGE',
    ]);
  });

  test('a liquidation is warned of once, then told under the venue\'s own client order id', async ({ paper, admin }) => {
    await admin('POST', 'accounts', { apiKey: 'poor', apiSecret: 'poor', balance: '10' });
    const stream = await openUserStream({ url: paper.url, apiKey: 'poor', apiSecret: 'poor' });
    await admin('POST', 'trade', { account: 'poor', symbol: 'TAGUSDT', side: 'BUY', quantity: '500000' });
    for (const last of ['0.0003400', '0.0003385', '0.0003384', '0.0002']) await admin('POST', 'prices', { TAGUSDT: { last } });
    const { o } = await stream.find((message) => message.o?.x === 'CALCULATED');
    expect(o).toMatchObject({ o: 'LIQUIDATION', X: 'FILLED', c: expect.stringMatching(/^autoclose-/), S: 'SELL' });
    expect(stream.named('MARGIN_CALL')).toHaveLength(1);
    expect(stream.named('MARGIN_CALL')[0].p).toMatchObject([{ s: 'TAGUSDT', ps: 'BOTH', pa: '500000', mt: 'CROSSED' }]);
    await stream.find(({ a }) => a?.m === 'INSURANCE_CLEAR');
  });

  test('an account is told nothing of another', async ({ paper, admin }) => {
    await admin('POST', 'accounts', { apiKey: 'other', apiSecret: 'other' });
    const [mine, others] = [await openUserStream(paper), await openUserStream({ url: paper.url, apiKey: 'other', apiSecret: 'other' })];
    await admin('POST', 'trade', { account: 'other', symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId: 'theirs' });
    await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '30000', clientOrderId: 'mine' });
    await until(() => mine.messages.length === 4 && others.messages.length === 4);
    expect(mine.named('TRADE_LITE')).toMatchObject([{ c: 'mine' }]);
    expect(others.named('TRADE_LITE')).toMatchObject([{ c: 'theirs' }]);
  });
});
