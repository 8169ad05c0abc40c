import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isLive, POSITION_STATUSES } from '@breakwater/core';
import { beatStopWorker, BOUNDS, entryCommit, freshKey, take } from '@breakwater/testing/conformance/store-fixture';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, openStore } from '../src/index.ts';
import { openSchemaEngine, readDatamodel } from '../src/schema-engine.ts';
import { type Books, openBooks } from './books.ts';

describe('migrate', () => {
  let books: Books;
  let emptyUrl = '';
  beforeAll(async () => {
    books = await openBooks();
    await books.sql('CREATE SCHEMA elsewhere');
    const url = new URL(books.url);
    url.pathname += '_empty';
    emptyUrl = url.href;
    await books.sql(`CREATE DATABASE ${url.pathname.slice(1)} TEMPLATE template0`);
  });
  afterAll(async () => {
    await books.sql(`DROP DATABASE ${new URL(emptyUrl).pathname.slice(1)} WITH (FORCE)`);
    await books.close();
  });

  const inEmpty = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: emptyUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };

  test('is done by one of several processes that start at once, and only once', async () => {
    const results = await Promise.all([migrate(emptyUrl), migrate(emptyUrl), migrate(emptyUrl)]);
    const all = readdirSync(path.join(import.meta.dirname, '../../../prisma/migrations'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(results.map((result) => result.applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, all.length]);
    expect(await migrate(emptyUrl)).toEqual({ applied: [] });
  });

  test('goes on after a process that died in the middle, whether its script had taken effect or not', async () => {
    await inEmpty(`UPDATE "_prisma_migrations" SET finished_at = NULL`);
    expect(await migrate(emptyUrl)).toEqual({ applied: [] });
    await inEmpty(`DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
    const { applied } = await migrate(emptyUrl);
    await inEmpty(`UPDATE "_prisma_migrations" SET finished_at = NULL, logs = NULL; DROP TABLE ${(await tablesOf(inEmpty)).join(', ')} CASCADE`);
    for (const { drop } of await inEmpty<{ drop: string }>(leftovers)) await inEmpty(drop);
    expect(await migrate(emptyUrl)).toEqual({ applied });
  });

  test('leaves nothing to be done between schema.prisma and the migrations', async () => {
    const { engine, close } = await openSchemaEngine(books.url);
    const empty = { tag: 'empty' } as const;
    const datamodel = { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: readDatamodel() }] } as const;
    const { stdout } = await engine.diff({ from: empty, to: { ...datamodel, files: [...datamodel.files] }, script: true, exitCode: null, filters: { externalTables: [], externalEnums: [] } });
    await close();
    await inEmpty(`DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
    await inEmpty(stdout ?? '');
    for (const [what, text] of Object.entries(shapes)) {
      const [said, made] = [await inEmpty<{ line: string }>(text), await books.sql<{ line: string }>(text)];
      expect(said.length, what).toBeGreaterThan(10);
      expect({ [what]: said.map((row) => row.line).filter((line) => !made.some((row) => row.line === line)) }).toEqual({ [what]: [] });
      expect({ [what]: made.map((row) => row.line).filter((line) => !said.some((row) => row.line === line) && !BY_HAND.test(line)) }).toEqual({ [what]: [] });
    }
  });

  test('makes an index whose "live" is that of the code (I1)', async () => {
    const [row] = await books.sql<{ predicate: string }>(`SELECT pg_get_expr(indpred, indrelid) AS predicate FROM pg_index WHERE indexrelid = 'position_one_live_per_key'::regclass AND indisunique AND indisvalid`);
    const said = await books.sql<{ status: string; is_live: boolean }>(`SELECT status, ${row?.predicate} AS is_live FROM unnest(enum_range(NULL::position_status)) AS p(status)`);
    expect(said).toEqual(POSITION_STATUSES.map((status) => ({ status, is_live: isLive(status) })));
  });

  test('gives the enums of the database the order that statuses move in', async () => {
    const said = await books.sql<{ statuses: string[] }>(`SELECT enum_range(NULL::position_status)::text[] AS statuses`);
    expect(said[0]?.statuses).toEqual([...POSITION_STATUSES]);
  });

  test('without that index two rows hold one key: the rule rests on it', async () => {
    const { store, close } = openStore({ databaseUrl: books.url });
    await store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 10);
    await beatStopWorker(store);
    await books.sql('DROP INDEX position_one_live_per_key');
    const key = freshKey();
    const claim = await take(store, key);
    const brief = { ...BOUNDS, fenceSkewMs: 1 };
    for (const commit of [entryCommit(key), entryCommit(key)]) {
      await expect.poll(() => store.commitIntent(claim, { ...commit, windowMs: 1 }, brief)).toEqual({ type: 'committed' });
    }
    await close();
    expect(await books.sql(`SELECT FROM position WHERE symbol = $1 AND status <> 'closed'`, [key.symbol])).toHaveLength(2);
  });
});

/** What the schema language cannot say, and the migration says by hand. */
const BY_HAND = /^(order_own_client_order_id_key|order_one_entry_per_position|_prisma_migrations|position_account_fkey|signal_account_fkey|claim_account_fkey)\b/;

const OWN_TABLE = `c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> '_prisma_migrations'`;

/** One line for each thing, the same on both sides. */
const shapes = {
  columns: `SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' NOT NULL' END, ' ' || pg_get_expr(d.adbin, d.adrelid)) AS line
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relkind IN ('r', 'p') AND ${OWN_TABLE} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1`,
  indexes: `SELECT format('%s %s', c.relname, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')) AS line FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
             WHERE ${OWN_TABLE} AND t.relname <> '_prisma_migrations' ORDER BY 1`,
  foreignKeys: `SELECT format('%s %s %s', k.conname, c.relname, pg_get_constraintdef(k.oid)) AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                 WHERE k.contype IN ('f', 'p') AND ${OWN_TABLE} ORDER BY 1`,
  enums: `SELECT format('%s %s', typname, enum_range) AS line FROM (SELECT t.typname, array_agg(e.enumlabel ORDER BY e.enumsortorder)::text AS enum_range
            FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.typname) x ORDER BY 1`,
};

const leftovers = `
  SELECT format('DROP FUNCTION %s', p.oid::regprocedure) AS drop FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  UNION ALL SELECT format('DROP TYPE %I', typname) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'`;

async function tablesOf(query: (text: string) => Promise<{ name: string }[]>): Promise<string[]> {
  const rows = await query(`SELECT format('%I', c.relname) AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND ${OWN_TABLE}`);
  return rows.map((row) => row.name);
}
