import pg from 'pg';
import { inject } from 'vitest';

/** A database that can be put back to what it was. */
export interface SetBack {
  /** Puts the database back, whoever is connected to it: everybody is thrown out and finds the older one under the same name. */
  restore(): Promise<void>;
}

/** Copies a database as it is now. Whoever is connected is thrown out for that moment, as Postgres copies only what nobody uses. */
export async function copyDatabase(databaseUrl: string): Promise<SetBack> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await alone(name, (server) => server.query(`create database ${name}_copy template ${name}`));
  return {
    restore: () =>
      alone(name, async (server) => {
        await server.query(`alter database ${name} rename to ${name}_lost`);
        await server.query(`alter database ${name}_copy rename to ${name}`);
        await server.query(`drop database ${name}_lost with (force)`);
      }),
  };
}

async function alone(name: string, act: (server: pg.Client) => Promise<unknown>): Promise<void> {
  const server = new pg.Client({ connectionString: inject('databaseUrl') });
  await server.connect();
  try {
    await server.query(`alter database ${name} with allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await act(server);
  } finally {
    await server.query(`alter database ${name} with allow_connections true`);
    await server.end();
  }
}
