import { connect, openRecoveryBooks, openStore, type PostgresStore } from '@breakwater/db';
import type { RecoveryBooks } from '@breakwater/engine';
import { cloneDatabase } from '@breakwater/testing';
import { copyBooks, createMemoryBooks, type MemoryBooks, putBack } from '../../src/memory/memory-books.ts';
import { createMemoryStore, type MemoryStore } from '../../src/memory/memory-store.ts';
import { createMemoryRecoveryBooks } from '../../src/memory/recovery/memory-recovery-books.ts';

export const WORKER = 'worker-1';

/** A store with the operator's acts, as both sides have it: a recovery of the books among them. */
export interface Side extends MemoryStore {
  readonly recovery: RecoveryBooks;
  /** From now on the books are a copy that was put back, of the moment that it is. */
  becomeCopy(): Promise<void>;
}

/** The same books twice, on one clock that stands still until it is moved. */
export interface Twins {
  readonly postgres: Side;
  readonly memory: Side;
  readonly books: MemoryBooks;
  nowMs(): number;
  passTime(ms: number): Promise<void>;
  /** Runs a statement on the database, beside the store. */
  sql<Row>(text: string): Promise<readonly Row[]>;
}

export interface TwinBooks {
  /** Both sides empty, at the same moment. */
  fresh(): Promise<Twins>;
  close(): Promise<void>;
}

/**
 * In this database `clock_timestamp()` is a function of ours: it is found before Postgres's own, because the search path
 * says so, and the defaults of all columns are bound to it. So both sides live at exactly the same time, edges included.
 */
const OWN_CLOCK = [
  'CREATE SCHEMA clock',
  'CREATE TABLE clock.hand (now timestamptz NOT NULL)',
  `INSERT INTO clock.hand VALUES ('2025-10-09T00:00:00Z')`,
  `CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT now FROM clock.hand'`,
  `DO $$ DECLARE found record; BEGIN
     FOR found IN SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name AND NOT t.relispartition
                   WHERE c.table_schema = 'public' AND c.column_default = 'clock_timestamp()'
     LOOP EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT clock.clock_timestamp()', found.table_name, found.column_name); END LOOP;
     EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog, public', current_database());
   END $$`,
  // Between two sequences the books are emptied, which no event would otherwise let happen.
  'ALTER TABLE position_event DISABLE TRIGGER position_event_is_never_truncated',
];
const EMPTY = 'TRUNCATE books, account, fleet_limit, wave, signal, position, "order", intent, fill, claim, position_event, reconciliation_report, worker, page, page_telling, stream_lease';

/** Opens the real books on a database of their own, whose clock the test moves. */
export async function openTwinBooks(): Promise<TwinBooks> {
  const database = await cloneDatabase();
  const side = connect({ databaseUrl: database.url, connectionsMax: 1 });
  const sql = async <Row>(text: string) => side.run<Row>({ name: '', text }, []);
  for (const text of OWN_CLOCK) await sql(text);
  let nowMs = Date.parse('2025-10-09T00:00:00Z');
  const setClock = () => side.run({ name: 'set_clock', text: `UPDATE clock.hand SET now = 'epoch'::timestamptz + $1::bigint * interval '1 millisecond'` }, [nowMs]);
  const { store, close } = openStore({ databaseUrl: database.url, workerId: WORKER, connectionsMax: 4, monotonicMs: () => nowMs });
  const acknowledgePage = async (subject: string): Promise<boolean> => {
    const standing = await side.run<{ id: string }>({ name: 'find_page', text: 'SELECT id FROM page WHERE subject = $1' }, [subject]);
    return (await store.acknowledgePages(standing.map(({ id }) => id))).length > 0;
  };
  const recovery = openRecoveryBooks({ databaseUrl: database.url });
  const becomeCopy = async (): Promise<void> => void (await sql(`UPDATE books SET identity = 'elsewhere', recovery_identity = CASE WHEN recovery_identity IS NOT NULL THEN 'elsewhere' END`));
  const postgres = { ...(store satisfies PostgresStore), acknowledgePage, recovery, becomeCopy };
  return {
    fresh: async () => {
      await sql(EMPTY);
      const books = createMemoryBooks();
      const options = { books, nowMs: () => nowMs, worker: WORKER };
      const memory = { ...createMemoryStore(options), recovery: createMemoryRecoveryBooks(options), becomeCopy: async () => putBack(books, copyBooks(books)) };
      const passTime = async (ms: number) => {
        nowMs += ms;
        if (ms > 0) await setClock();
      };
      return { postgres, memory, books, nowMs: () => nowMs, passTime, sql };
    },
    close: async () => {
      await close();
      await recovery.close();
      await side.close();
      await database.drop();
    },
  };
}
