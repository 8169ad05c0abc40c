import type { Database, Statement } from '../connect.ts';

const STOP_WORKER: Statement = {
  name: 'stop_worker',
  text: `UPDATE worker SET stopped_at = clock_timestamp() WHERE id = $1::uuid AND stopped_at IS NULL`,
};

/** Says that a worker has ended: from now on it protects nobody, without waiting for its heartbeat to grow old. */
export async function stopWorker(database: Database, workerId: string): Promise<void> {
  await database.run(STOP_WORKER, [workerId]);
}
