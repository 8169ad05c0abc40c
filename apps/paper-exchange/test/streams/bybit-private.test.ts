import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PaperExchangeOptions, type RunningPaperExchange, startPaperExchange } from '../../src/server.ts';
import { type CallAdmin, createAdminCaller, until } from '../fixture.ts';
import { type StreamClient, connectStream, openBybitStream, signBybitStream } from './stream-client.ts';

async function start(options: PaperExchangeOptions = {}): Promise<{ paper: RunningPaperExchange; admin: CallAdmin; trade: (more?: object) => Promise<any> }> {
  const paper = await startPaperExchange({ clock: 'virtual', ...options });
  onTestFinished(() => paper.stop());
  const admin = createAdminCaller(paper.url);
  const trade = (more: object = {}): Promise<any> => admin('POST', 'trade', { venue: 'bybit', symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', ...more });
  return { paper, admin, trade };
}

const connect = (paper: RunningPaperExchange): Promise<StreamClient> => connectStream(paper.url, '/v5/private');
const nowMs = (paper: RunningPaperExchange): number => paper.world.clock.nowMs();

describe('a client says who it is', () => {
  test('with a signature over a time to come', async () => {
    const { paper } = await start();
    const stream = await connect(paper);
    stream.send({ req_id: '1', op: 'auth', args: signBybitStream(paper.venues.bybit, nowMs(paper) + 10_000) });
    expect(await stream.find(({ op }) => op === 'auth')).toEqual({ req_id: '1', success: true, ret_msg: '', op: 'auth', conn_id: expect.any(String) });
  });

  test.each([
    ['an unknown key', (paper: RunningPaperExchange) => signBybitStream({ ...paper.venues.bybit, apiKey: 'nobody' }, nowMs(paper) + 10_000)],
    ['another secret', (paper: RunningPaperExchange) => signBybitStream({ ...paper.venues.bybit, apiSecret: 'guessed' }, nowMs(paper) + 10_000)],
    ['a signature with a tail', (paper: RunningPaperExchange) => signBybitStream(paper.venues.bybit, nowMs(paper) + 10_000).map((each, index) => (index === 2 ? `${each}zz` : each))],
    ['the keys of the other venue', (paper: RunningPaperExchange) => signBybitStream(paper, nowMs(paper) + 10_000)],
    ['a time that is over', (paper: RunningPaperExchange) => signBybitStream(paper.venues.bybit, nowMs(paper))],
    ['no arguments', () => []],
    ['arguments of another kind', () => [{}, [], null]],
  ])('%s is refused without a reason, and nothing is told', async (_what, sign) => {
    const { paper, trade } = await start();
    const stream = await connect(paper);
    stream.send({ op: 'auth', args: sign(paper) });
    expect(await stream.find(({ op }) => op === 'auth')).toMatchObject({ success: false, ret_msg: 'Params Error' });
    stream.send({ op: 'subscribe', args: ['order'] });
    expect(await stream.find(({ op }) => op === 'subscribe')).toMatchObject({ success: false, ret_msg: 'Request not authorized' });
    await trade();
    stream.send({ op: 'ping' });
    await stream.find(({ op }) => op === 'pong');
    expect(stream.messages.some(({ topic }) => topic !== undefined)).toBe(false);
  });
});

describe('a client says what it wants to hear', () => {
  test('topics begin and end as it asks, all of a request or none', async () => {
    const { paper, trade } = await start();
    const stream = await openBybitStream(paper, ['order']);
    stream.send({ req_id: '7', op: 'subscribe', args: ['position', 'weather'] });
    expect(await stream.find(({ req_id }) => req_id === '7')).toMatchObject({ success: false, ret_msg: 'error:handler not found,topic:weather' });
    await trade({ clientOrderId: 'first' });
    await until(() => stream.named('order').length === 2);
    stream.send({ req_id: '8', op: 'unsubscribe', args: ['order'] });
    stream.send({ req_id: '9', op: 'subscribe', args: ['execution.linear', 'execution.fast'] });
    expect(await stream.find(({ req_id }) => req_id === '9')).toMatchObject({ success: true });
    await trade({ clientOrderId: 'second' });
    await until(() => stream.named('execution.linear').length === 1 && stream.named('execution.fast').length === 1);
    expect(stream.named('order')).toHaveLength(2);
    expect(stream.named('position')).toEqual([]);
  });

  test('topics of other categories are there, and silent', async () => {
    const { paper, trade } = await start();
    const stream = await openBybitStream(paper, ['order.spot', 'greeks', 'wallet']);
    await trade();
    await until(() => stream.named('wallet').length === 1);
    expect(stream.messages.filter(({ topic }) => topic !== undefined)).toHaveLength(1);
  });

  test('what is no request is answered, and the connection goes on', async () => {
    const { paper } = await start();
    const stream = await connect(paper);
    for (const text of ['{', '[]', 'null', '"auth"', '{"op":5}', '{"op":"dance"}', '{"op":"subscribe","args":"order"}']) stream.send(text);
    stream.send({ req_id: 'still here', op: 'ping' });
    const pong = await stream.find(({ op }) => op === 'pong');
    expect(pong).toEqual({ req_id: 'still here', op: 'pong', args: [String(nowMs(paper))], conn_id: expect.any(String) });
    expect(stream.messages.slice(0, -1).map(({ success }) => success)).toEqual(Array.from({ length: 7 }, () => false));
  });
});

test('fillEvents=account-first: what an execution is told by first', async () => {
  for (const [fillEvents, expected] of [
    ['order-first', ['order', 'order', 'execution', 'position', 'wallet']],
    ['account-first', ['order', 'position', 'order', 'execution', 'wallet']],
  ] as const) {
    const { paper, trade } = await start({ venueRules: { bybit: { fillEvents } } });
    const stream = await openBybitStream(paper, ['order', 'execution', 'position', 'wallet']);
    await trade();
    await until(() => stream.named('wallet').length === 1);
    expect(stream.messages.flatMap(({ topic }) => topic ?? [])).toEqual(expected);
  }
});

test('every row of a stream is the row that the listings show, with what the stream adds to it', async () => {
  const { paper, trade, admin } = await start();
  const stream = await openBybitStream(paper, ['order', 'execution', 'position', 'wallet']);
  await trade();
  await until(() => stream.named('wallet').length === 1);
  const read = async (path: string, query: string): Promise<any> => {
    const { apiKey, apiSecret } = paper.venues.bybit;
    const time = String(nowMs(paper));
    const sign = createHmac('sha256', apiSecret).update(`${time}${apiKey}5000${query}`).digest('hex');
    const headers = { 'X-BAPI-API-KEY': apiKey, 'X-BAPI-TIMESTAMP': time, 'X-BAPI-RECV-WINDOW': '5000', 'X-BAPI-SIGN': sign };
    const answer = (await (await fetch(`${paper.url}${path}?${query}`, { headers })).json()) as { result: { list: any[] } };
    return answer.result.list[0];
  };
  const last = (topic: string): any => stream.named(topic).at(-1).data[0];
  expect(last('order')).toMatchObject({ category: 'linear', feeCurrency: 'USDT', ...(await read('/v5/order/realtime', 'category=linear&symbol=TAGUSDT&openOnly=1')) });
  expect(last('execution')).toMatchObject({ category: 'linear', execPnl: '0', ...(await read('/v5/execution/list', 'category=linear&symbol=TAGUSDT')) });
  const { avgPrice, ...position } = await read('/v5/position/list', 'category=linear&symbol=TAGUSDT');
  expect(last('position')).toMatchObject({ category: 'linear', entryPrice: avgPrice, ...position });
  expect(last('wallet')).toEqual(await read('/v5/account/wallet-balance', 'accountType=UNIFIED'));
  expect((await admin('GET', 'state?venue=bybit')).accounts[0].fills).toHaveLength(1);
});

describe('the heartbeat goes by the exchange\'s clock', () => {
  test.each([
    ['', 600_000],
    ['?max_active_time=45s', 45_000],
    ['?max_active_time=2m', 120_000],
    ['?max_active_time=1s', 30_000],
  ])('a connection%s that says nothing is cut off, and a ping keeps it', async (query, patienceMs) => {
    const { paper, admin } = await start();
    const [silent, lively] = [await connectStream(paper.url, `/v5/private${query}`), await connectStream(paper.url, `/v5/private${query}`)];
    await admin('POST', 'clock', { advanceMs: patienceMs - 1 });
    lively.send({ op: 'ping' });
    await lively.find(({ op }) => op === 'pong');
    await admin('POST', 'clock', { advanceMs: 1 });
    await until(() => silent.closed() !== null);
    expect(await admin('GET', 'streams')).toHaveLength(1);
    expect(lively.closed()).toBe(null);
  });
});
