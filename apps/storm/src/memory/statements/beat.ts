import type { WorkerIdentity } from '@breakwater/engine';
import type { Session } from '../session.ts';

/** A worker's sign of life, which entries ask for (I4). A worker that was stopped stays stopped. */
export function beat({ books, nowMs }: Session, worker: WorkerIdentity): void {
  const known = books.workers.get(worker.id);
  if (known === undefined) {
    const { id, role, version, host, pid } = worker;
    books.workers.set(id, { id, role, version, host, pid, startedAtMs: nowMs(), heartbeatAtMs: nowMs(), stoppedAtMs: null });
  } else if (known.stoppedAtMs === null) {
    books.workers.set(worker.id, { ...known, version: worker.version, heartbeatAtMs: nowMs() });
  }
}
