import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountKey, SymbolKey } from '../libs/core/src/index.ts';
import { resyncAccount, resyncKey } from '../libs/engine/src/index.ts';
import { type FleetPorts, openFleetPorts } from '../libs/fleet/src/index.ts';
import { runWorker, type RunningWorker } from '../libs/queue/src/index.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

const [venue] = venues;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const WORKERS = 10;

interface Requested {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly executed: boolean;
}

/** What one pass reads, each once. */
const BULK_READS = ['/fapi/v3/positionRisk', '/fapi/v1/openOrders', '/fapi/v1/openAlgoOrders'];

let world: FleetWorld;
/** Each with connections, a lock and a rate governor of its own, as a process has them. */
let workers: { readonly fleet: FleetPorts; readonly worker: RunningWorker }[];
beforeAll(async () => {
  world = await startFleetWorld(venue, { bounds: { readsApartMs: 300 } });
  await world.startWorker('stop-worker');
  workers = Array.from({ length: WORKERS }, () => {
    const fleet = openFleetPorts({ ...world.config, logLevel: 'error' }, 'sync-worker');
    const handlers = {
      'resync-account': ({ cause, ...account }: AccountKey & { readonly cause: string }) => resyncAccount(fleet.ports, account, cause),
      'resync-key': ({ cause, ...key }: SymbolKey & { readonly cause: string }) => resyncKey(fleet.ports, key, cause),
    };
    return { fleet, worker: runWorker({ redisUrl: world.config.redisUrl, queue: 'resyncs', handlers, log: fleet.ports.log }) };
  });
  await Promise.all(workers.flatMap(({ fleet }) => fleet.exchanges.map((exchange) => exchange.ready())));
});
afterAll(async () => {
  await Promise.all((workers ?? []).map(async ({ fleet, worker }) => (await worker.stop(), fleet.close())));
  await world?.stop();
});

async function requests(): Promise<Requested[]> {
  const journal = await world.admin<{ kind: string; detail: Requested }[]>('GET', 'journal');
  return journal.filter(({ kind }) => kind === 'request').map(({ detail }) => detail);
}

test('ten sync workers and twenty people who ask for passes and keys at once: the exchange sees one bulk read for each pass, never two passes at a time, and no act twice', { timeout: 120_000 }, async () => {
  for (const symbol of SYMBOLS) await world.admin('POST', 'trade', { symbol, side: 'BUY', quantity: '0.5' });
  const { jobs } = world.fleet.ports;
  await Promise.all(
    Array.from({ length: 20 }, async (_, person) => {
      await jobs.enqueueAccountResync(venue.account, `person-${person}`);
      for (const symbol of SYMBOLS) await jobs.enqueueResync({ ...venue.account, symbol }, `person-${person}`);
    }),
  );
  for (const symbol of SYMBOLS) await untilProtected(world, symbol);
  await until(
    async () => {
      const { active, waiting, delayed } = (await jobs.counts()).resyncs;
      return active + waiting + delayed === 0;
    },
    { what: 'all passes and resyncs to be made', timeoutMs: 30_000 },
  );
  const passes = await world.query<{ at: Date; duration_ms: number }>(`select at, duration_ms from reconciliation_report where symbol is null order by at`);
  expect(passes.length).toBeGreaterThan(0);
  const made = await requests();
  for (const path of BULK_READS) expect([path, made.filter((one) => one.path === path && !one.query.includes('symbol=')).length]).toEqual([path, passes.length]);
  for (const [index, { at, duration_ms }] of passes.entries()) {
    if (index > 0) expect(at.getTime() - duration_ms).toBeGreaterThanOrEqual(passes[index - 1]!.at.getTime());
  }
  // Of twenty that asked at once, most were told that somebody had asked already.
  expect(passes.length).toBeLessThan(20);
  const placed = made.filter(({ method, path }) => method === 'POST' && path === venue.stops['path']);
  expect(SYMBOLS.map((symbol) => placed.filter(({ query, body, executed }) => `${query}${body}`.includes(symbol) && executed).length)).toEqual(SYMBOLS.map(() => 1));
  expect(placed).toHaveLength(SYMBOLS.length);
  expect(await world.query(`select symbol, count(*)::int from position group by symbol order by symbol`)).toEqual(SYMBOLS.toSorted().map((symbol) => ({ symbol, count: 1 })));
});
