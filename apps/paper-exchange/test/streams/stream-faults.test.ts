import { type Socket, connect } from 'node:net';
import { type StreamFaultKind, streamFaultKinds } from '@breakwater/paper-venue';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PaperExchangeOptions, type RunningPaperExchange, startPaperExchange } from '../../src/server.ts';
import { type CallAdmin, createAdminCaller, until } from '../fixture.ts';
import { sendRaw } from '../signed-request.ts';
import { type StreamClient, openBybitStream, openUserStream } from './stream-client.ts';

interface Stage {
  readonly paper: RunningPaperExchange;
  readonly admin: CallAdmin;
  /** Buys once, under a name. */
  readonly trade: (clientOrderId: string, venue?: string) => Promise<void>;
  readonly advance: (byMs: number) => Promise<void>;
}

async function start(options: PaperExchangeOptions = {}): Promise<Stage> {
  const paper = await startPaperExchange({ clock: 'virtual', ...options });
  onTestFinished(() => paper.stop());
  const admin = createAdminCaller(paper.url);
  return {
    ...{ paper, admin },
    trade: async (clientOrderId, venue = 'binance') => void (await admin('POST', 'trade', { venue, symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId })),
    advance: async (byMs) => void (await admin('POST', 'clock', { advanceMs: byMs })),
  };
}

/** What a stream told of orders: `name New`, `name Filled`. */
const listTold = (stream: StreamClient): string[] =>
  stream.messages.flatMap(({ e, o, topic, data }) => (e === 'ORDER_TRADE_UPDATE' ? [`${o.c} ${o.X === 'NEW' ? 'New' : 'Filled'}`] : topic === 'order' ? [`${data[0].orderLinkId} ${data[0].orderStatus}`] : []));
/** The orders that a stream told of as filled. */
const listFilled = (stream: StreamClient): string[] => listTold(stream).filter((told) => told.endsWith(' Filled')).map((told) => told.slice(0, -' Filled'.length));

/** What a client is told of three orders that fill at once, when a fault meets the second word about the first. */
interface Story {
  readonly fields?: Record<string, unknown>;
  readonly told: readonly string[];
  /** What it was told before the delay had passed. */
  readonly early?: readonly string[];
  readonly afterMs?: number;
  /** Whether the connection ends. */
  readonly closed?: 'on both' | 'on bybit';
  readonly lastWord?: string;
}

const whole = ['first New', 'first Filled', 'second New', 'second Filled', 'third New', 'third Filled'];
const stories: Readonly<Record<StreamFaultKind, Story>> = {
  'drop-event': { told: whole.filter((told) => told !== 'first Filled') },
  'duplicate-event': { told: whole.toSpliced(1, 0, 'first Filled') },
  'reorder-event': { told: ['first New', 'second New', 'first Filled', ...whole.slice(3)] },
  'delay-event': { fields: { delayMs: 5000 }, early: ['first New'], afterMs: 5000, told: whole },
  'silent-stream': { told: ['first New'] },
  'close-stream': { told: ['first New'], closed: 'on both' },
  'expire-key': { told: ['first New'], closed: 'on bybit', lastWord: 'listenKeyExpired' },
};

const venues = {
  binance: { open: (paper: RunningPaperExchange) => openUserStream(paper), event: 'ORDER_TRADE_UPDATE' },
  bybit: { open: (paper: RunningPaperExchange) => openBybitStream(paper, ['order']), event: 'order' },
} as const;

