import type { WorkerIdentity } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { raisePage } from '../insert-rows.ts';
import { nameBooks, RESTORED_SUBJECT } from '../recovery/identity.ts';
import type { Session } from '../session.ts';

const RESTORED = 'The database was restored, replaced or failed over: nothing is entered or reduced for a signal before `breakwater recover` has read everything again. Stops and closes go on.';

/**
 * A worker's sign of life, which entries ask for (I4). A worker that was stopped stays stopped. The first one of all writes down where the
 * books are kept; one in a copy that was put back raises a page, once.
 */
export function beat(session: Session, worker: WorkerIdentity): void {
  const { books, guards, nowMs } = session;
  atomically((writing) => {
    const isTold = [...books.pages.values()].some(({ subject }) => subject === RESTORED_SUBJECT);
    // A statement that names the books sees them as they were before it.
    if (guards.areRestored(books.identity.get('books')) && !isTold) raisePage(books, writing, { subject: RESTORED_SUBJECT, text: RESTORED, about: '' }, nowMs());
    nameBooks(books, writing);
  });
  const known = books.workers.get(worker.id);
  if (known === undefined) {
    const { id, role, version, host, pid } = worker;
    books.workers.set(id, { id, role, version, host, pid, startedAtMs: nowMs(), heartbeatAtMs: nowMs(), stoppedAtMs: null });
  } else if (known.stoppedAtMs === null) {
    books.workers.set(worker.id, { ...known, version: worker.version, heartbeatAtMs: nowMs() });
  }
}
