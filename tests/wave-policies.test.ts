import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Verdict } from '../libs/core/src/index.ts';
import { processWave } from '../libs/engine/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, type WorldOptions } from './fleet-world.ts';
import { venues } from './venues.ts';

/** Where the figures of one market are told at each venue. */
const CANDLES = { binance: '/fapi/v1/klines', bybit: '/v5/market/kline' } as const;

interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly isSelected: boolean;
  readonly notional: string | null;
}

describe.each(venues)('a wave at $exchange under a policy', (venue) => {
  let world: FleetWorld;
  const open = async (wavePolicy: string, options: WorldOptions = {}): Promise<void> => {
    world = await startFleetWorld(venue, { wavePolicy, ...options });
  };
  afterEach(() => world?.stop());
  beforeEach(() => {
    world = undefined as unknown as FleetWorld;
  });

  const submit = async (...symbols: readonly string[]): Promise<string> => {
    const { acceptance } = await world.submitWave('w1', symbols.map((symbol, index) => ({ id: symbol, symbol, score: `0.${9 - index}` })));
    return acceptance!.waveId;
  };
  const work = (waveId: string): Promise<Verdict> => processWave(world.fleet.ports, waveId);
  const signals = (): Promise<Row[]> =>
    world.query<Row>('select external_id as id, outcome::text, reason, selected_at is not null as "isSelected", notional::float8::text as notional from signal order by score desc');
  const selected = async (): Promise<string[]> => (await signals()).filter(({ isSelected }) => isSelected).map(({ id }) => id);

  test('reads figures once, skips with them, and takes the next of the reserve', async () => {
    await open('open: 1, reserve: 1, notional: "200", filters: { move5mPercentMax: "5", volume1hMin: "1", openInterestMin: "1", spreadPercentMax: "5" }');
    const { last } = await priceOf('SOLUSDT');
    await world.admin('POST', 'prices', { SOLUSDT: { last: String(Number(last) * 1.5) } });
    const waveId = await submit('SOLUSDT', 'ETHUSDT', 'DOGEUSDT');
    await work(waveId);
    expect(await signals()).toMatchObject([
      { id: 'SOLUSDT', outcome: 'skipped_filter', isSelected: false, reason: expect.stringMatching(/^5 minute move \d+(\.\d+)? % is above 5 %$/) },
      { id: 'ETHUSDT', outcome: 'pending', isSelected: true },
      { id: 'DOGEUSDT', outcome: 'skipped_limit', reason: 'it is behind the best 1 and the reserve of 1' },
    ]);
    const calls = world.fleet.exchanges[0]!.usage().calls;
    expect(await work(waveId)).toMatchObject({ type: 'done' });
    expect(world.fleet.exchanges[0]!.usage().calls).toBe(calls);
    expect(await world.query("select type, data->>'reason' is not null as why from position_event where type like 'signal_%' order by type")).toEqual([
      { type: 'signal_skipped_filter', why: true }, { type: 'signal_skipped_limit', why: true },
    ]);
  });

  test('waits for a figure that could not be read, and goes on when it can', async () => {
    await open('open: 2, notional: "200", whiteList: [SOL/USDT, "eth/usdt:usdt"], filters: { volume1hMin: "1" }');
    await world.admin('POST', 'faults', { kind: 'truncate-reply', match: { venue: venue.exchange, path: CANDLES[venue.exchange], symbol: 'SOLUSDT' } });
    const waveId = await submit('SOLUSDT', 'DOGEUSDT', 'ETHUSDT');
    expect(await work(waveId)).toMatchObject({ type: 'snooze' });
    expect(await signals()).toMatchObject([
      { id: 'SOLUSDT', outcome: 'pending', isSelected: false },
      { id: 'DOGEUSDT', outcome: 'skipped_filter', reason: 'DOGEUSDT is not on the white list' },
      { id: 'ETHUSDT', isSelected: true },
    ]);
    await work(waveId);
    expect(await selected()).toEqual(['SOLUSDT', 'ETHUSDT']);
  });

  test('comes to the same under two workers 8 ms apart, each with readings of its own, and after a restart', async () => {
    await open('open: 3, openPerExchange: { binance: 2, bybit: 2 }, balanceFraction: "0.01", filters: { volume1hMin: "1", spreadPercentMax: "5" }');
    const waveId = await submit('SOLUSDT', 'ETHUSDT', 'DOGEUSDT', 'XRPUSDT');
    const second = new Promise((resolve) => setTimeout(resolve, 8)).then(() => work(waveId));
    await Promise.all([work(waveId), second]);
    const before = await signals();
    expect(before.filter(({ isSelected }) => isSelected).map(({ id }) => id)).toEqual(['SOLUSDT', 'ETHUSDT']);
    const sizes = before.filter(({ isSelected }) => isSelected).map(({ notional }) => notional);
    expect(new Set(sizes).size).toBe(1);
    expect(Number(sizes[0])).toBeGreaterThan(0);
    await work(waveId);
    expect(await signals()).toEqual(before);
  });

  test('is worked off to its end by the fleet: within the cap, each signal with its reason, and duplicates are no failures', async () => {
    await open('open: 3, openPerExchange: { binance: 2, bybit: 2 }, cooldownMs: 600000, balanceFraction: "0.01", filters: { volume1hMin: "1" }', { resyncIntervalMs: 1_000 });
    await Promise.all((['wave-worker', 'stop-worker', 'sync-worker'] as const).map((name) => world.startWorker(name)));
    await submit('SOLUSDT', 'ETHUSDT', 'DOGEUSDT');
    const untilFinished = (id: string) => until(async () => (await world.query("select from wave where external_id = $1 and status = 'finished'", [id])).length === 1, { what: `wave ${id} to be finished`, timeoutMs: 60_000 });
    await untilFinished('w1');
    expect((await signals()).map(({ id, outcome }) => [id, outcome])).toEqual([['SOLUSDT', 'opened'], ['ETHUSDT', 'opened'], ['DOGEUSDT', 'skipped_limit']]);
    await world.submitWave('w2', [{ id: 's-2', symbol: 'SOLUSDT' }, { id: 'ETHUSDT', symbol: 'ETHUSDT' }]);
    await untilFinished('w2');
    expect(await world.query("select data->>'signal' as signal, data->>'caughtBy' as by from position_event where type = 'signal_skipped_duplicate' order by 1")).toEqual([
      { signal: 'ETHUSDT', by: 'unique_row' }, { signal: 's-2', by: 'plan' },
    ]);
    // The position goes; its symbol cools down.
    await world.admin('POST', 'prices', { SOLUSDT: { last: String(Number((await priceOf('SOLUSDT')).last) * 1.2) } });
    await until(async () => (await world.query("select from position where symbol = 'SOLUSDT' and status = 'closed'")).length === 1, { what: 'the position to be stopped out', timeoutMs: 60_000 });
    await world.submitWave('w3', [{ id: 's-3', symbol: 'SOLUSDT' }]);
    await untilFinished('w3');
    expect(await world.query("select outcome::text, reason from signal where external_id = 's-3'")).toEqual([{ outcome: 'skipped_filter', reason: expect.stringMatching(/^the symbol is cooling down for another \d+ s$/) }]);
  });

  async function priceOf(symbol: string): Promise<{ readonly last: string }> {
    const { prices } = await world.admin<{ prices: Record<string, { last: string }> }>('GET', 'state');
    return prices[symbol]!;
  }
});
