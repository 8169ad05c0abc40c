import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resyncAccount, resyncKey } from '../libs/engine/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

interface Journalled {
  readonly kind: string;
  readonly detail: { readonly method: string; readonly path: string; readonly query: string; readonly body: string };
}

const SYMBOL = 'TAGUSDT';
/** All that the exchange is asked about a symbol whose leverage differs, from the wave to the stop that rests. Weights: Binance 8, 1, 0, 0. */
const CALLS = {
  binance: [
    ...['GET /fapi/v2/positionRisk', 'GET /fapi/v1/openOrders', 'GET /fapi/v1/openAlgoOrders', 'GET /fapi/v2/ticker/price'],
    ...['POST /fapi/v1/leverage', 'POST /fapi/v1/order', 'POST /fapi/v1/algoOrder'],
  ],
  // An order is confirmed by a look at it: Bybit acknowledges only.
  bybit: [
    ...['GET /v5/position/list', 'GET /v5/order/realtime', 'GET /v5/market/tickers'],
    ...['POST /v5/position/set-leverage', 'POST /v5/order/create', 'GET /v5/order/realtime', 'POST /v5/order/create'],
  ],
};

describe.each(venues)('the rate budgets at $exchange', (venue) => {
  let world: FleetWorld;
  beforeAll(async () => {
    // On a slow machine a fill would be protected by who booked it, after another look: counted is what it costs when it is handed over.
    world = await startFleetWorld(venue, { bounds: { handOffMs: 10_000 } });
    world.launchWorker('stop-worker');
    world.launchWorker('wave-worker');
  });
  afterAll(() => world?.stop());

  test('pay for one look and one order of each kind until a position is open and its stop rests', async () => {
    // Where nobody is there yet to protect it, an entry is put off, and looked at again.
    await until(async () => (await world.query(`select from worker where role = 'stop-worker'`)).length === 1, { what: 'the stop worker to be known', timeoutMs: 30_000 });
    const before = (await world.admin<Journalled[]>('GET', 'journal')).length;
    await world.submitWave('w-1', [{ id: 's-1', symbol: SYMBOL, side: 'long' }]);
    await untilProtected(world, SYMBOL, 60_000);
    const asked = (await world.admin<Journalled[]>('GET', 'journal')).slice(before).filter(({ kind, detail }) => kind === 'request' && `${detail.query}${detail.body}`.includes(SYMBOL));
    const calls = asked.map(({ detail }) => `${detail.method} ${detail.path}`);
    const stopAt = asked.findLastIndex(({ detail }) => detail.path === venue.stops['path']);
    expect(calls.slice(0, stopAt + 1).toSorted()).toEqual(CALLS[venue.exchange].toSorted());
  });

  test('have a look that the exchange did not let through repeated when it said, and not before', async () => {
    const { ports } = world.fleet;
    const refusal = venue.exchange === 'binance' ? { code: -1003, httpStatus: 429 } : { code: 10018, httpStatus: 429 };
    // Nobody else has to do with this key, so nobody else is refused: the stop worker may still look at what it protected.
    const key = { ...venue.account, symbol: 'ETHUSDT' };
    await world.admin('POST', 'faults', { kind: 'refuse', ...refusal, retryAfterSeconds: 40, match: { ...venue.positionReads, symbol: key.symbol } });
    const verdict = await resyncKey(ports, key, 'test');
    expect(verdict).toMatchObject({ type: 'snooze', forMs: expect.any(Number) });
    expect('forMs' in verdict && verdict.forMs).toBeGreaterThan(35_000);
    const [claim] = await world.query('select extract(epoch from due_at - clock_timestamp()) * 1000 as in_ms from claim where symbol = $1', [key.symbol]);
    expect(Number(claim?.['in_ms'])).toBeGreaterThan(20_000);
    // The whole address is kept out, as everybody was told: nobody asks the exchange again.
    expect(await resyncAccount(ports, venue.account, 'test')).toMatchObject({ type: 'snooze', reason: expect.stringMatching(/the exchange keeps it closed/) });
    const asked = (await world.admin<Journalled[]>('GET', 'journal')).filter(({ kind, detail }) => kind === 'request' && detail.path === venue.positionReads['path']);
    expect(asked.filter(({ detail }) => !detail.query.includes('symbol='))).toEqual([]);
  });
});
