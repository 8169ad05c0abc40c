import { Queue } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

const SYMBOLS = ['SOLUSDT', 'ETHUSDT', 'DOGEUSDT', 'XRPUSDT'] as const;
/** The best three of four. */
const OPENED = SYMBOLS.slice(0, 3);
const APART_MS = 8;
/** Long enough that the second process begins with the wave while the first one is in the middle of it. */
const FIGURES_MS = 1_500;
const FIGURES = { binance: '/fapi/v1/klines', bybit: '/v5/market/kline' } as const;

describe.each(venues)('twin waves at $exchange, 8 ms apart,', (venue) => {
  let world: FleetWorld;
  afterEach(() => world?.stop());

  const signals = SYMBOLS.map((symbol, index) => ({ id: symbol, symbol, side: 'long', score: `0.${9 - index}` }));
  const outcomes = async (): Promise<unknown[]> => (await world.query('select external_id as id, outcome::text from signal order by score desc')).map(({ id, outcome }) => [id, outcome]);

  test('of which two processes each take one, are one wave with one entry for each of its signals', async () => {
    world = await startFleetWorld(venue, { wavePolicy: 'open: 3, notional: "200", filters: { volume1hMin: "1" }', concurrency: { waves: 1 } });
    const workers = await Promise.all([world.startWorker('wave-worker'), world.startWorker('wave-worker'), world.startWorker('stop-worker')]);
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: FIGURES_MS, times: 1_000, match: { venue: venue.exchange, path: FIGURES[venue.exchange] } });
    const later = new Promise((resolve) => setTimeout(resolve, APART_MS)).then(() => world.submitWave('w', signals));
    const [one, other] = await Promise.all([world.submitWave('w', signals), later]);
    expect([one.acceptance?.type, other.acceptance?.type].toSorted()).toEqual(['accepted', 'already_known']);
    const waveId = one.acceptance!.waveId;
    expect(other.acceptance!.waveId).toBe(waveId);
    // The queue folds twins into one job; here it fails to.
    await addJobAgain(waveId);
    const worksOn = (worker: (typeof workers)[number]): boolean => worker.lines.some((line) => line.includes('wave_processed') && line.includes(waveId));
    await until(() => worksOn(workers[0]!) && worksOn(workers[1]!), { what: 'both processes to work on the wave' });
    await until(async () => (await world.query(`select from wave where status = 'finished'`)).length === 1, { what: 'the wave to be finished', timeoutMs: 40_000 });
    for (const symbol of OPENED) await untilProtected(world, symbol);

    const expected = [...OPENED.map((symbol) => [symbol, 'opened']), ['XRPUSDT', 'skipped_limit']];
    expect(await outcomes()).toEqual(expected);
    await expectOneEntryEach();
    // The latest twin of all changes nothing, and is told how it went; so is one that calls itself another wave.
    expect((await world.submitWave('w', signals)).acceptance).toMatchObject({ type: 'already_known', waveId });
    await world.submitWave('w-again', signals);
    await until(async () => (await world.query(`select from wave where status <> 'finished'`)).length === 0, { what: 'the wave under another id to be finished' });
    expect(await outcomes()).toEqual(expected);
    await expectOneEntryEach();
  });

  async function expectOneEntryEach(): Promise<void> {
    const { acceptedEntries, duplicateExecutions } = await world.atExchange();
    expect(acceptedEntries.map(({ symbol }) => symbol).toSorted()).toEqual(OPENED.toSorted());
    expect(duplicateExecutions).toEqual([]);
    expect(await world.query('select symbol from position order by symbol')).toEqual(OPENED.toSorted().map((symbol) => ({ symbol })));
  }

  async function addJobAgain(waveId: string): Promise<void> {
    const url = new URL(world.redis.url);
    const queue = new Queue('waves', { connection: { host: url.hostname, port: Number(url.port) }, prefix: 'breakwater' });
    await queue.add('process-wave', { waveId });
    await queue.close();
  }
});
