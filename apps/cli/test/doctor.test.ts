import { type LegacyDatabase, openLegacyDatabase } from '@breakwater/testing/legacy-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
let legacy: LegacyDatabase;
beforeAll(async () => void (cli = await openCli()));
beforeEach(async () => void (legacy = await openLegacyDatabase()));
afterEach(() => legacy.close());
afterAll(() => cli.close());

/** The report's pair of rows. */
async function addPair(): Promise<void> {
  await legacy.addPosition({ id: 583, exchange_order_id: '12027441', created_at: '2025-10-17 19:21:07+00' });
  await legacy.addPosition({ id: 589, created_at: '2025-10-17 19:23:18+00' });
  await legacy.addOrder({ id: 1, position_id: '583', order_id: '12027441' });
  await legacy.addTrade({ id: 1, position_id: '583', order_id: '12027441' });
}
const doctor = (...words: string[]) => cli.run(['doctor', '--database', legacy.url, ...words]);
interface Told {
  readonly changes: readonly { readonly id: string; readonly keptId: string | null }[];
  readonly verification: Readonly<Record<string, unknown>>;
  readonly run: number | null;
}

describe("doctor, on the Python bot's database", () => {
  test('tells what it would do and changes nothing, does it with --apply, has nothing left to do then, and takes it back with --undo', async () => {
    await addPair();
    const before = await legacy.dump();
    const dry = await doctor();
    expect(dry.exitCode).toBe(6);
    expect(dry.lines.join('\n')).toMatch(/positions +589 +status=closed exit_reason=duplicate_cleanup .+ a duplicate of position 583/);
    expect(await legacy.dump()).toBe(before);
    const applied = await doctor('--apply', '--yes', '--json');
    expect(applied.exitCode).toBe(0);
    expect(applied.json<Told>()).toMatchObject({ database: 'python-bot', changes: [{ id: '589', keptId: '583' }], undecided: [], verification: { duplicateKeys: 0, ghosts: 0, surplusRows: 0, hasIndex: true }, run: 1, undoneRun: null });
    expect((await doctor()).exitCode).toBe(0);
    const undone = await doctor('--undo', '--yes', '--json');
    expect(undone.json<Told>()).toMatchObject({ run: null, undoneRun: 1, changes: [{ id: '589' }] });
    expect(await legacy.dump()).toBe(before);
  });

  test('changes nothing that was not confirmed, and nothing that evidence does not decide', async () => {
    await addPair();
    expect((await doctor('--apply')).exitCode).toBe(7);
    await legacy.addTrade({ id: 2, position_id: '589' });
    const before = await legacy.dump();
    const undecided = await doctor('--apply', '--yes');
    expect(undecided.exitCode).toBe(4);
    expect(undecided.lines.join('\n')).toContain('not decided: binance.TAGUSDT, rows 583, 589: 2 of them have trades of their own: both may have been entered');
    expect(await legacy.dump()).toBe(before);
    expect((await doctor('--apply', '--keep', '583', '--yes')).exitCode).toBe(0);
    expect(await legacy.position(589)).toMatchObject({ status: 'closed', error_details: { duplicate_of: '583' } });
  });

  test('says of a database that it is none of the bot', async () => {
    await legacy.query('DROP SCHEMA monitoring CASCADE');
    expect(await doctor()).toMatchObject({ exitCode: 2, lines: ["This database has no table monitoring.positions: it is not the Python bot's, or its user may not see it."] });
  });

  test.each([
    [['--apply', '--undo'], 2, '--apply and --undo contradict each other: give one of them.'],
    [['--undo', '--yes'], 4, 'There is no clean-up to undo.'],
    [['--apply', '--keep', '583', '--yes'], 2, '--keep 583: no live row of monitoring.positions has that id.'],
  ])('%s is refused in one sentence', async (words, code, sentence) => {
    const { exitCode, lines } = await doctor(...words);
    expect([exitCode, lines]).toEqual([code, [sentence]]);
  });
});

describe("doctor, on Breakwater's own books", () => {
  test('finds nothing wrong, and leaves mending to the workers', async () => {
    const told = await cli.run(['doctor', '--json']);
    expect(told.exitCode).toBe(0);
    expect(told.json<Told>()).toMatchObject({ database: 'breakwater', damage: { duplicates: 0, ghosts: 0 }, verification: { hasIndex: true } });
    expect((await cli.run(['doctor', '--apply', '--yes'])).lines).toEqual(["Breakwater's own books are put right by its workers, with the exchange in sight: `breakwater resync` asks them to; the Python bot's are named with --database."]);
  });

  test('tells that the index is gone that keeps a second live row out', async () => {
    await cli.query('DROP INDEX position_one_live_per_key');
    const told = await cli.run(['doctor']);
    expect(told.exitCode).toBe(6);
    expect(told.lines).toContain('The index position_one_live_per_key does not stand, which keeps a second live row of a key out: restore it from the migrations.');
  });
});
