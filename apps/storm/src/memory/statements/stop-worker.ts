import type { Session } from '../session.ts';

/** Says that a worker has ended: from now on it protects nobody, without waiting for its heartbeat to grow old. */
export function stopWorker({ books, nowMs }: Session, workerId: string): void {
  const worker = books.workers.get(workerId);
  if (worker !== undefined && worker.stoppedAtMs === null) books.workers.set(workerId, { ...worker, stoppedAtMs: nowMs() });
}
