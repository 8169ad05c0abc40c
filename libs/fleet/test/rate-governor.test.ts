import type { PlaceStop, Request } from '@breakwater/core';
import { type ConnectedExchange, connectExchange } from '@breakwater/exchange';
import { type AccountGovernor, openRateGovernor, type RateGovernor } from '@breakwater/rate';
import { type OwnRedis, startOwnRedis, startProcess, type TestProcess, until } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Party {
  readonly exchange: ConnectedExchange;
  readonly governor: AccountGovernor;
  readonly logged: string[];
}
interface JournalEntry {
  readonly kind: string;
  readonly detail: { readonly httpStatus: number; readonly code: number | string | null; readonly path: string };
}

let redis: OwnRedis;
let paper: TestProcess;
let url: string;
let keys: Record<string, { apiKey: string; apiSecret: string }>;
let opened: { close(): unknown }[];

beforeEach(async () => {
  opened = [];
  paper = startProcess('apps/paper-exchange/src/main.ts', { arguments: ['--port', '0', '--limits', 'enforce'] });
  const [told, started] = await Promise.all([paper.untilLine('"url"'), startOwnRedis()]);
  redis = started;
  ({ url, venues: keys } = JSON.parse(told) as { url: string; venues: typeof keys });
});
afterEach(async () => {
  redis.resume();
  await Promise.allSettled(opened.map(async (one) => one.close()));
  await Promise.all([paper.stop(), redis.kill()]);
});

/** One process's way to the account: its own governor, its own connections. */
function join(venue: 'binance' | 'bybit'): Party {
  const logged: string[] = [];
  const log = { warn: (event: string) => void logged.push(event), info: (event: string) => void logged.push(event) };
  const rate: RateGovernor = openRateGovernor({ redisUrl: redis.url, log });
  const governor = rate.governAccount({ exchange: venue, account: 'main' }, { origin: url });
  const exchange = connectExchange(venue, { account: 'main', ...keys[venue]!, url, governor });
  opened.push(exchange, rate);
  return { exchange, governor, logged };
}

async function refusals(venue: string): Promise<JournalEntry['detail'][]> {
  const journal = (await (await fetch(`${url}/admin/journal?venue=${venue}`)).json()) as JournalEntry[];
  const limits = new Set(['-1003', '-1015', '10006', '10018']);
  return journal.filter(({ kind, detail }) => kind === 'request' && (detail.httpStatus === 429 || detail.httpStatus === 418 || detail.httpStatus === 403 || limits.has(String(detail.code)))).map(({ detail }) => detail);
}

async function readState(): Promise<{ weightUsed: number }> {
  return (await (await fetch(`${url}/admin/state?venue=binance`)).json()) as { weightUsed: number };
}

async function addFault(fault: object): Promise<void> {
  const response = await fetch(`${url}/admin/faults`, { method: 'POST', body: JSON.stringify(fault) });
  if (!response.ok) throw new Error(await response.text());
}

const SYMBOL = 'TAGUSDT';
const entry = (clientOrderId: string): Request => ({ kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId });
const stop = (clientOrderId: string): PlaceStop => ({
  kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'net', side: 'sell', quantity: '100000', triggerPrice: '0.0003', triggerType: 'mark', reduceOnly: true, clientOrderId,
}); // prettier-ignore
const send = ({ exchange }: Party, request: Request) => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 3_000 });
const denials = (party: Party): number => Object.values(party.governor.usage().byPriority).reduce((sum, one) => sum + one.denials, 0);

/** Both ask for the key's view, again and again, until neither gets any more. Resolves with how many looks each got. */
async function exhaustReads(parties: readonly Party[]): Promise<number[]> {
  return Promise.all(
    parties.map(async ({ exchange }) => {
      for (let looks = 0; ; looks += 20) {
        const readings = await Promise.all(Array.from({ length: 20 }, () => exchange.readKey(SYMBOL)));
        const failed = readings.find((reading) => reading.type === 'unreadable');
        if (failed?.type === 'unreadable') {
          expect(failed.cause).toMatch(/no rate budget/);
          return looks + readings.filter((reading) => reading.type === 'read').length;
        }
      }
    }),
  );
}

