import { afterEach, describe, expect, test } from 'vitest';
import { countStatements } from '../scripts/bench/count-statements.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { venues } from './venues.ts';

/** How slow the exchange is: longer than it takes to send what is asked side by side, so that only what waited for an answer comes after it. */
const ANSWER_MS = 900;
/** Requests whose answers a process keeps: the time, and the markets. */
const KEPT = new Set(['/fapi/v1/time', '/fapi/v1/exchangeInfo', '/v5/market/time', '/v5/market/instruments-info']);
/** Where figures of markets are told, of one at a time or of all. */
const FIGURES = new Set(['/fapi/v1/klines', '/fapi/v1/openInterest', '/v5/market/kline']);
const STATEMENTS_MAX = 16;
const ALL = { binance: '/fapi/*', bybit: '/v5/*' } as const;

interface Journalled {
  readonly kind: string;
  readonly symbol: string | null;
  readonly detail: { readonly method: string; readonly path: string; readonly arrivedAtMs: number; readonly clientOrderId: string | null };
}

describe.each(venues)('between a wave and its entries, the fleet waits for $exchange', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  /** Has a wave of so many worked off until so many entries are sent; what was asked for it, and the symbols of those. */
  async function enter(size: number, entries: number): Promise<{ readonly asked: readonly Journalled[]; readonly entered: readonly string[] }> {
    world = await startFleetWorld(venue, {
      positionsMax: size,
      wavePolicy: `open: ${size}, reserve: 5, notional: "200", filters: { notionalMin: "1", move5mPercentMax: "99", volume1hMin: "0.001", openInterestMin: "0.001", spreadPercentMax: "99" }`,
      // The answers are slow, and so may be the one that tells the time.
      bounds: { clockErrorMsMax: 2_000, fenceSkewMs: 2_000 },
    });
    const { prices } = await world.admin<{ prices: Record<string, unknown> }>('GET', 'state');
    const symbols = Object.keys(prices).filter((symbol) => symbol.endsWith('USDT')).slice(0, size);
    expect(symbols).toHaveLength(size);
    await Promise.all([world.startWorker('stop-worker'), world.startWorker('wave-worker')]);
    await until(async () => (await world.query(`select from worker where role = 'stop-worker'`)).length === 1, { what: 'the stop worker to be known' });
    const before = (await requests()).length;
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: ANSWER_MS, times: 1_000_000, match: { venue: venue.exchange, path: ALL[venue.exchange] } });
    await world.submitWave('w', symbols.map((symbol) => ({ id: symbol, symbol, leverage: venue.leverage })));
    const sent = async () => [...new Set((await requests()).slice(before).filter(isEntry).map(({ symbol }) => symbol ?? ''))];
    await until(async () => (await sent()).length >= entries, { what: `${entries} entries to be sent`, timeoutMs: 40_000 });
    return { asked: (await requests()).slice(before).filter(({ detail }) => !KEPT.has(detail.path)), entered: await sent() };
  }

  test('three times with every filter on: for its figures, for the view of each symbol, for the order', async () => {
    const { asked, entered } = await enter(5, 5);
    expect(entered.map((symbol) => layersOf(leadingTo(asked, symbol)))).toEqual([3, 3, 3, 3, 3]);
  });

  test('once for the figures of a wave of fifty with its reserve', async () => {
    // Those that come after the first ones wait for the exchange's limits, and for their turn.
    const { asked, entered: [first] } = await enter(50, 1);
    const figures = asked.filter(({ detail }) => FIGURES.has(detail.path));
    expect(figures.length).toBeGreaterThanOrEqual(50);
    expect(layersOf(figures)).toBe(1);
    expect(layersOf(leadingTo(asked, first ?? ''))).toBe(3);
  });

  const requests = async (): Promise<Journalled[]> => (await world.admin<Journalled[]>('GET', 'journal')).filter(({ kind }) => kind === 'request');
});

describe.each(venues)('from the start of its job to its booked fill, an entry at $exchange', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  test(`asks the database ${STATEMENTS_MAX} times at most, the setting of its leverage included`, async () => {
    world = await startFleetWorld(venue);
    await world.startWorker('stop-worker');
    await until(async () => (await world.query(`select from worker where role = 'stop-worker'`)).length === 1, { what: 'the stop worker to be known' });
    const counts = await countStatements(world.config, venue.account, ['TAGUSDT', 'SOLUSDT']);
    expect(counts).toHaveLength(2);
    for (const count of counts) expect(count).toBeLessThanOrEqual(STATEMENTS_MAX);
    const settings = await world.query(`select from intent where kind = 'leverage'`);
    expect(settings.length).toBeGreaterThan(0);
  });
});

function isEntry({ detail }: Journalled): boolean {
  return detail.method === 'POST' && detail.clientOrderId?.startsWith('bwe') === true;
}

/** What was asked until the symbol's entry was under way, itself included: for the wave, of other markets too, and what names the symbol. */
function leadingTo(asked: readonly Journalled[], symbol: string): readonly Journalled[] {
  const entry = asked.findIndex((request) => request.symbol === symbol && isEntry(request));
  return asked.slice(0, entry + 1).filter((request) => request.symbol === symbol || request.symbol === null || FIGURES.has(request.detail.path));
}

/** How many of the requests, at most, were made one after another: those that overlap were asked side by side. */
function layersOf(requests: readonly Journalled[]): number {
  let layers = 0;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  for (const atMs of requests.map(({ detail }) => detail.arrivedAtMs).toSorted((a, b) => a - b)) {
    if (atMs < answeredAtMs) continue;
    layers += 1;
    answeredAtMs = atMs + ANSWER_MS;
  }
  return layers;
}
