import type { ExchangeId, Request } from '@breakwater/core';
import { type ConnectedExchange, connectExchange } from '@breakwater/exchange';
import { type AccountGovernor, openRateGovernor } from '@breakwater/rate';
import { type OwnRedis, startOwnRedis, startProcess, type TestProcess, until } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Hammering } from './rate-hammer.ts';

/** Ten processes that only read, as fast as they are let, and one that also trades: this one. */
const HAMMERS = 10;
const SYMBOL = 'TAGUSDT';
const STARTED_MS_MAX = 120_000;

interface JournalEntry {
  readonly kind: string;
  readonly detail: { readonly httpStatus: number; readonly code: number | string | null; readonly path: string };
}

let redis: OwnRedis;
let paper: TestProcess;
let url: string;
let keys: Record<string, { apiKey: string; apiSecret: string }>;
let hammers: TestProcess[];
let opened: { close(): unknown }[];

beforeEach(async () => {
  [hammers, opened] = [[], []];
  paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0', '--limits', 'enforce'] });
  const [told, started] = await Promise.all([paper.untilLine('"url"'), startOwnRedis()]);
  redis = started;
  ({ url, venues: keys } = JSON.parse(told) as { url: string; venues: typeof keys });
});
afterEach(async () => {
  await Promise.all(hammers.map((hammer) => hammer.kill()));
  await Promise.allSettled(opened.map(async (one) => one.close()));
  await Promise.all([paper.stop(), redis.kill()]);
});

function hammer(venue: ExchangeId): TestProcess {
  const hammering: Hammering = { venue, url, ...keys[venue]!, symbol: SYMBOL, redisUrl: redis.url };
  const started = startProcess('libs/fleet/test/rate-hammer.ts', { arguments: [JSON.stringify(hammering)] });
  hammers.push(started);
  return started;
}

function join(venue: 'binance' | 'bybit'): { readonly exchange: ConnectedExchange; readonly governor: AccountGovernor } {
  const rate = openRateGovernor({ redisUrl: redis.url });
  const governor = rate.governAccount({ exchange: venue, account: 'main' }, { origin: url });
  const exchange = connectExchange(venue, { account: 'main', ...keys[venue]!, url, governor });
  opened.push(exchange, rate);
  return { exchange, governor };
}

async function requests(venue: string): Promise<JournalEntry['detail'][]> {
  const journal = (await (await fetch(`${url}/admin/journal?venue=${venue}`)).json()) as JournalEntry[];
  return journal.filter(({ kind }) => kind === 'request').map(({ detail }) => detail);
}

const LIMIT_CODES = new Set(['-1003', '-1015', '10006', '10018']);
const refusals = async (venue: string): Promise<JournalEntry['detail'][]> =>
  (await requests(venue)).filter(({ httpStatus, code }) => [403, 418, 429].includes(httpStatus) || LIMIT_CODES.has(String(code)));

/** What a hammer said last. */
const saidBy = ({ lines }: TestProcess): { looks: number; denied: number; why: string | null } => JSON.parse(lines.findLast((line) => line.startsWith('{')) ?? '{"looks":0,"denied":0,"why":null}');
const untilAll = (what: string, holds: (said: ReturnType<typeof saidBy>) => boolean): Promise<unknown> =>
  until(() => hammers.every((one) => holds(saidBy(one))), { what: () => `every hammer ${what}; they said ${JSON.stringify(hammers.map(saidBy))}`, timeoutMs: STARTED_MS_MAX });

const order = { symbol: SYMBOL, leg: 'net', quantity: '100000' } as const;
const entry: Request = { kind: 'place', type: 'market', ...order, side: 'buy', reduceOnly: false, clientOrderId: 'bwe-1' };
const stop: Request = { kind: 'place', type: 'stop_market', ...order, side: 'sell', triggerPrice: '0.0003', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-1' };

describe.each(['binance', 'bybit'] as const)('ten processes that read from %s as fast as they are let', (venue) => {
  test('stay together within what it allows, and protection is kept waiting for none of them', { timeout: 180_000 }, async () => {
    const { exchange, governor } = join(venue);
    await exchange.ready();
    await exchange.markets();
    for (let i = 0; i < HAMMERS; i += 1) hammer(venue);
    await untilAll('to be denied looks', ({ denied }) => denied > 10);
    const send = (request: Request) => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 5_000 });
    expect(await send(entry)).toMatchObject({ type: 'accepted' });
    const look = await exchange.lookingFor('protection').readKey(SYMBOL);
    expect(look.type === 'read' ? 'read' : look.cause).toBe('read');
    expect(await send(stop)).toMatchObject({ type: 'accepted' });
    expect(governor.usage().byPriority.protection).toEqual({ waits: 0, waitedMs: expect.any(Number), denials: 0 });
    expect(hammers.every((one) => !one.hasEnded())).toBe(true);
    expect(await refusals(venue)).toEqual([]);
  });
});

test('a ban that one process is told of stops ten others, and one that starts later, for as long as it was said', { timeout: 180_000 }, async () => {
  const { exchange } = join('binance');
  await exchange.ready();
  for (let i = 0; i < HAMMERS; i += 1) hammer('binance');
  await untilAll('to have looked', ({ looks }) => looks > 0);
  const fault = { kind: 'refuse', code: -1003, httpStatus: 418, retryAfterSeconds: 300, match: { venue: 'binance', path: '/fapi/v1/symbolConfig' } };
  expect((await fetch(`${url}/admin/faults`, { method: 'POST', body: JSON.stringify(fault) })).ok).toBe(true);
  const told = await exchange.lookingFor('protection').readSettings(SYMBOL);
  expect(told).toMatchObject({ type: 'unreadable', retryAfterMs: 300_000 });
  await untilAll('to be kept out', ({ why }) => why?.includes('the exchange keeps it closed') ?? false);
  const before = (await requests('binance')).length;
  const late = hammer('binance');
  await until(() => hammers.every((one) => saidBy(one).denied > 20), { what: 'all to have asked many times more', timeoutMs: STARTED_MS_MAX });
  expect(saidBy(late).looks).toBe(0);
  expect((await requests('binance')).length).toBe(before);
});
