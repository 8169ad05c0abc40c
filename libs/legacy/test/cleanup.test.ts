import { describe, expect, test } from 'vitest';
import { applyCleanup, diagnose, NoLegacyDatabase, undoCleanup } from '../src/index.ts';
import { withLegacyDatabase } from './with-legacy-database.ts';

const NOBODY: ReadonlySet<string> = new Set();
const CLEAN = { duplicateKeys: 0, ghosts: 0, surplusRows: 0, hasIndex: true };

const world = withLegacyDatabase();

/** The report's own case: #583 with its order and trades, #589 made up two minutes later. */
async function addReportedCase(): Promise<void> {
  await world.legacy.addPosition({ id: 583, signal_id: 12, exchange_order_id: '12027441', created_at: '2025-10-17 19:21:07+00' });
  await world.legacy.addPosition({ id: 589, entry_price: '0.00035410', created_at: '2025-10-17 19:23:18+00' });
  await world.legacy.addOrder({ id: 1, position_id: '583', order_id: '12027441' });
  await world.legacy.addOrder({ id: 2, position_id: '583', order_id: '12027442', type: 'STOP_MARKET', side: 'SELL', status: 'NEW' });
  await world.legacy.addTrade({ id: 1, position_id: '583', order_id: '12027441' });
}

describe('the case of the report', () => {
  test('keeps #583 and closes #589 as a duplicate with a pointer, and the three queries answer zero', async () => {
    await addReportedCase();
    expect((await diagnose(world.connection, NOBODY)).verification).toEqual({ duplicateKeys: 1, ghosts: 1, surplusRows: 1, hasIndex: false });
    expect(await applyCleanup(world.connection, NOBODY)).toMatchObject({ type: 'applied', run: 1, after: CLEAN });
    expect(await world.legacy.position(583)).toMatchObject({ status: 'active', exit_reason: null, closed_at: null });
    expect(await world.legacy.position(589)).toMatchObject({ status: 'closed', exit_reason: 'duplicate_cleanup', closed_at: expect.any(Date), error_details: { duplicate_of: '583' } });
    expect(await world.legacy.query(`SELECT table_name, row_id, kept_id, why FROM breakwater_doctor_1.log`)).toEqual([
      { table_name: 'positions', row_id: '589', kept_id: '583', why: 'a duplicate of position 583: that one has entry order 12027441, 2 orders, 1 trades' },
    ]);
  });

  test('cannot happen again: the bot that inserts beside a live row is refused by the index', async () => {
    await addReportedCase();
    await applyCleanup(world.connection, NOBODY);
    await expect(world.legacy.addPosition({ id: 600 })).rejects.toThrow('positions_one_live_row_per_key');
    await world.legacy.query(`SET session_replication_role = origin`);
    await expect(world.legacy.addPosition({ id: 601, status: 'pending_entry' })).rejects.toThrow('positions_one_live_row_per_key');
  });

  test('is as it was to the byte once it is undone, and a dry run changes nothing at all', async () => {
    await addReportedCase();
    const before = await world.legacy.dump();
    await diagnose(world.connection, NOBODY);
    expect(await world.legacy.dump()).toBe(before);
    await applyCleanup(world.connection, NOBODY);
    expect(await world.legacy.dump()).not.toBe(before);
    expect(await undoCleanup(world.connection)).toEqual({ type: 'undone', run: 1 });
    expect(await world.legacy.dump()).toBe(before);
    expect(await undoCleanup(world.connection)).toEqual({ type: 'refused', why: 'There is no clean-up to undo.' });
  });

  test('is not undone once somebody has written to it since: that would be lost', async () => {
    await addReportedCase();
    await applyCleanup(world.connection, NOBODY);
    await world.legacy.addTrade({ id: 2, position_id: '583' });
    expect(await undoCleanup(world.connection)).toMatchObject({ type: 'refused', why: expect.stringContaining('breakwater_doctor_1') });
    expect(await world.legacy.position(589)).toMatchObject({ status: 'closed' });
  });

  test('stays as it is if anything fails on the way', async () => {
    await addReportedCase();
    const before = await world.legacy.dump();
    await world.legacy.query(`CREATE FUNCTION monitoring.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$`);
    await world.legacy.query(`CREATE TRIGGER refuse BEFORE UPDATE ON monitoring.positions FOR EACH ROW EXECUTE FUNCTION monitoring.refuse()`);
    await expect(applyCleanup(world.connection, NOBODY)).rejects.toThrow('not now');
    await world.legacy.query(`DROP FUNCTION monitoring.refuse() CASCADE`);
    expect(await world.legacy.dump()).toBe(before);
  });
});

