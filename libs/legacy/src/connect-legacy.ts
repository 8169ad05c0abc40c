import pg from 'pg';

/** The schema in which the Python bot keeps its tables. */
export const LEGACY_SCHEMA = 'monitoring';
export const LEGACY_TABLES = ['positions', 'orders', 'trades'] as const;
export type LegacyTable = (typeof LEGACY_TABLES)[number];

/** One connection, so that a clean-up is one transaction. */
export interface LegacyConnection {
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Connects, under a name by which Postgres shows who it is. Throws what Postgres or the network says. */
export async function connectLegacy(databaseUrl: string, applicationName = 'breakwater doctor'): Promise<LegacyConnection> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: applicationName, connectionTimeoutMillis: 5_000, lock_timeout: 10_000 });
  // A connection that breaks is told by the query under way.
  client.on('error', () => {});
  await client.connect();
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows,
    close: () => client.end(),
  };
}

/** Carries `work` out in one transaction, on one state of the database: all of it, or nothing and what it threw. */
export async function inTransaction<T>(connection: LegacyConnection, way: 'READ ONLY' | 'READ WRITE', work: () => Promise<T>): Promise<T> {
  await connection.query(`BEGIN ISOLATION LEVEL REPEATABLE READ ${way}`);
  try {
    const result = await work();
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
