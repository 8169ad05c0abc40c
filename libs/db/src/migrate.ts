import pg from 'pg';
import { COMMITTED_MARK, MIGRATION_LOCK, SCRIPT_LOCK } from './migration-marks.ts';
import { MAKE_PARTITIONS } from './retention/partitions.ts';
import type * as Engine from './schema-engine.ts';

type OpenEngine = Awaited<ReturnType<typeof Engine.openSchemaEngine>>;
type MigrationList = ReturnType<typeof Engine.readMigrations>;

/**
 * Brings a database to this version's schema, and says which migrations that took: none, when it was there already.
 *
 * Any number of processes may call it at once: a session lock lets one after the other through, and all but the first
 * find nothing left to do. A process that dies in the middle leaves a migration that is either applied or not, and the
 * next call finds out which and goes on from there.
 */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'breakwater migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Loaded only here: a worker that does not migrate does without the engine and its memory.
    const { openSchemaEngine, readMigrations } = await import('./schema-engine.ts');
    const { engine, close } = await openSchemaEngine(databaseUrl);
    const migrationsList = readMigrations();
    try {
      await settleInterrupted(client, engine, migrationsList);
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } });
      await client.query(MAKE_PARTITIONS);
      return { applied: appliedMigrationNames };
    } finally {
      await close();
    }
  } finally {
    await client.end();
  }
}

/** Prisma refuses to go on after a migration without an end. Whether it took effect is known: see whole-script-adapter.ts. */
async function settleInterrupted(client: pg.Client, engine: OpenEngine['engine'], migrationsList: MigrationList): Promise<void> {
  const { rows: found } = await client.query<{ exists: boolean }>(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS exists`);
  if (!found[0]?.exists) return;
  // The server may still be at work for a process that is gone.
  await client.query('SELECT pg_advisory_lock($1)', [SCRIPT_LOCK]);
  await client.query('SELECT pg_advisory_unlock($1)', [SCRIPT_LOCK]);
  const { rows } = await client.query<{ migration_name: string; committed: boolean }>(
    `SELECT migration_name, coalesce(logs = $1, false) AS committed FROM "_prisma_migrations" WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
    [COMMITTED_MARK],
  );
  for (const { migration_name: migrationName, committed } of rows) {
    if (committed) await engine.markMigrationApplied({ migrationName, migrationsList });
    else await engine.markMigrationRolledBack({ migrationName });
  }
}
