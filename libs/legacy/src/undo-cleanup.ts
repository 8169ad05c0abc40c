import { inTransaction, LEGACY_TABLES, type LegacyConnection } from './connect-legacy.ts';
import { type LegacyColumns, nameOf, readColumns } from './legacy-tables.ts';
import { findRuns, fingerprint, runSchema } from './runs.ts';
import { INDEX_NAME } from './verify-legacy.ts';

export type Undone =
  | { readonly type: 'undone'; readonly run: number }
  | { readonly type: 'refused'; readonly why: string };

/**
 * Takes the last clean-up back: its tables are as they were to the byte, its index and its log are gone. Refused once anybody has written to the
 * tables since: what was written would be lost. One transaction.
 */
export async function undoCleanup(connection: LegacyConnection): Promise<Undone> {
  const columns = await readColumns(connection);
  return inTransaction(connection, 'READ WRITE', async (): Promise<Undone> => {
    await connection.query(`LOCK TABLE ${LEGACY_TABLES.map(nameOf).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    const run = (await findRuns(connection)).at(-1);
    if (run === undefined) return { type: 'refused', why: 'There is no clean-up to undo.' };
    const schema = runSchema(run);
    const [kept] = await connection.query<{ makes_index: boolean; left_as: string }>(`SELECT makes_index, left_as FROM ${schema}.run`);
    if ((await fingerprint(connection)) !== kept?.left_as) return { type: 'refused', why: `The tables were written to since clean-up ${run}: undoing it would lose that. They stand as they were before it in the schema ${schema}.` };
    // First: under it the duplicates could not come back.
    if (kept.makes_index) await connection.query(`DROP INDEX monitoring.${INDEX_NAME}`);
    for (const table of LEGACY_TABLES) await putBack(connection, schema, table, columns);
    await connection.query(`DROP SCHEMA ${schema} CASCADE`);
    return { type: 'undone', run };
  });
}

async function putBack(connection: LegacyConnection, schema: string, table: (typeof LEGACY_TABLES)[number], columns: LegacyColumns): Promise<void> {
  const names = [...columns[table].keys()].map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
  const triggers = await connection.query<{ name: string }>(`SELECT tgname AS name FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled = 'O'`, [nameOf(table)]);
  const turn = async (way: 'ENABLE' | 'DISABLE'): Promise<void> => {
    for (const { name } of triggers) await connection.query(`ALTER TABLE ${nameOf(table)} ${way} TRIGGER "${name.replaceAll('"', '""')}"`);
  };
  // A trigger that stamps rows would stamp those that are put back.
  await turn('DISABLE');
  await connection.query(`TRUNCATE ${nameOf(table)}`);
  await connection.query(`INSERT INTO ${nameOf(table)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM ${schema}.${table} ORDER BY ctid`);
  await turn('ENABLE');
}
