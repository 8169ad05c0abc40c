import type { Database } from './connect.ts';

export interface MigrationState {
  readonly applied: number;
  /** Of this version, and not in the database yet: `breakwater migrate`. */
  readonly pending: readonly string[];
  /** In the database, and not of this version: a newer one was here. */
  readonly unknown: readonly string[];
}

/** Compares the migrations that the database has with those of this version. Changes nothing. */
export async function readMigrationState(database: Database): Promise<MigrationState> {
  // The schema engine's module is heavy; only here and in `migrate` is it needed.
  const { readMigrations } = await import('./schema-engine.ts');
  const own = readMigrations().migrationDirectories.map((directory) => directory.path);
  const [table] = await database.run<{ exists: boolean }>({ name: 'has_migrations', text: `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS exists` }, []);
  if (!table?.exists) return { applied: 0, pending: own, unknown: [] };
  const text = `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY name`;
  const found = (await database.run<{ name: string }>({ name: 'read_migrations', text }, [])).map((row) => row.name);
  return { applied: found.length, pending: own.filter((name) => !found.includes(name)), unknown: found.filter((name) => !own.includes(name)) };
}
