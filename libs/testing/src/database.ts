import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { until } from './until.ts';

declare module 'vitest' {
  /** What the run's set-up (scripts/test/global-setup.ts) hands to every integration test file. */
  interface ProvidedContext {
    /** A Postgres server, as a role that may create databases. */
    databaseUrl: string;
    /** The migrated database that test files clone. */
    templateName: string;
    redisUrl: string;
    /** The redis-server program, for tests that kill their own. */
    redisProgram: string;
  }
}

/** A migrated database that only one test file uses. */
export interface TestDatabase {
  url: string;
  /** Removes it. Throws when a connection to it is left 5 s later: the test forgot to close a pool or to end a process. */
  drop(): Promise<void>;
}

/** Clones the run's migrated template (a few tens of ms). Call `drop` in `afterAll`. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `breakwater_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer((client) => client.query(`create database ${name} template ${inject('templateName')}`));
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer((client) => dropWhenUnused(client, name)) };
}

async function dropWhenUnused(client: pg.Client, name: string): Promise<void> {
  try {
    await until(async () => (await readUsers(client, name)).length === 0, { what: `the last connection to ${name} to close`, timeoutMs: 5_000 });
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
  }
}

async function readUsers(client: pg.Client, name: string): Promise<unknown[]> {
  const { rows } = await client.query("select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'", [name]);
  return rows;
}

async function onServer(act: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
