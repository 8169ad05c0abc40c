import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { COMMITTED_MARK, SCRIPT_LOCK } from './migration-marks.ts';

const BEFORE = `SELECT pg_advisory_xact_lock(${SCRIPT_LOCK});\n`;
const AFTER = `
;DO $$ BEGIN
  IF to_regclass('"_prisma_migrations"') IS NOT NULL THEN
    UPDATE "_prisma_migrations" SET logs = '${COMMITTED_MARK}' WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;

/**
 * Prisma's adapter for PostgreSQL, with one method of another make: its own `executeScript` cuts a script at every
 * semicolon, those in comments and function bodies too, and sends the pieces one by one. Here a script goes to the
 * server whole. That makes it one transaction as well, so a migration is applied completely or not at all.
 */
export function wholeScriptAdapter(databaseUrl: string): { factory: SqlMigrationAwareDriverAdapterFactory; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'breakwater migrate', max: 2 });
  const inner = new PrismaPg(pool);
  const sendWhole = (adapter: SqlDriverAdapter): SqlDriverAdapter => {
    adapter.executeScript = async (script) => {
      await pool.query(`${BEFORE}${script}${AFTER}`);
    };
    return adapter;
  };
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => sendWhole(await inner.connect()),
    connectToShadowDb: () => inner.connectToShadowDb(),
  };
  return { factory, close: () => pool.end() };
}
