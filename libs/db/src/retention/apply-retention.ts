import pg from 'pg';
import { forgetWaves } from './forget-waves.ts';
import { dropPartitions, MAKE_PARTITIONS, type PartitionedTable } from './partitions.ts';

/** For how many months what is over is kept; null: for ever. */
export interface RetentionMonths {
  readonly events: number | null;
  readonly reports: number | null;
  readonly waves: number | null;
}

/** What one round has removed, and what it has put off because somebody was at work there. */
export interface RetentionDone {
  /** Months of events and of reports. */
  readonly events: number;
  readonly reports: number;
  readonly waves: number;
  readonly postponed: readonly string[];
}

/** One number for all: retention of one database goes on once at a time. */
const RETENTION_LOCK = 4_212_007;
/** A partition is made and dropped under a lock that writers of its table wait behind: nobody waits longer than this. */
const LOCK_WAIT_MS = 100;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * One round of retention: makes the partitions to come, drops those that are over for long, and removes old waves that led to nothing. Null if
 * another process is at it. What is locked is put off to the next round. Throws what Postgres or the network says; what was done stays done.
 */
export async function applyRetention(databaseUrl: string, months: RetentionMonths): Promise<RetentionDone | null> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'breakwater retention', connectionTimeoutMillis: 5_000 });
  // Lost between two queries it is an event, which would end the process; the next query tells of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ is_mine: boolean }>('SELECT pg_try_advisory_lock($1) AS is_mine', [RETENTION_LOCK]);
    if (rows[0]?.is_mine !== true) return null;
    await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
    const postponed: string[] = [];
    const unlessBusy = async (what: string, work: () => Promise<number>): Promise<number> => {
      try {
        return await work();
      } catch (error) {
        if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
        postponed.push(what);
        return 0;
      }
    };
    const drop = (table: PartitionedTable, kept: number | null): Promise<number> =>
      unlessBusy(table, async () => (kept === null ? 0 : Number((await client.query<{ count: number }>(dropPartitions(table), [kept])).rows[0]?.count ?? 0)));
    await unlessBusy('partitions to come', async () => (await client.query(MAKE_PARTITIONS), 0));
    const events = await drop('position_event', months.events);
    const reports = await drop('reconciliation_report', months.reports);
    const waves = await unlessBusy('wave', async () => (months.waves === null ? 0 : forgetWaves(client, months.waves)));
    return { events, reports, waves, postponed };
  } finally {
    await client.end();
  }
}
