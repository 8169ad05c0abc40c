import type { PlaceStop, Request } from '@breakwater/core';
import { until } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRateWorld, type Party, type RateWorld } from './rate-world.ts';

let world: RateWorld;
beforeEach(async () => {
  world = await openRateWorld();
});
afterEach(() => world.close());

const SYMBOL = 'TAGUSDT';
const entry = (clientOrderId: string): Request => ({ kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId });
const stop = (clientOrderId: string): PlaceStop => ({
  kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'net', side: 'sell', quantity: '100000', triggerPrice: '0.0003', triggerType: 'mark', reduceOnly: true, clientOrderId,
}); // prettier-ignore
const send = ({ exchange }: Party, request: Request) => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 3_000 });
const denials = (party: Party): number => Object.values(party.governor.usage().byPriority).reduce((sum, one) => sum + one.denials, 0);

/**
 * Both ask for the key's view, again and again, until neither has budget for any more. Resolves with how many looks each got. On a busy
 * machine a look may also come too late for the exchange: that says nothing of budgets.
 */
async function exhaustReads(parties: readonly Party[]): Promise<number[]> {
  return Promise.all(
    parties.map(async ({ exchange }) => {
      for (let looks = 0; ; ) {
        const readings = await Promise.all(Array.from({ length: 20 }, () => exchange.readKey(SYMBOL)));
        looks += readings.filter(({ type }) => type === 'read').length;
        if (readings.some((reading) => reading.type === 'unreadable' && reading.cause.includes('no rate budget'))) return looks;
      }
    }),
  );
}

describe('two processes at Binance', () => {
  test('never see a 429, however much they read, and a stop goes through at once while reads are used up', async () => {
    const parties = [world.join('binance'), world.join('binance')] as const;
    await Promise.all(parties.map(({ exchange }) => exchange.ready()));
    expect(await send(parties[0], entry('bwe-1'))).toMatchObject({ type: 'accepted' });
    const looks = await exhaustReads(parties);
    expect(Math.min(...looks)).toBeGreaterThan(10);
    expect(await send(parties[1], stop('bws-1'))).toMatchObject({ type: 'accepted' });
    expect(await send(parties[0], { kind: 'cancel', symbol: SYMBOL, list: 'conditional', clientOrderId: 'bws-1' })).toMatchObject({ type: 'accepted' });
    expect(await world.refusals('binance')).toEqual([]);
    expect((await world.readState('binance')).weightUsed).toBeLessThanOrEqual(2_400);
    expect(Math.max(...parties.map(({ governor }) => governor.usage().used['weight'] ?? 0))).toBeGreaterThan(1_600);
    for (const party of parties) {
      const { isShared, byPriority } = party.governor.usage();
      expect(isShared).toBe(true);
      expect(byPriority.read.denials).toBeGreaterThan(0);
      expect([byPriority.protection, byPriority.close]).toMatchObject([{ waits: 0, denials: 0 }, { waits: 0, denials: 0 }]);
    }
  });

  test('obey a ban that only one of them has seen, at once, and the ban outlives Redis', async () => {
    const [first, second] = [world.join('binance'), world.join('binance')];
    await Promise.all([first.exchange.ready(), second.exchange.ready()]);
    await world.addFault({ kind: 'refuse', code: -1003, httpStatus: 418, retryAfterSeconds: 300, match: { venue: 'binance', path: '/fapi/v1/symbolConfig' } });
    expect(await first.exchange.readSettings(SYMBOL)).toMatchObject({ type: 'unreadable' });
    expect(first.logged).toContain('rate_blocked');
    const denied = await send(second, stop('bws-2'));
    expect(denied).toMatchObject({ type: 'denied', code: 'not_sent' });
    expect(denied.type === 'denied' && denied.retryAfterMs).toBeGreaterThan(290_000);
    await world.redis.kill();
    expect(await send(second, stop('bws-3'))).toMatchObject({ type: 'denied', reason: expect.stringMatching(/the exchange keeps it closed/) });
    await world.redis.start();
    expect(await send(first, stop('bws-4'))).toMatchObject({ type: 'denied', reason: expect.stringMatching(/the exchange keeps it closed/) });
  });

  test('learn from the exchange what a third one used that knows no governor', async () => {
    const party = world.join('binance');
    await party.exchange.ready();
    const wild = world.joinUngoverned('binance');
    await wild.ready();
    // A minute of the exchange may end in between; then the next round is the one that counts.
    await until(
      async () => {
        await Promise.all(Array.from({ length: 20 }, () => wild.readKey(SYMBOL)));
        const { weightUsed } = await world.readState('binance');
        await party.exchange.ping();
        await party.exchange.ping();
        return weightUsed >= 240 && (party.governor.usage().used['weight'] ?? 0) > weightUsed;
      },
      { what: 'the governor to know of the weight that others used' },
    );
    expect(await world.refusals('binance')).toEqual([]);
  });

  test('go on with a small share each while Redis is gone or silent, and share again when it is back', async () => {
    const parties = [world.join('binance'), world.join('binance')] as const;
    await Promise.all(parties.map(({ exchange }) => exchange.ready()));
    await world.redis.kill();
    const looks = await exhaustReads(parties);
    expect(Math.max(...looks)).toBeLessThanOrEqual(20);
    expect(Math.min(...looks)).toBeGreaterThan(5);
    for (const party of parties) {
      expect(party.governor.usage().isShared).toBe(false);
      expect(party.logged).toEqual(['rate_share_local']);
    }
    expect(await send(parties[0], entry('bwe-1'))).toMatchObject({ type: 'accepted' });
    expect(await send(parties[1], stop('bws-1'))).toMatchObject({ type: 'accepted' });
    await world.redis.start();
    await until(async () => (await parties[0].exchange.readKey(SYMBOL)).type === 'read', { what: 'the budgets to be shared again' });
    world.redis.pause();
    // The window of the request bounds how long that may take.
    expect(await send(parties[0], stop('bws-2'))).toMatchObject({ type: 'accepted' });
    expect(await world.refusals('binance')).toEqual([]);
  });
});

describe('two processes at Bybit', () => {
  test('never see 10006 nor 403, however much they read, and a stop goes through while reads are used up', async () => {
    const parties = [world.join('bybit'), world.join('bybit')] as const;
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
    expect(await world.refusals('bybit')).toEqual([]);
  });

  test('send twenty orders at once without a 10006: what the second does not hold waits for the next, or is denied unsent', async () => {
    const parties = [world.join('bybit'), world.join('bybit')] as const;
    await Promise.all(parties.map(async ({ exchange }) => (await exchange.ready(), exchange.markets())));
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => send(parties[index % 2]!, entry(`bwe-${index}`))));
    const accepted = outcomes.filter(({ type }) => type === 'accepted').length;
    expect(accepted).toBeGreaterThanOrEqual(8);
    expect(outcomes.filter(({ type }) => type !== 'accepted').every((outcome) => outcome.type === 'denied' && outcome.code === 'not_sent')).toBe(true);
    expect(await world.refusals('bybit')).toEqual([]);
  });
});
