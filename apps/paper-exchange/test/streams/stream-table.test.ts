import { describe, expect, onTestFinished } from 'vitest';
import { type RunningPaperExchange, startPaperExchange } from '../../src/server.ts';
import { type CallAdmin, createAdminCaller, tag, test, until } from '../fixture.ts';
import { sendRaw } from '../signed-request.ts';
import { connectBinancePro, connectBybitPro } from './ccxt-pro-client.ts';
import { openBybitStream, openUserStream } from './stream-client.ts';

interface Stage {
  readonly paper: RunningPaperExchange;
  readonly admin: CallAdmin;
}

/** What is known of the streams' wire, line by line, on both venues. */
type Row = readonly [what: string, check: (stage: Stage) => Promise<void>];

const connectPro = {
  binance: async ({ paper }: Stage) => {
    const pro = await connectBinancePro(paper);
    onTestFinished(() => pro.close());
    return pro;
  },
  bybit: async ({ paper }: Stage) => {
    const pro = await connectBybitPro({ url: paper.url, ...paper.venues.bybit });
    onTestFinished(() => pro.close());
    return pro;
  },
};
const trade = ({ admin }: Stage, venue: string, more: object = {}): Promise<any> => admin('POST', 'trade', { venue, symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId: 'in', ...more });
const stop = ({ admin }: Stage, venue: string): Promise<any> => admin('POST', 'stop', { venue, symbol: 'TAGUSDT', side: 'SELL', triggerPrice: '0.0003', quantity: '20000', clientOrderId: 'guard' });
const listStreams = ({ admin }: Stage): Promise<any[]> => admin('GET', 'streams');

/** Watches orders until a stream stands; resolves with what the pending watch ends with. */
async function watchOrders(stage: Stage, venue: 'binance' | 'bybit'): Promise<{ pro: Awaited<ReturnType<(typeof connectPro)['binance']>>; watching: Promise<any> }> {
  const pro = (await connectPro[venue](stage)) as Awaited<ReturnType<(typeof connectPro)['binance']>>;
  const watching = pro.watchOrders(tag).catch((error: Error) => error);
  await until(async () => (await listStreams(stage)).some(({ account, sent }) => account === 'main' && (venue === 'binance' || sent >= 2)));
  return { pro, watching };
}

