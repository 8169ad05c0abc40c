import pg from 'pg';

/** One SQL statement. Named ones are parsed and planned once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs statements, each in its own transaction; throws what Postgres or the network says, and callers retry by level. */
export interface Database {
  run<Row>(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly databaseUrl: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** A worker runs few statements at once; more connections only queue inside Postgres. */
  readonly connectionsMax?: number;
  /** How long a statement may run. */
  readonly statementTimeoutMs?: number;
  /** How long a statement may wait for a row that another one holds: statements here take a millisecond. */
  readonly lockTimeoutMs?: number;
}

/**
 * A small pool of connections on which nothing can wait for ever: not for a statement, a row, an abandoned transaction
 * or a server that has stopped answering.
 *
 * A statement that ends with an error of the network may have taken effect. That is safe everywhere: an intent is sent
 * only by the call that saw it committed, and a claim that nobody knows of runs out.
 */
export function connect(options: ConnectOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.applicationName ?? 'breakwater',
    max: options.connectionsMax ?? 4,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs ?? 3_000,
    idle_in_transaction_session_timeout: 10_000,
    // The client's own clock, for a server that is frozen or cut off and can time nothing itself.
    query_timeout: statementTimeoutMs + 2_000,
  });
  // A connection that breaks while idle is dropped by the pool; the next statement opens another, or throws.
  pool.on('error', () => {});
  return {
    run: async <Row>({ name, text }: Statement, values: readonly unknown[]) =>
      (await pool.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows,
    close: () => pool.end(),
  };
}
