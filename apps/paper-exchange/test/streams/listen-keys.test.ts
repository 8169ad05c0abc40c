import { describe, expect, onTestFinished, test } from 'vitest';
import { type PaperExchangeOptions, type RunningPaperExchange, startPaperExchange } from '../../src/server.ts';
import { type CallAdmin, createAdminCaller, until } from '../fixture.ts';
import { sendRaw } from '../signed-request.ts';
import { connectStream, openUserStream } from './stream-client.ts';

const minuteMs = 60_000;

/** A paper exchange whose clock moves only when the test says so. */
async function start(options: PaperExchangeOptions = {}): Promise<{ paper: RunningPaperExchange; admin: CallAdmin; advance: (byMs: number) => Promise<void>; trade: (clientOrderId: string) => Promise<void> }> {
  const paper = await startPaperExchange({ clock: 'virtual', ...options });
  onTestFinished(() => paper.stop());
  const admin = createAdminCaller(paper.url);
  const advance = async (byMs: number): Promise<void> => void (await admin('POST', 'clock', { advanceMs: byMs }));
  const trade = async (clientOrderId: string): Promise<void> => void (await admin('POST', 'trade', { symbol: 'TAGUSDT', side: 'BUY', quantity: '20000', clientOrderId }));
  return { paper, admin, advance, trade };
}

describe('a listen key', () => {
  test('runs out after an hour: the stream says so once, stays open, and says nothing more', async () => {
    const { paper, admin, advance, trade } = await start();
    const stream = await openUserStream(paper);
    await advance(60 * minuteMs - 1);
    await trade('in time');
    await until(() => stream.messages.length === 4);
    await advance(1);
    const expired = await stream.find(({ e }) => e === 'listenKeyExpired');
    expect(expired).toEqual({ e: 'listenKeyExpired', E: paper.world.clock.nowMs(), listenKey: stream.listenKey });
    await trade('too late');
    const fresh = await openUserStream(paper);
    await trade('on the new key');
    await until(() => fresh.messages.length === 4);
    expect(fresh.listenKey).not.toBe(stream.listenKey);
    expect(stream.messages).toHaveLength(5);
    expect(stream.closed()).toBe(null);
    expect((await admin('GET', 'streams')).map(({ account }: { account: string | null }) => account)).toEqual([null, 'main']);
  });

  test('lives on for an hour after every PUT and POST, and is the same for all who ask', async () => {
    const { paper, advance, trade } = await start();
    const stream = await openUserStream(paper);
    await advance(50 * minuteMs);
    expect((await sendRaw(paper, 'PUT', '/fapi/v1/listenKey')).body).toEqual({ listenKey: stream.listenKey });
    await advance(50 * minuteMs);
    expect((await sendRaw(paper, 'POST', '/fapi/v1/listenKey')).body).toEqual({ listenKey: stream.listenKey });
    await advance(59 * minuteMs);
    await trade('still told');
    await until(() => stream.messages.length === 4);
  });

  test('that is deleted closes the streams of everybody who uses it', async () => {
    const { paper, advance } = await start();
    const [mine, theirs] = [await openUserStream(paper), await openUserStream(paper)];
    await sendRaw(paper, 'DELETE', '/fapi/v1/listenKey');
    await until(() => mine.closed() !== null && theirs.closed() !== null);
    await advance(1);
    await expect(connectStream(paper.url, `/ws/${mine.listenKey}`)).rejects.toMatchObject({ status: 400 });
  });

  test('that nobody has is refused in the venue\'s words, or met with silence if the rules say so', async () => {
    const { paper } = await start();
    for (const path of ['/private/ws?listenKey=nobodys', '/ws/nobodys', '/private/ws', '/stream?streams=nobodys']) {
      await expect(connectStream(paper.url, path)).rejects.toEqual({ status: 400, body: '{"code":-1125,"msg":"This listenKey does not exist."}' });
    }
    await expect(connectStream(paper.url, '/somewhere/else')).rejects.toMatchObject({ status: 404 });
    expect(paper.world.counts.unknownPaths).toEqual(new Map([['GET /somewhere/else', 1]]));
    const silent = await start({ rules: { unknownListenKey: 'silence' } });
    const stream = await connectStream(silent.paper.url, '/ws/nobodys');
    await silent.trade('unheard');
    await until(async () => (await silent.admin('GET', 'streams')).length === 1);
    expect([stream.messages, stream.closed()]).toEqual([[], null]);
  });

  test('opens every address at which the venue serves its stream', async () => {
    const { paper, trade } = await start();
    const { listenKey } = (await sendRaw(paper, 'POST', '/fapi/v1/listenKey')).body as { listenKey: string };
    const plain = await Promise.all(['/private/ws?listenKey=', '/private/ws/', '/ws/'].map((path) => connectStream(paper.url, path + listenKey)));
    const combined = await Promise.all(['/private/stream?listenKey=', '/stream?streams='].map((path) => connectStream(paper.url, path + listenKey)));
    await trade('seen by all');
    for (const stream of plain) await until(() => stream.named('TRADE_LITE').length === 1);
    for (const stream of combined) expect(await stream.find(({ data }) => data?.e === 'TRADE_LITE')).toMatchObject({ stream: listenKey });
  });
});

describe('the heartbeat goes by the exchange\'s clock', () => {
  test('a ping comes every three minutes, and a client that answers stays for a day', async () => {
    const { paper, admin, advance } = await start();
    const stream = await openUserStream(paper);
    await advance(180_000 - 1);
    expect(stream.pings()).toBe(0);
    await advance(1);
    await until(() => stream.pings() === 1);
    for (let minutes = 0; minutes < 24 * 60 - 60; minutes += 30) {
      await advance(30 * minuteMs);
      await until(async () => (await admin('GET', 'streams'))[0].heardAt === paper.world.clock.nowMs());
      await sendRaw(paper, 'PUT', '/fapi/v1/listenKey');
    }
    expect(stream.closed()).toBe(null);
    await advance(60 * minuteMs);
    await until(() => stream.closed() === 1001);
  });

  test('a client that answers no ping is cut off ten minutes after the first', async () => {
    const { paper, admin, advance } = await start();
    const stream = await openUserStream(paper, { autoPong: false });
    await advance(180_000);
    await until(() => stream.pings() === 1);
    await advance(600_000 - 1);
    expect(await admin('GET', 'streams')).toHaveLength(1);
    await advance(1);
    await until(() => stream.closed() === 1008);
    expect(await admin('GET', 'streams')).toEqual([]);
  });
});
