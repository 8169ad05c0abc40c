import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProcess, type TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { compareSides, readLiveRows } from '../scripts/chaos/judge/compare-sides.ts';
import { judgeFills } from '../scripts/chaos/judge/judge-books.ts';
import type { PaperAccount } from '../scripts/chaos/world/hand.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { copyDatabase } from './set-back.ts';
import { venues } from './venues.ts';

const WORKERS = ['stop-worker', 'wave-worker', 'sync-worker'] as const;
const bounds = { notFindableMs: 2_000, readsApartMs: 500, entryWindowMs: 2_000, protectionWindowMs: 1_500, leaseMs: 1_500, neverFilledHoldMs: 2_000, bareMsMax: 8_000 };
const WITHIN_MS = 40_000;

/** Everything that can be lost is done after the copy, or was taken in before it and done after it. */
describe.each(venues.flatMap((venue) => [{ venue, workers: 'killed' as const }, { venue, workers: 'running' as const }]))('books at $venue.exchange that were set back while the fleet traded, its workers $workers', ({ venue, workers }) => {
  let world: FleetWorld;
  let books: pg.Pool;
  let fleet: TestProcess[] = [];
  let before: PaperAccount;
  let halfOfEth: string;
  beforeAll(async () => {
    world = await startFleetWorld(venue, { bounds, resyncIntervalMs: 1_000, rateGovernor: 'none', wavePolicy: 'open: 9, notional: "200"' });
    books = new pg.Pool({ connectionString: world.databaseUrl, max: 2 });
    books.on('error', () => {});
    await startAll();
    await open('early', ['TAGUSDT', 'SOLUSDT', 'ETHUSDT', 'DOGEUSDT']);
    await Promise.all(fleet.map((worker) => worker.stop()));
    await world.submitWave('waits', [...['XRPUSDT', 'AKTUSDT'].map((symbol) => ({ id: `waits-${symbol}`, symbol, side: 'long' })), want('reduce', 'ETHUSDT', { fraction: '0.5' }), want('close', 'SOLUSDT')]);
    const copy = await copyDatabase(world.databaseUrl);
    await startAll();
    for (const symbol of ['XRPUSDT', 'AKTUSDT']) await untilProtected(world, symbol, WITHIN_MS);
    await Promise.all(['reduce-ETHUSDT', 'close-SOLUSDT'].map(untilSettled));
    halfOfEth = await heldOf('ETHUSDT');
    await open('late', ['ADAUSDT', 'LINKUSDT']);
    await open('again', ['SOLUSDT']);
    await world.submitWave('moves', [want('close', 'LINKUSDT'), want('close', 'AKTUSDT'), want('set_stop', 'TAGUSDT', { stop: { percent: '1' } })]);
    await Promise.all(['close-LINKUSDT', 'close-AKTUSDT', 'set_stop-TAGUSDT'].map(untilSettled));
    await world.admin('POST', 'prices', { DOGEUSDT: { last: (Number((await priceOf('DOGEUSDT')).last) * 0.9).toFixed(5) } });
    await until(async () => (await world.query(`select from position where symbol = 'DOGEUSDT' and status = 'closed'`)).length === 1, { what: 'DOGEUSDT to be stopped out', timeoutMs: WITHIN_MS });
    await until(async () => (await differences()).length === 0, { what: 'both sides to agree', timeoutMs: WITHIN_MS });
    before = await account();
    if (workers === 'killed') await Promise.all(fleet.map((worker) => worker.kill()));
    await copy.restore();
  }, 240_000);
  afterAll(async () => {
    await books?.end();
    await world?.stop();
  });

  const startAll = async (): Promise<void> => void (fleet = await Promise.all(WORKERS.map((name) => world.startWorker(name))));
  const open = async (id: string, symbols: readonly string[]): Promise<void> => {
    await world.submitWave(id, symbols.map((symbol) => ({ id: `${id}-${symbol}`, symbol, side: 'long' })));
    for (const symbol of symbols) await untilProtected(world, symbol, WITHIN_MS);
  };
  const want = (action: string, symbol: string, more: Record<string, unknown> = {}) => ({ id: `${action}-${symbol}`, action, symbol, side: undefined, score: undefined, ...more });
  const untilSettled = (id: string) => until(async () => (await world.query(`select outcome from signal where external_id = $1 and outcome <> 'pending'`, [id]))[0] ?? null, { what: `${id} to be settled`, timeoutMs: WITHIN_MS });
  const account = async (): Promise<PaperAccount> => (await world.admin<{ accounts: PaperAccount[] }>('GET', 'state')).accounts[0]!;
  const priceOf = async (symbol: string) => (await world.admin<{ prices: Record<string, { last: string }> }>('GET', 'state')).prices[symbol]!;
  const heldOf = async (symbol: string) => (await account()).positions.find((position) => position.symbol === symbol)?.quantity ?? '0';
  const differences = async () => compareSides(venue.exchange, await readLiveRows(books, venue.exchange), await account());
  const entriesOf = ({ acceptedEntries }: PaperAccount) => acceptedEntries.map(({ clientOrderId }) => clientOrderId).sort();
  const outcomesOf = async (wave: string) => Object.fromEntries((await world.query(`select s.external_id, s.outcome from signal s join wave w on w.id = s.wave_id where w.external_id = $1`, [wave])).map((row) => [row['external_id'], row['outcome']]));
  const startRecover = (...words: string[]) => startProcess('apps/cli/src/main.ts', { arguments: ['recover', '--yes', '--json', ...words], environment: world.environment });
  const recover = async (...words: string[]) => {
    const run = startRecover(...words);
    const exitCode = await run.ended;
    return { exitCode, said: run.lines, json: JSON.parse(run.lines.findLast((line) => line.startsWith('{')) ?? 'null') as Record<string, any> };
  };

  if (workers === 'running') test('let nothing in and take nothing off twice before they are recovered', async () => {
    await until(async () => (await world.query(`select from page where subject like 'books-restored.%'`)).length === 1, { what: 'a page that tells of it', timeoutMs: WITHIN_MS });
    // What waits again: an entry whose position has come and gone, and a reduce. Both were taken up more than once by then.
    const looks = async () => (await world.query(`select epoch from claim where symbol in ('AKTUSDT', 'ETHUSDT') order by symbol`)).map(({ epoch }) => Number(epoch));
    const seen = await looks();
    await until(async () => (await looks()).every((epoch, index) => epoch > (seen[index] ?? 0) + 2), { what: 'both keys to be looked at', timeoutMs: WITHIN_MS });
    expect(entriesOf(await account())).toEqual(entriesOf(before));
    expect(await heldOf('ETHUSDT')).toBe(halfOfEth);
  }, 90_000);

  test('are left in the middle of it with entries off, whether it dies there or its time is over', async () => {
    if (workers === 'running') {
      const { exitCode, json } = await recover('--timeout', '1');
      expect({ exitCode, json }).toMatchObject({ exitCode: 8, json: { isRecovered: false, isRestored: true, isContinued: false } });
    } else {
      const run = startRecover();
      await run.untilLine('read again');
      await run.kill();
    }
    expect(await world.query('select entries_enabled, entries_before_recovery from account')).toEqual([{ entries_enabled: false, entries_before_recovery: true }]);
  }, 60_000);

  test('are brought to what the exchange says, and let entries in again', async () => {
    const { exitCode, json, said } = await recover();
    expect({ exitCode, json, said: exitCode === 0 ? [] : said }).toMatchObject({ exitCode: 0, json: { isRecovered: true, isContinued: true, accounts: [{ unsettled: [], setAside: [], entriesEnabled: true }] } });
    expect(await differences()).toEqual([]);
    expect(await judgeFills(books, venue.exchange, await account())).toEqual([]);
    expect(await outcomesOf('waits')).toEqual({ 'waits-XRPUSDT': expect.stringMatching(workers === 'killed' ? /^opened$/ : /^opened$|^skipped_duplicate$/), 'waits-AKTUSDT': 'opened', 'reduce-ETHUSDT': 'reduced', 'close-SOLUSDT': 'closed' });
    expect(await heldOf('ETHUSDT')).toBe(halfOfEth);
  }, 180_000);

  test('tell of what opened and closed in the lost time as of ours, with its reason and result', async () => {
    const rows = await world.query(`select symbol, origin, close_reason, realised_pnl is not null as has_result from position where status = 'closed' order by symbol`);
    expect(rows.filter(({ origin }) => origin === 'signal')).toEqual([
      { symbol: 'AKTUSDT', origin: 'signal', close_reason: 'exit', has_result: true },
      { symbol: 'DOGEUSDT', origin: 'signal', close_reason: 'stop', has_result: true },
      // Whoever mended it before the books were recovered could not know whose order it was.
      { symbol: 'SOLUSDT', origin: 'signal', close_reason: expect.stringMatching(workers === 'killed' ? /^exit$/ : /^exit$|^manual$/), has_result: true },
    ]);
    expect(rows.filter(({ origin }) => origin !== 'signal')).toEqual([{ symbol: 'LINKUSDT', origin: 'adopted', close_reason: 'exit', has_result: true }]);
  });

  test('hold no signal that is entered twice, nor one that is delivered again', async () => {
    if (workers === 'killed') await startAll();
    await world.submitWave('late', ['ADAUSDT', 'LINKUSDT'].map((symbol) => ({ id: `late-${symbol}`, symbol, side: 'long' })));
    await until(async () => (await world.query(`select from wave where external_id = 'late' and status = 'finished'`)).length === 1, { what: 'the wave to be finished', timeoutMs: WITHIN_MS });
    expect(await outcomesOf('late')).toEqual({ 'late-ADAUSDT': 'skipped_duplicate', 'late-LINKUSDT': 'skipped_duplicate' });
    const after = await account();
    expect(entriesOf(after)).toEqual(entriesOf(before));
    expect(new Set(entriesOf(after)).size).toBe(after.acceptedEntries.length);
    expect(after.duplicateExecutions).toEqual([]);
  }, 90_000);

  test('are traded from as ever', async () => {
    await open('afterwards', ['AVAXUSDT']);
    await until(async () => (await differences()).length === 0 && (await judgeFills(books, venue.exchange, await account())).length === 0, { what: 'both sides to agree, and all executions to be booked', timeoutMs: WITHIN_MS });
    expect(await world.query(`select from page where subject like 'books-restored.%' and acknowledged_at is null`)).toEqual([]);
  }, 90_000);
});
