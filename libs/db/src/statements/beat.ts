import type { WorkerIdentity } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { checkDurability, type DurabilitySettings } from '../refuse-weak-durability.ts';
import { ARE_RESTORED, IDENTITY } from './identity.ts';
import { toMs } from './insert-rows.ts';

/**
 * A worker's sign of life, which entries ask for (I4), and a look at the database itself in the same breath: whether it
 * keeps what it confirms, what its clock says, and whether it is still the same one.
 *
 * The heartbeat is written only on a durable database. A worker that was stopped stays stopped: a beat that was under way
 * does not bring it back. The first heartbeat of all writes down which database it is; one in a copy that was put back raises a page,
 * once a copy, because nothing is entered there before a person has it recovered (commit-intent.ts).
 */
const BEAT: Statement = {
  name: 'beat',
  text: `
WITH settings AS MATERIALIZED (
  SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit
), beaten AS (
  INSERT INTO worker AS w (id, role, version, host, pid)
  SELECT $1::uuid, $2::text, $3::text, $4::text, $5::integer FROM settings WHERE fsync = 'on' AND synchronous_commit <> 'off'
  ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp(), version = EXCLUDED.version WHERE w.stopped_at IS NULL
), named AS (
  INSERT INTO books (id, identity) SELECT 1, ${IDENTITY} WHERE NOT EXISTS (SELECT FROM books) ON CONFLICT (id) DO NOTHING
), told AS (
  INSERT INTO page (id, subject, text)
  SELECT gen_random_uuid(), 'books-restored.' || ${IDENTITY}, $6::text
   WHERE ${ARE_RESTORED} AND NOT EXISTS (SELECT FROM page WHERE subject = 'books-restored.' || ${IDENTITY})
  ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO NOTHING
)
SELECT settings.*, ${toMs('clock_timestamp()')} AS now_ms,
       ${IDENTITY} AS identity
  FROM settings`,
};

const RESTORED = 'The database was restored, replaced or failed over: nothing is entered or reduced for a signal before `breakwater recover` has read everything again. Stops and closes go on.';

/** The database is not the one that it was: restored, failed over, or its clock was set. Every fence must be raised before anything is sent. */
export class DatabaseChanged extends Error {
  override readonly name = 'DatabaseChanged';
}

/** More than any drift between two clocks from one beat to the next. */
const CLOCK_STEP_MS_MAX = 500;

interface Look {
  readonly identity: string;
  readonly nowMs: number;
  /** On the monotonic clock: the database's time was read between the two. */
  readonly beganAtMs: number;
  readonly endedAtMs: number;
}

/**
 * Makes the beat of one process, which remembers what the database looked like at the beat before. It throws
 * {@link DatabaseChanged} once a change, and WeakDurability for as long as the database is not durable.
 */
export function makeBeat(database: Database, monotonicMs: () => number): (worker: WorkerIdentity) => Promise<void> {
  let last: Look | undefined;
  return async (worker) => {
    const beganAtMs = monotonicMs();
    const [row] = await database.run<DurabilitySettings & { now_ms: string; identity: string }>(BEAT, [worker.id, worker.role, worker.version, worker.host, worker.pid, RESTORED]);
    if (row === undefined) return;
    checkDurability(row);
    const look: Look = { identity: row.identity, nowMs: Number(row.now_ms), beganAtMs, endedAtMs: monotonicMs() };
    const before = last;
    // Two beats at once: the later look stays.
    if (last === undefined || look.beganAtMs > last.beganAtMs) last = look;
    const change = before === undefined ? null : changeBetween(before, look);
    if (change !== null) throw new DatabaseChanged(change);
  };
}

/** What changed between two looks at a database, in one sentence, or null. Exported for its test. */
export function changeBetween(before: Look, after: Look): string | null {
  if (before.identity !== after.identity) return `The database is not the one of the last heartbeat (${before.identity} became ${after.identity}): it was restored, replaced or failed over.`;
  const passedMs = after.nowMs - before.nowMs;
  const leastMs = after.beganAtMs - before.endedAtMs - CLOCK_STEP_MS_MAX;
  const mostMs = after.endedAtMs - before.beganAtMs + CLOCK_STEP_MS_MAX;
  if (passedMs < leastMs) return `The database's clock stepped back by ${Math.round(leastMs + CLOCK_STEP_MS_MAX - passedMs)} ms.`;
  if (passedMs > mostMs) return `The database's clock stepped forward by ${Math.round(passedMs - mostMs + CLOCK_STEP_MS_MAX)} ms.`;
  return null;
}