describe('two processes at Binance', () => {
  test('never see a 429, however much they read, and a stop goes through at once while reads are used up', async () => {
    const parties = [join('binance'), join('binance')] as const;
    await Promise.all(parties.map(({ exchange }) => exchange.ready()));
    expect(await send(parties[0], entry('bwe-1'))).toMatchObject({ type: 'accepted' });
    const looks = await exhaustReads(parties);
    expect(Math.min(...looks)).toBeGreaterThan(10);
    const startedAtMs = performance.now();
    expect(await send(parties[1], stop('bws-1'))).toMatchObject({ type: 'accepted' });
    expect(await send(parties[0], { kind: 'cancel', symbol: SYMBOL, list: 'conditional', clientOrderId: 'bws-1' })).toMatchObject({ type: 'accepted' });
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    expect(await refusals('binance')).toEqual([]);
    expect((await readState()).weightUsed).toBeLessThanOrEqual(2_400);
    expect(Math.max(...parties.map(({ governor }) => governor.usage().used['weight'] ?? 0))).toBeGreaterThan(1_600);
    for (const party of parties) {
      const { isShared, byPriority } = party.governor.usage();
      expect(isShared).toBe(true);
      expect(byPriority.read.denials).toBeGreaterThan(0);
      expect([byPriority.protection.denials, byPriority.close.denials]).toEqual([0, 0]);
    }
  });

  test('obey a ban that only one of them has seen, at once, and the ban outlives Redis', async () => {
    const [first, second] = [join('binance'), join('binance')];
    await Promise.all([first.exchange.ready(), second.exchange.ready()]);
    await addFault({ kind: 'refuse', code: -1003, httpStatus: 418, retryAfterSeconds: 300, match: { venue: 'binance', path: '/fapi/v1/symbolConfig' } });
    expect(await first.exchange.readSettings(SYMBOL)).toMatchObject({ type: 'unreadable' });
    expect(first.logged).toContain('rate_blocked');
    const denied = await send(second, stop('bws-2'));
    expect(denied).toMatchObject({ type: 'denied', code: 'not_sent' });
    expect(denied.type === 'denied' && denied.retryAfterMs).toBeGreaterThan(290_000);
    await redis.kill();
    expect(await send(second, stop('bws-3'))).toMatchObject({ type: 'denied', reason: expect.stringMatching(/the exchange keeps it closed/) });
    await redis.start();
    expect(await send(first, stop('bws-4'))).toMatchObject({ type: 'denied', reason: expect.stringMatching(/the exchange keeps it closed/) });
  });

  test('learn from the exchange what a third one used that knows no governor', async () => {
    const party = join('binance');
    await party.exchange.ready();
    const wild = connectExchange('binance', { account: 'main', ...keys['binance']!, url });
    opened.push(wild);
    await wild.ready();
    // A minute of the exchange may end in between; then the next round is the one that counts.
    await until(
      async () => {
        await Promise.all(Array.from({ length: 20 }, () => wild.readKey(SYMBOL)));
        const { weightUsed } = await readState();
        await party.exchange.ping();
        await party.exchange.ping();
        return weightUsed >= 240 && (party.governor.usage().used['weight'] ?? 0) > weightUsed;
      },
      { what: 'the governor to know of the weight that others used' },
    );
    expect(await refusals('binance')).toEqual([]);
  });

  test('go on with a small share each while Redis is gone or silent, and share again when it is back', async () => {
    const parties = [join('binance'), join('binance')] as const;
    await Promise.all(parties.map(({ exchange }) => exchange.ready()));
    await redis.kill();
    const looks = await exhaustReads(parties);
    expect(Math.max(...looks)).toBeLessThanOrEqual(20);
    expect(Math.min(...looks)).toBeGreaterThan(5);
    for (const party of parties) {
      expect(party.governor.usage().isShared).toBe(false);
      expect(party.logged).toEqual(['rate_share_local']);
    }
    expect(await send(parties[0], entry('bwe-1'))).toMatchObject({ type: 'accepted' });
    expect(await send(parties[1], stop('bws-1'))).toMatchObject({ type: 'accepted' });
    await redis.start();
    await until(async () => (await parties[0].exchange.readKey(SYMBOL)).type === 'read', { what: 'the budgets to be shared again' });
    redis.pause();
    const startedAtMs = performance.now();
    expect(await send(parties[0], stop('bws-2'))).toMatchObject({ type: 'accepted' });
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    expect(await refusals('binance')).toEqual([]);
  });
});

describe('two processes at Bybit', () => {
  test('never see 10006 nor 403, however much they read, and a stop goes through while reads are used up', async () => {
    const parties = [join('bybit'), join('bybit')] as const;
    await Promise.all(parties.map(async ({ exchange }) => (await exchange.ready(), exchange.markets())));
    expect(await send(parties[0], entry('bwe-1'))).toMatchObject({ type: 'accepted' });
    let isOver = false;
    const burst = parties.map(async ({ exchange }) => {
      let denied = 0;
      while (!isOver) denied += (await Promise.all(Array.from({ length: 40 }, () => exchange.readKey(SYMBOL)))).filter((reading) => reading.type === 'unreadable').length;
      return denied;
    });
    try {
      await until(() => parties.every((party) => denials(party) > 20), { what: 'reads to be used up' });
      const outcomes = await Promise.all(parties.map((party, index) => send(party, stop(`bws-${index}`))));
      expect(outcomes.map(({ type }) => type)).toEqual(['accepted', 'accepted']);
    } finally {
      isOver = true;
    }
    expect((await Promise.all(burst)).every((denied) => denied > 0)).toBe(true);
    expect(await refusals('bybit')).toEqual([]);
  });

  test('send twenty orders at once without a 10006: what the second does not hold waits for the next, or is denied unsent', async () => {
    const parties = [join('bybit'), join('bybit')] as const;
    await Promise.all(parties.map(async ({ exchange }) => (await exchange.ready(), exchange.markets())));
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => send(parties[index % 2]!, entry(`bwe-${index}`))));
    const accepted = outcomes.filter(({ type }) => type === 'accepted').length;
    expect(accepted).toBeGreaterThanOrEqual(8);
    expect(outcomes.filter(({ type }) => type !== 'accepted').every((outcome) => outcome.type === 'denied' && outcome.code === 'not_sent')).toBe(true);
    expect(await refusals('bybit')).toEqual([]);
  });
});
