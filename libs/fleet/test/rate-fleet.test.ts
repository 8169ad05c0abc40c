import { type ExchangeId, EXCHANGES, type Request } from '@breakwater/core';
import { startProcess, type TestProcess, until } from '@breakwater/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hammering } from './rate-hammer.ts';
import { openRateWorld, type RateWorld } from './rate-world.ts';

const SYMBOL = 'TAGUSDT';
const STARTED_MS_MAX = 120_000;

let world: RateWorld;
let hammers: TestProcess[];
beforeEach(async () => {
  hammers = [];
  world = await openRateWorld();
});
afterEach(async () => {
  await Promise.all(hammers.map((hammer) => hammer.kill()));
  await world.close();
});

/** Starts a process that only reads, as fast as it is let. */
function hammer(venues: readonly ExchangeId[]): TestProcess {
  const hammering: Hammering = { url: world.url, venues: Object.fromEntries(venues.map((venue) => [venue, world.keys[venue]!])), symbol: SYMBOL, redisUrl: world.redis.url };
  const started = startProcess('libs/fleet/test/rate-hammer.ts', { arguments: [JSON.stringify(hammering)] });
  hammers.push(started);
  return started;
}

interface Said {
  readonly looks: number;
  readonly denied: number;
  readonly why: string | null;
}
/** What a hammer said last of a venue. */
const saidBy = ({ lines }: TestProcess, venue: ExchangeId): Said => JSON.parse(lines.findLast((line) => line.startsWith(`{"venue":"${venue}"`)) ?? '{"looks":0,"denied":0,"why":null}');
const untilAll = (what: string, venue: ExchangeId, holds: (said: Said) => boolean): Promise<unknown> =>
  until(() => hammers.every((one) => holds(saidBy(one, venue))), { what: () => `every hammer ${what}; they said ${JSON.stringify(hammers.map((one) => saidBy(one, venue)))}`, timeoutMs: STARTED_MS_MAX });

const order = { symbol: SYMBOL, leg: 'net', quantity: '100000' } as const;
const entry: Request = { kind: 'place', type: 'market', ...order, side: 'buy', reduceOnly: false, clientOrderId: 'bwe-1' };
const stop: Request = { kind: 'place', type: 'stop_market', ...order, side: 'sell', triggerPrice: '0.0003', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-1' };

test('ten processes that read as fast as they are let stay together within what each venue allows, and keep no protection waiting', { timeout: 180_000 }, async () => {
  const parties = EXCHANGES.map((venue) => ({ venue, ...world.join(venue) }));
  await Promise.all(parties.map(async ({ exchange }) => (await exchange.ready(), exchange.markets())));
  for (let i = 0; i < 10; i += 1) hammer(EXCHANGES);
  for (const { venue, exchange, governor } of parties) {
    await untilAll('to be denied looks', venue, ({ denied }) => denied > 10);
    const send = (request: Request) => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 5_000 });
    expect(await send(entry)).toMatchObject({ type: 'accepted' });
    const look = await exchange.lookingFor('protection').readKey(SYMBOL);
    expect(look.type === 'read' ? 'read' : look.cause).toBe('read');
    expect(await send(stop)).toMatchObject({ type: 'accepted' });
    expect(governor.usage().byPriority.protection).toEqual({ waits: 0, waitedMs: expect.any(Number), denials: 0 });
    expect(hammers.every((one) => !one.hasEnded())).toBe(true);
    expect(await world.refusals(venue)).toEqual([]);
  }
});

test('a ban that one process is told of stops three others, and one that starts later, for as long as it was said', { timeout: 180_000 }, async () => {
  const { exchange } = world.join('binance');
  await exchange.ready();
  for (let i = 0; i < 3; i += 1) hammer(['binance']);
  await untilAll('to have looked', 'binance', ({ looks }) => looks > 0);
  await world.addFault({ kind: 'refuse', code: -1003, httpStatus: 418, retryAfterSeconds: 300, match: { venue: 'binance', path: '/fapi/v1/symbolConfig' } });
  const told = await exchange.lookingFor('protection').readSettings(SYMBOL);
  expect(told).toMatchObject({ type: 'unreadable', retryAfterMs: 300_000 });
  await untilAll('to be kept out', 'binance', ({ why }) => why?.includes('the exchange keeps it closed') ?? false);
  const before = (await world.requests('binance')).length;
  const late = hammer(['binance']);
  await untilAll('to have asked many times more', 'binance', ({ denied }) => denied > 20);
  expect(saidBy(late, 'binance').looks).toBe(0);
  expect((await world.requests('binance')).length).toBe(before);
});