describe('each fault of a stream: what the client is told, and what really happened', () => {
  for (const venue of ['binance', 'bybit'] as const) {
    for (const kind of streamFaultKinds) {
      test(`${venue}: ${kind}`, async () => {
        const { paper, admin, trade, advance } = await start();
        const { fields, told, early, afterMs, closed, lastWord } = stories[kind];
        const { open, event } = venues[venue];
        const [stream, other] = [await open(paper), await open(paper)];
        await admin('POST', 'faults', { id: 'lie', kind, nth: 2, ...fields, match: { venue, event } });
        for (const name of ['first', 'second', 'third']) await trade(name, venue);
        if (early !== undefined) {
          await until(() => listTold(other).length === whole.length);
          expect(listTold(stream)).toEqual(early);
          await advance(afterMs!);
        }
        if (closed === 'on both' || (closed === 'on bybit' && venue === 'bybit')) await until(() => stream.closed() !== null);
        else if (lastWord !== undefined) await stream.find(({ e }) => e === lastWord);
        else await until(() => listTold(stream).length >= told.length);
        expect(listTold(stream)).toEqual(told);

        const { accounts } = await admin('GET', `state?venue=${venue}`);
        expect(accounts[0].positions).toMatchObject([{ quantity: '60000' }]);
        expect(accounts[0].fills).toHaveLength(3);
        const faults = (await admin('GET', `journal?venue=${venue}`)).filter((entry: { kind: string }) => entry.kind === 'stream-fault');
        expect(faults[0].detail).toMatchObject({ stream: 1, event, clientOrderId: 'first', faults: [`lie ${kind}`] });
        // Another connection of the same account is lied to by a fault of its own alone; but a silence, or a key, is everybody's.
        const isShared = kind === 'silent-stream' || (kind === 'expire-key' && venue === 'binance');
        if (!isShared) await until(() => listTold(other).length === whole.length);
        else expect(listTold(other)).toEqual([]);
      });
    }
  }
});

