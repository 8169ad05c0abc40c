import { channel } from 'node:diagnostics_channel';
import pg from 'pg';

/** One SQL statement. Named ones are parsed and planned once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs statements, each in its own transaction; throws what Postgres or the network says, and callers retry by level. */
export interface Database {
  run<Row>(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]>;
  /** How many statements can run at once. */
  readonly connectionsMax: number;
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

/** Tells whoever listens (a bench, a debugger) the name of every statement before it leaves: one round trip each. Costs nothing while nobody does. */
export const statementChannel = channel('breakwater.statement');

/**
 * A small pool of connections on which nothing can wait for ever: not for a statement, a row, an abandoned transaction
 * or a server that has stopped answering.
 *
 * A statement that ends with an error of the network may have taken effect. That is safe everywhere: an intent is sent
 * only by the call that saw it committed, and a claim that nobody knows of runs out.
 */
export function connect(options: ConnectOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connectionsMax = options.connectionsMax ?? 4;
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.applicationName ?? 'breakwater',
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    // A connection that was closed while nothing happened would be opened, and all its statements planned, while a position waits for its stop.
    idleTimeoutMillis: 0,
    // All access is by key, so every value has the same plan; by default the first five executions on a connection plan anew.
    options: '-c plan_cache_mode=force_generic_plan',
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
    connectionsMax,
    run: async <Row>({ name, text }: Statement, values: readonly unknown[]) => {
      if (statementChannel.hasSubscribers) statementChannel.publish(name);
      return (await pool.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
    },
    close: () => pool.end(),
  };
}