test('what evidence does not decide is left alone, all of it, until a person says which row stays', async () => {
  await world.legacy.addPosition({ id: 1, exchange_order_id: '1' });
  await world.legacy.addPosition({ id: 2, exchange_order_id: '2' });
  for (const id of [1, 2]) await world.legacy.addTrade({ id, position_id: String(id) });
  await world.legacy.addOrder({ id: 1, position_id: '1' });
  await world.legacy.addOrder({ id: 2, position_id: '2' });
  const before = await world.legacy.dump();
  expect(await applyCleanup(world.connection, NOBODY)).toMatchObject({ type: 'undecided', before: { plan: { undecided: [{ key: 'binance.TAGUSDT', ids: ['1', '2'] }] } } });
  expect(await world.legacy.dump()).toBe(before);
  expect(await applyCleanup(world.connection, new Set(['2']))).toMatchObject({ type: 'applied', after: CLEAN });
  expect(await world.legacy.position(1)).toMatchObject({ exit_reason: 'duplicate_cleanup', error_details: { duplicate_of: '2' } });
  expect(await world.legacy.query(`SELECT DISTINCT position_id FROM monitoring.trades UNION SELECT position_id FROM monitoring.orders`)).toEqual([{ position_id: '2' }]);
});

test('twins that are spelled differently are one key; a second run finds nothing to change', async () => {
  await world.legacy.addPosition({ id: 1, exchange: 'Binance', exchange_order_id: '7', created_at: '2025-10-17 19:00:00+00' });
  await world.legacy.addPosition({ id: 2, symbol: 'TAG/USDT:USDT', created_at: '2025-10-17 19:01:00+00' });
  await world.legacy.addOrder({ id: 1, position_id: '1', order_id: '7', exchange: 'BINANCE', symbol: 'TAG/USDT:USDT' });
  expect((await diagnose(world.connection, NOBODY)).damage).toMatchObject({ livePositions: 2, duplicates: 1, spellings: 3 });
  await applyCleanup(world.connection, NOBODY);
  expect(await world.legacy.position(1)).toMatchObject({ exchange: 'binance', symbol: 'TAGUSDT', status: 'active' });
  expect(await world.legacy.position(2)).toMatchObject({ symbol: 'TAGUSDT', status: 'closed', error_details: { duplicate_of: '1' } });
  expect(await applyCleanup(world.connection, NOBODY)).toMatchObject({ type: 'applied', run: null, after: CLEAN });
});

test('a closed row without a time gets the last that is known of it, and one without a reason says that it is not known', async () => {
  await world.legacy.addPosition({ id: 1, status: 'closed', updated_at: '2025-10-17 20:00:00+00' });
  await world.legacy.addPosition({ id: 2, status: 'closed', exit_reason: 'stop_loss' });
  await world.legacy.addTrade({ id: 1, position_id: '2', created_at: '2025-10-17 21:00:00+00' });
  await applyCleanup(world.connection, NOBODY);
  expect(await world.legacy.position(1)).toMatchObject({ closed_at: new Date('2025-10-17T20:00:00Z'), exit_reason: 'unknown' });
  expect(await world.legacy.position(2)).toMatchObject({ closed_at: new Date('2025-10-17T21:00:00Z'), exit_reason: 'stop_loss' });
});

test('a database without the tables of the bot is said to be none of its', async () => {
  await world.legacy.query(`DROP TABLE monitoring.trades`);
  await expect(diagnose(world.connection, NOBODY)).rejects.toThrow(NoLegacyDatabase);
  await world.legacy.query(`DROP SCHEMA monitoring CASCADE`);
  await expect(diagnose(world.connection, NOBODY)).rejects.toThrow('no table monitoring.positions');
});

test('an order that names no position joins the one whose entry order it is; a state that the bot does not have, and a child of nobody, are counted and left alone', async () => {
  await world.legacy.addPosition({ id: 1, exchange_order_id: '7' });
  await world.legacy.addPosition({ id: 2, symbol: 'EPICUSDT', status: 'zombie' });
  await world.legacy.addOrder({ id: 1, position_id: 'pending', order_id: '7' });
  await world.legacy.addOrder({ id: 2, position_id: '999', order_id: '8' });
  expect((await diagnose(world.connection, NOBODY)).damage).toMatchObject({ strayChildren: 2, unknownStatuses: { zombie: 1 } });
  await applyCleanup(world.connection, NOBODY);
  expect(await world.legacy.query(`SELECT id, position_id FROM monitoring.orders ORDER BY id`)).toEqual([{ id: 1, position_id: '1' }, { id: 2, position_id: '999' }]);
  expect(await world.legacy.position(1)).toMatchObject({ status: 'active' });
  expect(await world.legacy.position(2)).toMatchObject({ status: 'zombie' });
});

test('a reason that is too long for its column is cut there, and stands whole in the log', async () => {
  await world.legacy.query(`ALTER TABLE monitoring.positions ALTER COLUMN exit_reason TYPE varchar(9)`);
  await addReportedCase();
  await applyCleanup(world.connection, NOBODY);
  expect(await world.legacy.position(589)).toMatchObject({ exit_reason: 'duplicate' });
  expect(await world.legacy.query(`SELECT set_columns->>'exit_reason' AS reason FROM breakwater_doctor_1.log`)).toEqual([{ reason: 'duplicate_cleanup' }]);
});