describe('choosing the events that a fault hits', () => {
  test('a request is never hit, and a fault of requests never hits an event', async () => {
    const { paper, admin, trade } = await start();
    const stream = await openUserStream(paper);
    await admin('POST', 'faults', { id: 'mute', kind: 'drop-event', times: 100 });
    await admin('POST', 'faults', { id: 'deaf', kind: 'drop-reply', times: 100, match: { symbol: 'TAGUSDT' } });
    await sendRaw(paper, 'PUT', '/fapi/v1/listenKey');
    await trade('unheard');
    await until(async () => (await admin('GET', 'streams'))[0].lost === 4);
    expect(await admin('GET', 'faults')).toMatchObject([{ id: 'mute', seen: 4, fired: 4 }, { id: 'deaf', seen: 0 }]);
    expect(stream.messages).toEqual([]);
  });

  test('by symbol, account, client order id and venue; chance is drawn from the seed', async () => {
    const run = async (seed: number): Promise<string[]> => {
      const { paper, admin, trade } = await start({ seed });
      for (const match of [{ symbol: 'BTCUSDT' }, { account: 'other' }, { clientOrderIdPrefix: 'x' }, { venue: 'bybit' }, { event: 'ALGO_UPDATE' }, { path: '/elsewhere' }]) {
        await admin('POST', 'faults', { kind: 'drop-event', match, times: 1000 });
      }
      await admin('POST', 'faults', { kind: 'drop-event', probability: 0.5, times: 1000, match: { path: '/private/*', event: 'ORDER_TRADE_UPDATE' } });
      const stream = await openUserStream(paper);
      for (let count = 0; count < 20; count++) await trade(`in${count}`);
      await until(() => stream.named('TRADE_LITE').length === 20 && stream.named('ACCOUNT_UPDATE').length === 20);
      return listFilled(stream);
    };
    const first = await run(3);
    expect(first.length).toBeGreaterThan(2);
    expect(first.length).toBeLessThan(18);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  test('a closing and an expiry need no event: they strike at once where a stream is open', async () => {
    const { paper, admin } = await start();
    const stream = await openUserStream(paper);
    expect(await admin('POST', 'faults', { kind: 'expire-key' })).toMatchObject({ fired: 1, timesLeft: 0 });
    await stream.find(({ e }) => e === 'listenKeyExpired');
    const other = await openUserStream(paper);
    await admin('POST', 'faults', { kind: 'close-stream', code: 1012, message: 'restarting' });
    await until(() => other.closed() === 1012);
  });

  test('what was told too late has no other order than what came after it', async () => {
    const { paper, admin, trade, advance } = await start();
    const stream = await openUserStream(paper);
    await admin('POST', 'faults', { kind: 'reorder-event', delayMs: 2000, match: { event: 'ORDER_TRADE_UPDATE' }, nth: 2 });
    await trade('only');
    await until(() => stream.messages.length === 3);
    await advance(2000);
    await until(() => listFilled(stream).length === 1);
  });
});

test('half the latency passes on the exchange\'s clock before a message leaves', async () => {
  const { paper, admin, trade, advance } = await start({ latencyMs: 200 });
  const account = { apiKey: paper.apiKey, apiSecret: paper.apiSecret, url: paper.url };
  const opening = openUserStream(account);
  // The request for the key and the connection are under way on the same clock.
  const stream = await until(async () => {
    await advance(50);
    return Promise.race([opening, Promise.resolve(false as const)]);
  });
  await trade('late');
  await advance(99);
  expect([(await admin('GET', 'streams'))[0].sent, stream.messages]).toEqual([0, []]);
  await advance(1);
  await until(() => listFilled(stream).length === 1);
});

describe('connecting can fail as a request can', () => {
  test('refused, closed, in maintenance; then as always', async () => {
    const { paper, admin } = await start();
    await admin('POST', 'faults', { kind: 'refuse', code: -1003, httpStatus: 429, match: { path: '/private/ws' } });
    await expect(openUserStream(paper)).rejects.toMatchObject({ status: 429 });
    await admin('POST', 'faults', { kind: 'drop-request', match: { path: '/private/ws' } });
    await expect(openUserStream(paper)).rejects.toThrow(/hang up|ECONNRESET/);
    await admin('POST', 'faults', { id: 'closed', kind: 'maintenance', match: { path: '/private/ws' } });
    await expect(openUserStream(paper)).rejects.toMatchObject({ status: 503 });
    await admin('DELETE', 'faults/closed');
    expect((await openUserStream(paper)).closed()).toBe(null);
  });

  test('an outage breaks every stream, and they can connect again afterwards', async () => {
    const { paper, admin, trade } = await start();
    const streams = [await openUserStream(paper), await openBybitStream(paper, ['order'])];
    await admin('POST', 'outage', { forMs: 50 });
    for (const stream of streams) await until(() => stream.closed() === 1006);
    const again = await until(() => openUserStream(paper).catch(() => false as const));
    await trade('after');
    await until(() => listFilled(again).length === 1);
  });
});

describe('one bad client hurts nobody else', () => {
  /** A client that does its handshake by hand, so that it can break the protocol afterwards. */
  async function connectByHand(paper: RunningPaperExchange): Promise<Socket> {
    const { listenKey } = (await sendRaw(paper, 'POST', '/fapi/v1/listenKey')).body as { listenKey: string };
    const { hostname, port } = new URL(paper.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /ws/${listenKey} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    let answer = '';
    const listen = (chunk: Buffer): void => void (answer += chunk.toString('latin1'));
    socket.on('data', listen);
    socket.on('error', () => {});
    await until(() => answer.includes('101 Switching Protocols'));
    socket.off('data', listen);
    return socket;
  }

  test('one that reads nothing is cut off when its backlog is full, and the others are served all along', async () => {
    const { paper, admin, trade } = await start({ streamBacklogBytes: 100_000 });
    const lazy = await connectByHand(paper);
    lazy.pause();
    const stream = await openUserStream(paper);
    let trades = 0;
    await until(async () => {
      await Promise.all(Array.from({ length: 100 }, () => trade(`in${trades++}`)));
      return (await admin('GET', 'streams')).length === 1;
      // The kernel takes megabytes of them before anything waits here.
    }, 50_000);
    await until(() => listFilled(stream).length === trades);
  }, 60_000);

  test.each([
    ['a frame without a mask', Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ['a frame of a kind that is not there', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a frame that is too long', Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
  ])('%s closes its own connection alone', async (_what, frame) => {
    const { paper, admin, trade } = await start();
    const stream = await openUserStream(paper);
    const broken = await connectByHand(paper);
    await until(async () => (await admin('GET', 'streams')).length === 2);
    broken.resume();
    broken.write(frame);
    await until(async () => (await admin('GET', 'streams')).length === 1);
    await trade('told as always');
    await until(() => listFilled(stream).length === 1);
  });
});
