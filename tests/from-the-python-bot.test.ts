import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestProcess } from '../libs/testing/src/processes.ts';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { dumpBooks, type Ended, type OldBot, type OldHolding, openOldBot, runCommand } from './old-bot.ts';
import { venues } from './venues.ts';

const PAGE = new URL('../docs/from-the-python-bot.md', import.meta.url);
/** Where the bot's database lies on the page. */
const BOT_URL = 'postgres://bot@localhost/trading';
const ETH: OldHolding = { id: 583, symbol: 'ETHUSDT', side: 'long', quantity: '0.5' };
const TAG: OldHolding = { id: 584, symbol: 'TAGUSDT', side: 'short', quantity: '20000' };
const SOL: OldHolding = { id: 600, symbol: 'SOLUSDT', side: 'long', quantity: '2' };

/** The commands of the page, by its headings, in its order. */
async function stepsOf(): Promise<ReadonlyMap<string, readonly string[]>> {
  const [, ...sections] = (await readFile(PAGE, 'utf8')).split(/^## /m);
  return new Map(sections.map((text) => [text.slice(0, text.indexOf('\n')), [...text.matchAll(/^npx breakwater (.+)$/gm)].map(([, command]) => command!)]));
}

// Each step rests on the one before it: they are one way, walked once at each exchange.
describe.each(venues)('the way over from the Python bot at $exchange, as its page tells it', { timeout: 180_000 }, (venue) => {
  let world: FleetWorld;
  let bot: OldBot;
  let steps: ReadonlyMap<string, readonly string[]>;
  let workers: TestProcess[] = [];
  let environment: Record<string, string> = {};
  let stops: Record<string, string> = {};
  beforeAll(async () => {
    steps = await stepsOf();
    world = await startFleetWorld(venue, { mode: 'observe', bounds: { readsApartMs: 200 } });
    bot = await openOldBot(world);
    await configure('observe', 'ignore');
    await bot.enter(ETH);
    await bot.enter(TAG, { exchange: venue.exchange.toUpperCase(), symbol: 'TAG/USDT:USDT' });
    stops = { ETHUSDT: await bot.protect(ETH), TAGUSDT: await bot.protect(TAG) };
    // What its sync has made up, and what is over.
    await bot.legacy.addPosition({ id: 589, exchange: venue.exchange, symbol: 'ETHUSDT', quantity: '0.5', created_at: '2025-10-17 19:23:18+00' });
    await bot.legacy.addPosition({ id: 570, exchange: venue.exchange, symbol: 'XRPUSDT', status: 'closed', updated_at: '2025-10-17 18:00:00+00', exchange_order_id: '1' });
  }, 120_000);
  afterAll(async () => {
    await bot?.close();
    await world?.stop();
  });

  async function configure(mode: string, foreignPositions: string): Promise<void> {
    const from = world.environment['BREAKWATER_CONFIG']!;
    const file = from.replace(/\.yaml$/, '.now.yaml');
    await writeFile(file, (await readFile(from, 'utf8')).replace(/mode: observe/, `mode: ${mode}`).replace(/foreignPositions: .*/, `foreignPositions: ${foreignPositions}`));
    // Days of the page are seconds here: within the budget of a minute they do not fit.
    environment = { BREAKWATER_CONFIG: file, BREAKWATER_RATE_GOVERNOR: 'none' };
  }
  async function startWorkers(): Promise<void> {
    for (const worker of workers) await worker.stop();
    workers = [];
    for (const name of ['wave-worker', 'sync-worker', 'stop-worker'] as const) workers.push(await world.startWorker(name, environment));
  }
  /** Runs the commands under a heading, from the `from`-th to before the `to`-th, and expects each to end well. */
  async function walk(heading: string, from = 0, to?: number): Promise<readonly Ended[]> {
    const commands = steps.get(heading)!.slice(from, to);
    expect(commands).not.toEqual([]);
    const ended: Ended[] = [];
    for (const command of commands) ended.push(await runCommand(world, command.split(' ').map((word) => (word === BOT_URL ? bot.legacy.url : word === 'waves.ndjson' ? waves : word)), environment));
    return ended;
  }
  /** How they ended; of one that failed, what it said. */
  const codes = (ended: readonly Ended[]) => ended.map(({ exitCode, lines }) => (exitCode === 0 || exitCode === 6 ? exitCode : lines));
  const pass = async () => {
    const count = async () => (await world.query(`select count(*)::int as count from reconciliation_report where symbol is null`))[0]!['count'] as number;
    const before = await count();
    await world.fleet.ports.jobs.enqueueAccountResync(venue.account, 'test');
    await until(async () => (await count()) > before, { what: 'a pass' });
  };
  const resting = async () => Object.fromEntries((await world.atExchange()).conditionalOrders.map(({ symbol, clientOrderId }) => [symbol, clientOrderId]));
  const sent = async () => (await world.query<{ count: number }>('select count(*)::int as count from intent'))[0]!.count;
  const agrees = () => until(async () => (await runCommand(world, ['diff'], environment)).exitCode === 0, { what: 'both sides to agree', timeoutMs: 30_000 });
  let waves = '';

  test('the doctor tells what is wrong, and puts it right', async () => {
    expect(codes(await walk('2. Put its books right'))).toEqual([6, 0]);
    expect(await bot.legacy.position(589)).toMatchObject({ status: 'closed', exit_reason: 'duplicate_cleanup' });
  });

  test('the import tells what it would do, then does it', async () => {
    const [dry, applied] = await walk('3. Import');
    expect([dry!.exitCode, applied!.exitCode]).toEqual([0, 0]);
    expect(dry!.lines).toContain('Nothing was written: --apply does it.');
    expect((await world.query(`select symbol, status, origin from position order by symbol`)).map(({ symbol, status, origin }) => [symbol, status, origin])).toEqual([
      ['ETHUSDT', 'open', 'imported'],
      ['TAGUSDT', 'open', 'imported'],
      ['XRPUSDT', 'closed', 'imported'],
    ]);
  });

  test('beside the bot nothing differs and nothing is sent; what the bot does then shows as a difference', async () => {
    await startWorkers();
    await pass();
    expect(codes(await walk('4. Watch beside it'))).toEqual([0, 0, 0]);
    await bot.enter(SOL);
    stops['SOLUSDT'] = await bot.protect(SOL);
    const old = stops['ETHUSDT']!;
    stops['ETHUSDT'] = await bot.protect(ETH, { percent: '2' });
    await world.admin('POST', 'cancel', { symbol: 'ETHUSDT', clientOrderId: old, conditional: true });
    await pass();
    expect((await runCommand(world, ['diff'], environment)).exitCode).toBe(6);
    expect([await sent(), await resting()]).toEqual([0, stops]);
  });

  test('at the hand-over another import takes the rest, and in mode protect the stops of the bot stay the only ones', async () => {
    expect(codes(await walk('5. Hand over', 0, 1))).toEqual([0]);
    await agrees();
    expect(codes(await walk('5. Hand over', 1, 2))).toEqual([0]);
    await configure('protect', 'protect-only');
    await startWorkers();
    await pass();
    expect(codes(await walk('5. Hand over', 2))).toEqual([0, 0]);
    expect([await sent(), await resting()]).toEqual([0, stops]);
    expect((await world.query(`select symbol from position where status = 'open' and origin = 'imported' and bare_since is null order by symbol`)).map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'SOLUSDT', 'TAGUSDT']);
  });

  test('in mode trade a wave opens what is not held, and nothing twice', async () => {
    await configure('trade', 'protect-only');
    await startWorkers();
    const signal = { action: 'open', exchange: venue.exchange, side: 'short', score: '0.5' };
    waves = world.environment['BREAKWATER_CONFIG']!.replace(/config\.yaml$/, 'waves.ndjson');
    await writeFile(waves, `${JSON.stringify({ source: 'ats', id: 'w-1', at: new Date().toISOString(), signals: [{ ...signal, id: 's-1', symbol: 'TAGUSDT' }, { ...signal, id: 's-2', symbol: 'LSKUSDT' }] })}\n`);
    expect(codes(await walk('6. Trade'))).toEqual([0]);
    await untilProtected(world, 'LSKUSDT');
    expect(await world.query(`select outcome from signal where external_id = 's-1'`)).toEqual([{ outcome: 'skipped_duplicate' }]);
    expect((await resting())['TAGUSDT']).toBe(stops['TAGUSDT']);
  });

  test('on the way back nothing is sent any more, every stop stays, and coming again changes nothing', async () => {
    expect(codes(await walk('The way back'))).toEqual([0]);
    await configure('observe', 'ignore');
    await startWorkers();
    const [before, rests] = [await sent(), await resting()];
    const looks = async () => (await world.query(`select from reconciliation_report where symbol = 'LSKUSDT'`)).length;
    const looked = await looks();
    await world.admin('POST', 'trade', { symbol: 'LSKUSDT', side: 'BUY', quantity: '100' });
    await pass();
    await until(async () => (await looks()) > looked, { what: 'the key that differs to be looked at' });
    expect([await sent(), await resting()]).toEqual([before, rests]);
    expect(Object.keys(rests).toSorted()).toEqual(['ETHUSDT', 'LSKUSDT', 'SOLUSDT', 'TAGUSDT']);
    for (const worker of workers) await worker.stop();
    const books = await dumpBooks(world);
    expect(codes(await walk('3. Import', 1))).toEqual([0]);
    expect(await dumpBooks(world)).toBe(books);
  });
});
