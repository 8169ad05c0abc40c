import { assessDamage, type Damage } from './assess-damage.ts';
import { inTransaction, LEGACY_TABLES, type LegacyConnection } from './connect-legacy.ts';
import { type LegacyColumns, nameOf, readColumns } from './legacy-tables.ts';
import { type Change, type CleanupPlan, planCleanup } from './plan-cleanup.ts';
import { readLegacy } from './read-legacy.ts';
import { findRuns, fingerprint, runSchema } from './runs.ts';
import { CREATE_INDEX, type Verification, verifyLegacy } from './verify-legacy.ts';

export interface Diagnosis {
  readonly damage: Damage;
  readonly plan: CleanupPlan;
  readonly verification: Verification;
}

export type Applied =
  /** `run`: what `undoCleanup` takes back; null: there was nothing to change. */
  | { readonly type: 'applied'; readonly run: number | null; readonly before: Diagnosis; readonly after: Verification }
  /** Nothing was changed: first a person must decide. */
  | { readonly type: 'undecided'; readonly before: Diagnosis };

/** How the database stands, and what a clean-up would change. Reads only. Throws `NoLegacyDatabase`. */
export async function diagnose(connection: LegacyConnection, keep: ReadonlySet<string>): Promise<Diagnosis> {
  return inTransaction(connection, 'READ ONLY', () => look(connection, keep));
}

async function look(connection: LegacyConnection, keep: ReadonlySet<string>): Promise<Diagnosis> {
  const rows = await readLegacy(connection, await readColumns(connection));
  const [clock] = await connection.query<{ now: string }>(`SELECT now()::text AS now`);
  return { damage: assessDamage(rows), plan: planCleanup(rows, { keep, now: clock!.now }), verification: await verifyLegacy(connection) };
}

/**
 * Carries a clean-up out: looks again with all writers kept out, keeps the tables as they were, changes the rows, logs each change with its reason
 * and pointer, and creates the partial unique index. One transaction: whatever fails leaves everything as it was.
 */
export async function applyCleanup(connection: LegacyConnection, keep: ReadonlySet<string>): Promise<Applied> {
  const columns = await readColumns(connection);
  return inTransaction(connection, 'READ WRITE', async (): Promise<Applied> => {
    // The first statement: what is read after it is what nobody can change any more.
    await connection.query(`LOCK TABLE ${LEGACY_TABLES.map(nameOf).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    const before = await look(connection, keep);
    if (before.plan.undecided.length > 0) return { type: 'undecided', before };
    if (before.plan.changes.length === 0 && before.verification.hasIndex) return { type: 'applied', run: null, before, after: before.verification };
    const run = ((await findRuns(connection)).at(-1) ?? 0) + 1;
    await keepAsTheyAre(connection, run, !before.verification.hasIndex);
    for (const change of before.plan.changes) await carryOut(connection, columns, run, change);
    if (!before.verification.hasIndex) await connection.query(CREATE_INDEX);
    await connection.query(`UPDATE ${runSchema(run)}.run SET left_as = $1`, [await fingerprint(connection)]);
    return { type: 'applied', run, before, after: await verifyLegacy(connection) };
  });
}

async function keepAsTheyAre(connection: LegacyConnection, run: number, makesIndex: boolean): Promise<void> {
  const schema = runSchema(run);
  await connection.query(`CREATE SCHEMA ${schema}`);
  // In the order in which the rows lie there: put back in it, a dump reads as it did before.
  for (const table of LEGACY_TABLES) await connection.query(`CREATE TABLE ${schema}.${table} AS SELECT * FROM ${nameOf(table)} ORDER BY ctid`);
  await connection.query(`CREATE TABLE ${schema}.run AS SELECT now() AS applied_at, $1::boolean AS makes_index, NULL::text AS left_as`, [makesIndex]);
  await connection.query(`CREATE TABLE ${schema}.log (at timestamptz NOT NULL, table_name text NOT NULL, row_id text NOT NULL, set_columns jsonb NOT NULL, kept_id text, why text NOT NULL)`);
}

async function carryOut(connection: LegacyConnection, columns: LegacyColumns, run: number, { table, id, set, keptId, why }: Change): Promise<void> {
  const names = Object.keys(set);
  const values = names.map((name) => fit(set[name]!, columns[table].get(name)?.lengthMax ?? null));
  // What is not typed takes the type of its column, whatever that is.
  const sets = names.map((name, index) => `${name} = $${index + 2}`).join(', ');
  const rows = await connection.query(`UPDATE ${nameOf(table)} SET ${sets} WHERE id = $1 RETURNING id`, [id, ...values]);
  if (rows.length !== 1) throw new Error(`${table} has ${rows.length} rows with id ${id}: nothing was changed.`);
  if (table === 'positions' && keptId !== null) await pointTo(connection, columns, id, keptId);
  await connection.query(`INSERT INTO ${runSchema(run)}.log VALUES (now(), $1, $2, $3, $4, $5)`, [table, id, JSON.stringify(set), keptId, why]);
}

/** Leaves the pointer on the row itself too, where it has a place for it. */
async function pointTo(connection: LegacyConnection, { positions }: LegacyColumns, id: string, keptId: string): Promise<void> {
  const type = positions.get('error_details')?.type;
  if (type !== 'json' && type !== 'jsonb') return;
  await connection.query(
    `UPDATE monitoring.positions SET error_details = (CASE WHEN jsonb_typeof(error_details::jsonb) = 'object' THEN error_details::jsonb ELSE '{}' END || jsonb_build_object('duplicate_of', $2::text))::${type} WHERE id = $1`,
    [id, keptId],
  );
}

/** The bot's text columns are short, and overflowed before (incidents I6): what does not fit is cut, and stands whole in the log. */
function fit(value: string, lengthMax: number | null): string {
  return lengthMax === null ? value : value.slice(0, lengthMax);
}
