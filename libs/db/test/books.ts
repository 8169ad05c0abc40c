import { cloneDatabase } from '@breakwater/testing';
import pg from 'pg';
import { openStore, type PostgresStore, type StoreOptions } from '../src/index.ts';

/** A store on a database of its own, and a way to look behind it. */
export interface Books {
  readonly url: string;
  readonly store: PostgresStore;
  /** Runs a statement on a connection that is not the store's. */
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A connection in an open transaction: somebody who is paused in the middle of something. */
  pause(): Promise<pg.Client>;
  /** Another process on the same database. */
  open(options?: Partial<StoreOptions>): PostgresStore;
  close(): Promise<void>;
}

/** Opens books that one test file uses. */
export async function openBooks(options: Partial<StoreOptions> = {}): Promise<Books> {
  const database = await cloneDatabase();
  const side = new pg.Pool({ connectionString: database.url, max: 4 });
  side.on('error', () => {});
  const closers: (() => Promise<unknown>)[] = [];
  const open = (more: Partial<StoreOptions> = {}): PostgresStore => {
    const { store, close } = openStore({ databaseUrl: database.url, connectionsMax: 10, ...options, ...more });
    closers.push(close);
    return store;
  };
  return {
    url: database.url,
    store: open(),
    sql: async <Row>(text: string, values: readonly unknown[] = []) => (await side.query<Row & pg.QueryResultRow>(text, [...values])).rows,
    pause: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      client.on('error', () => {});
      closers.push(() => client.end());
      await client.query('BEGIN');
      return client;
    },
    open,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
      await side.end();
      await database.drop();
    },
  };
}
