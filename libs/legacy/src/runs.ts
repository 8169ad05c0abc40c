import { LEGACY_TABLES, type LegacyConnection } from './connect-legacy.ts';
import { nameOf } from './legacy-tables.ts';

/** The schema of one run of a clean-up: its tables as they were, its log, and what they were left as. */
export const runSchema = (run: number): string => `breakwater_doctor_${run}`;

/** The runs that were carried out and not undone, oldest first. */
export async function findRuns(connection: LegacyConnection): Promise<readonly number[]> {
  const rows = await connection.query<{ run: number }>(`SELECT substring(nspname FROM '[0-9]+$')::integer AS run FROM pg_namespace WHERE nspname ~ '^breakwater_doctor_[0-9]+$' ORDER BY 1`);
  return rows.map(({ run }) => run);
}

/** What the three tables hold, row by row, as one text: two that are alike hold the same. */
export async function fingerprint(connection: LegacyConnection): Promise<string> {
  const parts: string[] = [];
  for (const table of LEGACY_TABLES) {
    const [row] = await connection.query<{ digest: string }>(`SELECT count(*) || ' ' || COALESCE(md5(string_agg(md5(t::text), '' ORDER BY t.id)), '') AS digest FROM ${nameOf(table)} t`);
    parts.push(`${table} ${row?.digest}`);
  }
  return parts.join('; ');
}
