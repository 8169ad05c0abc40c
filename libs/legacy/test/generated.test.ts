import { expect, test } from 'vitest';
import { applyCleanup, diagnose, undoCleanup } from '../src/index.ts';
import { withLegacyDatabase } from './with-legacy-database.ts';

const world = withLegacyDatabase();

/** What a row is to become. `stays`: as it is, but for its spelling. */
type Fate = 'stays' | `duplicate of ${number}` | 'ghost' | 'gets a time' | 'gets a reason';

/** Five hundred rows of every kind that the report and the history of the bot tell of, each with its fate. */
async function generate(): Promise<ReadonlyMap<number, Fate>> {
  const fates = new Map<number, Fate>();
  let id = 0;
  let key = 0;
  const add = async (fate: Fate, row: Readonly<Record<string, unknown>>, children: { orders?: number; trades?: number } = {}): Promise<number> => {
    id += 1;
    fates.set(id, fate);
    const at = new Date(Date.UTC(2025, 9, 17, 12, 0, id));
    await world.legacy.addPosition({ id, created_at: at, updated_at: at, ...row });
    for (let order = 0; order < (children.orders ?? 0); order += 1) await world.legacy.addOrder({ position_id: String(id), order_id: `o-${id}-${order}`, created_at: at });
    for (let trade = 0; trade < (children.trades ?? 0); trade += 1) await world.legacy.addTrade({ position_id: String(id), order_id: `o-${id}-0`, created_at: at });
    return id;
  };
  const nextKey = (): { symbol: string; exchange: string } => ({ symbol: `T${(key += 1)}USDT`, exchange: key % 3 === 0 ? 'bybit' : 'binance' });
  const entry = (): { exchange_order_id: string; signal_id: number } => ({ exchange_order_id: `e-${id + 1}`, signal_id: id + 1 });
  const whole = { orders: 2, trades: 1 };

  // The report's six pairs, as they were: the wave's row with provenance, and the sync's row some minutes later.
  for (let pair = 0; pair < 6; pair += 1) {
    const at = nextKey();
    const real = await add('stays', { ...at, ...entry() }, whole);
    await add(`duplicate of ${real}`, at);
  }
  // The ghost first: the sync was quicker than the wave.
  for (let pair = 0; pair < 10; pair += 1) {
    const at = nextKey();
    const real = id + 2;
    await add(`duplicate of ${real}`, at);
    await add('stays', { ...at, ...entry() }, whole);
  }
  // Three at once, spelled in three ways, one of them still being entered.
  for (let trio = 0; trio < 8; trio += 1) {
    const { symbol, exchange } = nextKey();
    const real = id + 2;
    await add(`duplicate of ${real}`, { symbol: symbol.replace('USDT', '/USDT:USDT'), exchange: exchange.toUpperCase() });
    await add('stays', { symbol, exchange: exchange[0]!.toUpperCase() + exchange.slice(1), ...entry() }, whole);
    await add(`duplicate of ${real}`, { symbol, exchange, status: 'entry_placed' }, { orders: trio % 2 });
  }
  for (let ghost = 0; ghost < 15; ghost += 1) await add('ghost', nextKey());
  for (let row = 0; row < 20; row += 1) await add('stays', { ...nextKey(), ...entry(), status: row % 2 === 0 ? 'active' : 'pending_sl' }, whole);
  for (let row = 0; row < 30; row += 1) await add('gets a time', { ...nextKey(), status: 'closed', exit_reason: 'stop_loss' }, whole);
  for (let row = 0; row < 30; row += 1) await add('gets a reason', { ...nextKey(), status: 'closed', closed_at: new Date(), exit_reason: row % 2 === 0 ? '' : null }, whole);
  while (id < 500) {
    const { symbol, exchange } = nextKey();
    await add('stays', { symbol: id % 7 === 0 ? symbol.replace('USDT', '/USDT:USDT') : symbol, exchange: id % 11 === 0 ? 'BINANCE' : exchange, status: id % 5 === 0 ? 'rolled_back' : 'closed', closed_at: new Date(), exit_reason: 'sync_cleanup' }, whole);
  }
  return fates;
}

test('of five hundred rows each becomes what it should, row by row, in one transaction, and all of it can be taken back to the byte', { timeout: 120_000 }, async () => {
  const fates = await generate();
  const before = await world.legacy.dump();
  const { damage, plan } = await diagnose(world.connection, new Set());
  expect(damage).toMatchObject({ duplicates: 32, ghosts: 39, closedWithoutTime: 30, closedWithoutReason: 30, strayChildren: 0, unknownStatuses: {} });
  expect(plan.undecided).toEqual([]);

  const [begun] = await world.legacy.query<{ xact: string }>(`SELECT pg_current_xact_id()::text AS xact`);
  const applied = await applyCleanup(world.connection, new Set());
  expect(applied).toMatchObject({ type: 'applied', after: { duplicateKeys: 0, ghosts: 0, surplusRows: 0, hasIndex: true } });
  const writers = await world.legacy.query<{ xmin: string }>(`SELECT DISTINCT xmin::text AS xmin FROM monitoring.positions WHERE xmin::text::bigint > $1`, [begun!.xact]);
  expect(writers).toHaveLength(1);

  const rows = await world.legacy.query<{ id: number; symbol: string; exchange: string; status: string; exit_reason: string | null; closed_at: Date | null; updated_at: Date; duplicate_of: string | null }>(
    `SELECT id, symbol, exchange, status, exit_reason, closed_at, updated_at, error_details->>'duplicate_of' AS duplicate_of FROM monitoring.positions ORDER BY id`,
  );
  const became = new Map(rows.map((row) => [row.id, row]));
  for (const [id, fate] of fates) {
    const row = became.get(id)!;
    expect([id, row.symbol, row.exchange]).toEqual([id, expect.stringMatching(/^T\d+USDT$/), expect.stringMatching(/^(binance|bybit)$/)]);
    const told = row.exit_reason === 'duplicate_cleanup' ? `duplicate of ${row.duplicate_of}` : row.exit_reason === 'ghost_cleanup' ? 'ghost' : row.exit_reason === 'unknown' ? 'gets a reason' : fate === 'gets a time' && row.closed_at !== null ? 'gets a time' : 'stays';
    expect([id, told]).toEqual([id, fate]);
  }
  // What a duplicate had belongs to the row that stays.
  const strays = await world.legacy.query(`SELECT o.id FROM monitoring.orders o JOIN monitoring.positions p ON p.id::text = o.position_id WHERE p.exit_reason = 'duplicate_cleanup'`);
  expect(strays).toEqual([]);

  expect(await undoCleanup(world.connection)).toEqual({ type: 'undone', run: 1 });
  expect(await world.legacy.dump()).toBe(before);
});
