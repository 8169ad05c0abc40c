import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '@breakwater/db';
import type { RunningServer } from '../infrastructure/running-server.ts';

/** A migrated database for one world. */
export interface WorldDatabase {
  url: string;
  close(): Promise<void>;
}

/**
 * Migrates the world's database. On a server of our own that is its only one. On another person's server (DATABASE_URL) the world gets a database of
 * its own there, which is dropped at the end, or kept under a name made of KEEP: the one that the URL names is never touched.
 */
export async function openDatabase(server: RunningServer, keep: string | undefined): Promise<WorldDatabase> {
  if (server.isOwn) {
    await migrate(server.url);
    return { url: server.url, close: async () => {} };
  }
  const suffix = keep === undefined ? randomBytes(5).toString('hex') : createHash('sha256').update(keep).digest('hex').slice(0, 10);
  const name = `breakwater_${keep === undefined ? 'run' : 'keep'}_${suffix}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await onServer(server.url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  });
  await migrate(url.href);
  return { url: url.href, close: () => (keep === undefined ? onServer(server.url, (client) => client.query(`drop database if exists ${name} with (force)`)) : Promise.resolve()) };
}

async function onServer(url: string, act: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`The PostgreSQL server of DATABASE_URL does not answer (${(error as Error).message}): start it, correct DATABASE_URL, or unset it to use the embedded one.`, { cause: error });
  }
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