const rows: Readonly<Record<'binance' | 'bybit', readonly Row[]>> = {
  binance: [
    ['connect: a listen key by request, then /private/ws?listenKey=KEY', async (stage) => {
      await watchOrders(stage, 'binance');
      expect(await listStreams(stage)).toMatchObject([{ venue: 'binance', path: '/private/ws', account: 'main', sent: 0 }]);
      expect((await stage.admin('GET', 'state')).requests.byEndpoint).toMatchObject({ 'POST /fapi/v1/listenKey': 1, 'GET /private/ws': 1 });
    }],
    ['keep-alive: PUT listenKey answers with the same key', async (stage) => {
      const { listenKey } = await openUserStream(stage.paper);
      expect((await sendRaw(stage.paper, 'PUT', '/fapi/v1/listenKey')).body).toEqual({ listenKey });
    }],
    ['order event: ORDER_TRADE_UPDATE {e, E, T, o}', async (stage) => {
      const stream = await openUserStream(stage.paper);
      await trade(stage, 'binance');
      expect(await stream.find(({ o }) => o?.x === 'TRADE')).toMatchObject({ e: 'ORDER_TRADE_UPDATE', o: { s: 'TAGUSDT', c: 'in', S: 'BUY', X: 'FILLED', z: '20000', ap: '0.0003544', ps: 'BOTH' } });
    }],
    ['conditional order event: ALGO_UPDATE {e, E, T, o}, the child named by ai', async (stage) => {
      const stream = await openUserStream(stage.paper);
      await trade(stage, 'binance');
      await stop(stage, 'binance');
      await stage.admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
      const { o } = await stream.find((message) => message.o?.X === 'TRIGGERED');
      expect(o).toMatchObject({ caid: 'guard', at: 'CONDITIONAL', o: 'STOP_MARKET', tp: '0.0003', ai: String(stream.messages.find((message) => message.o?.c === 'guard').o.i) });
    }],
    ['position event: ACCOUNT_UPDATE {a: {m, B, P}} of the changed rows alone', async (stage) => {
      await trade(stage, 'binance', { symbol: 'ETHUSDT', quantity: '1' });
      const stream = await openUserStream(stage.paper);
      await trade(stage, 'binance');
      expect(await stream.find(({ e }) => e === 'ACCOUNT_UPDATE')).toMatchObject({ a: { m: 'ORDER', B: [{ a: 'USDT' }], P: [{ s: 'TAGUSDT', pa: '20000' }] } });
    }],
    ['ccxt: the first watchPositions is a snapshot by request; a closing has side both', async (stage) => {
      await trade(stage, 'binance');
      const pro = await connectPro.binance(stage);
      expect(await pro.watchPositions([tag])).toMatchObject([{ contracts: 20000 }]);
      const next = pro.watchPositions([tag]);
      await until(async () => (await listStreams(stage)).length > 0);
      await trade(stage, 'binance', { side: 'SELL', clientOrderId: 'out' });
      expect(await next).toMatchObject([{ contracts: 0, side: 'both' }]);
    }],
    ['ccxt: listenKeyExpired passes it by, and it comes back with the key that it had', async (stage) => {
      const pro = await connectBinancePro(stage.paper, 5000);
      onTestFinished(() => pro.close());
      const watching = pro.watchOrders(tag).catch((error: Error) => error.constructor.name);
      await until(async () => (await listStreams(stage)).length === 1);
      await stage.admin('POST', 'faults', { kind: 'expire-key' });
      expect(await listStreams(stage)).toMatchObject([{ account: null, sent: 1 }]);
      stage.paper.world.venues[0].streams.end();
      expect(await watching).toBe('NetworkError');
      await expect(pro.watchOrders(tag)).rejects.toThrow('400');
      const tries = (await stage.admin('GET', 'journal')).flatMap(({ detail }: any) => (detail.path === '/private/ws' && detail.method === 'GET' ? [[detail.query, detail.httpStatus]] : []));
      expect(tries).toEqual([[expect.stringMatching(/^listenKey=\w{64}$/), 101], [tries[0][0], 400]]);
    }],
    ['keep-alive: a ping frame every three minutes, answered by itself', async () => {
      const paper = await startPaperExchange({ clock: 'virtual' });
      onTestFinished(() => paper.stop());
      const stream = await openUserStream(paper);
      await createAdminCaller(paper.url)('POST', 'clock', { advanceMs: 180_000 });
      await until(() => stream.pings() === 1);
      expect(stream.closed()).toBe(null);
    }],
    ['ccxt: the first watchPositions is answered before any stream is open', async (stage) => {
      const pro = await connectPro.binance(stage);
      await trade(stage, 'binance');
      const since = (await stage.admin('GET', 'journal')).at(-1).index;
      expect(await pro.watchPositions([tag])).toMatchObject([{ contracts: 20000, side: 'long', entryPrice: 0.0003544 }]);
      const requests = (await stage.admin('GET', `journal?since=${since}`)).filter(({ kind }: any) => kind === 'request').map(({ detail }: any) => `${detail.method} ${detail.path}`);
      expect(requests.slice(0, 2).toSorted()).toEqual(['GET /fapi/v3/positionRisk', 'POST /fapi/v1/listenKey']);
    }],
    ['ccxt: watchOrders asks for the positions, too', async (stage) => {
      await watchOrders(stage, 'binance');
      await until(async () => (await stage.admin('GET', 'state')).requests.byEndpoint['GET /fapi/v3/positionRisk'] === 1);
    }],
    ['what else there is: a setting, and a trigger that is rejected', async (stage) => {
      const stream = await openUserStream(stage.paper);
      await stage.admin('POST', 'modes', { symbol: 'TAGUSDT', leverage: 7 });
      expect(await stream.find(({ e }) => e === 'ACCOUNT_CONFIG_UPDATE')).toMatchObject({ ac: { s: 'TAGUSDT', l: 7 } });
      await stop(stage, 'binance');
      await stage.admin('POST', 'prices', { TAGUSDT: { last: '0.0003' } });
      expect(await stream.find(({ e }) => e === 'CONDITIONAL_ORDER_TRIGGER_REJECT')).toMatchObject({ or: { s: 'TAGUSDT', i: expect.any(Number), r: expect.any(String) } });
    }],
    ['a DELETE of the key kills the streams of all', async (stage) => {
      const streams = [await openUserStream(stage.paper), await openUserStream(stage.paper)];
      await sendRaw(stage.paper, 'DELETE', '/fapi/v1/listenKey');
      for (const stream of streams) await until(() => stream.closed() !== null);
    }],
    ['disconnect: the pending watch ends with NetworkError and the closing code', async (stage) => {
      const { watching } = await watchOrders(stage, 'binance');
      await stage.admin('POST', 'faults', { kind: 'close-stream', code: 1012 });
      expect(String(await watching)).toContain('NetworkError: connection closed by remote server, closing code 1012');
    }],
  ],
  bybit: [
    ['connect: /v5/private, then who it is, then the topics', async (stage) => {
      await watchOrders(stage, 'bybit');
      expect(await listStreams(stage)).toMatchObject([{ venue: 'bybit', path: '/v5/private', account: 'main', sent: 2 }]);
    }],
    ['auth: {success, op, ret_msg, conn_id}', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['order']);
      expect(stream.messages[0]).toEqual({ success: true, op: 'auth', ret_msg: '', conn_id: expect.any(String) });
    }],
    ['subscribe: {success, op, req_id} under the id of the request', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['order']);
      stream.send({ op: 'subscribe', req_id: '42', args: ['position', 'execution'] });
      expect(await stream.find(({ req_id }) => req_id === '42')).toMatchObject({ success: true, op: 'subscribe', ret_msg: '' });
    }],
    ['keep-alive: ping is answered with pong', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['order']);
      stream.send({ req_id: '43', op: 'ping' });
      expect(await stream.find(({ req_id }) => req_id === '43')).toMatchObject({ op: 'pong' });
    }],
    ['order event: {topic, id, creationTime, data: [row]}', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['order']);
      await trade(stage, 'bybit');
      const event = await stream.find(({ data }) => data?.[0].orderStatus === 'Filled');
      expect(event).toEqual({ topic: 'order', id: expect.any(String), creationTime: expect.any(Number), data: [expect.objectContaining({ category: 'linear', symbol: 'TAGUSDT', orderLinkId: 'in', cumExecQty: '20000' })] });
    }],
    ['conditional order event: the same topic, and one id from Untriggered to Filled', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['order']);
      await trade(stage, 'bybit');
      await stop(stage, 'bybit');
      await stage.admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003' } });
      const guards = (): any[] => stream.named('order').map(({ data }) => data[0]).filter(({ orderLinkId }) => orderLinkId === 'guard');
      await until(() => guards().at(-1)?.orderStatus === 'Filled');
      expect(guards().map(({ orderStatus, stopOrderType }) => [orderStatus, stopOrderType])).toEqual([['Untriggered', 'Stop'], ['Triggered', 'Stop'], ['New', 'Stop'], ['Filled', 'Stop']]);
      expect(new Set(guards().map(({ orderId }) => orderId)).size).toBe(1);
    }],
    ['position event: {topic: position, data: [row]}; execution and wallet as well', async (stage) => {
      const stream = await openBybitStream(stage.paper, ['position', 'execution', 'wallet']);
      await trade(stage, 'bybit');
      await until(() => stream.named('wallet').length === 1);
      expect(stream.named('position')[0].data).toMatchObject([{ symbol: 'TAGUSDT', side: 'Buy', size: '20000', positionIdx: 0 }]);
      expect(stream.named('execution')[0].data).toMatchObject([{ symbol: 'TAGUSDT', orderLinkId: 'in', execQty: '20000', execType: 'Trade' }]);
      expect(stream.named('wallet')[0].data[0].coin).toContainEqual(expect.objectContaining({ coin: 'USDT' }));
    }],
    ['ccxt: the first watchPositions is a snapshot by two requests, of linear and of inverse contracts', async (stage) => {
      await trade(stage, 'bybit');
      const pro = await connectPro.bybit(stage);
      expect(await pro.watchPositions([tag])).toMatchObject([{ contracts: 20000, side: 'long', entryPrice: 0.0003544 }]);
      const asked = (await stage.admin('GET', 'journal?venue=bybit')).flatMap(({ detail }: any) => (detail.path === '/v5/position/list' ? [new URLSearchParams(detail.query).get('category')] : []));
      expect(asked.toSorted()).toEqual(['inverse', 'linear']);
    }],
    ['ccxt: a closing has contracts 0 and no side', async (stage) => {
      await trade(stage, 'bybit');
      const pro = await connectPro.bybit(stage);
      let last: any[] = await pro.watchPositions([tag]);
      expect(last).toMatchObject([{ contracts: 20000, side: 'long' }]);
      const watched = (async () => {
        while (last[0]?.contracts !== 0) last = await pro.watchPositions([tag]);
      })();
      await until(async () => (await listStreams(stage)).some(({ sent }) => sent >= 2));
      await trade(stage, 'bybit', { side: 'SELL', clientOrderId: 'out' });
      await watched;
      expect(last).toMatchObject([{ contracts: 0, side: undefined }]);
    }],
    ['disconnect: the pending watch ends with NetworkError and the closing code', async (stage) => {
      const { watching } = await watchOrders(stage, 'bybit');
      await stage.admin('POST', 'faults', { kind: 'close-stream', code: 1012 });
      expect(String(await watching)).toContain('NetworkError: connection closed by remote server, closing code 1012');
    }],
  ],
};

describe.each(['binance', 'bybit'] as const)('%s', (venue) => {
  for (const [what, check] of rows[venue]) test(what, ({ paper, admin }) => check({ paper, admin }));
});
