import { readNow, type ScreenClient } from './client.ts';

/** A worker process as people see it. */
export interface WorkerOnScreen {
  readonly id: string;
  readonly role: string;
  /** `silent`: it did not say that it ended, and its heartbeat is too old. */
  readonly state: 'alive' | 'silent' | 'stopped';
  readonly heartbeatMsAgo: number;
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
}

/**
 * Workers whose last heartbeat is at most so old, the freshest of each role first. Alive is who was not stopped and beat
 * within `heartbeatMsMax`: the rule that entries ask for.
 */
export async function readWorkers(client: ScreenClient, { heartbeatMsMax, withinMs, limit }: { readonly heartbeatMsMax: number; readonly withinMs: number; readonly limit: number }): Promise<WorkerOnScreen[]> {
  const now = await readNow(client);
  const rows = await client.worker.findMany({
    where: { heartbeatAt: { gte: new Date(Math.max(0, now.getTime() - withinMs)) } },
    orderBy: [{ role: 'asc' }, { heartbeatAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map((row) => {
    const heartbeatMsAgo = Math.max(0, now.getTime() - row.heartbeatAt.getTime());
    return {
      id: row.id,
      role: row.role,
      state: row.stoppedAt !== null ? 'stopped' : heartbeatMsAgo <= heartbeatMsMax ? 'alive' : 'silent',
      heartbeatMsAgo,
      version: row.version,
      host: row.host,
      pid: row.pid,
      startedAt: row.startedAt.toISOString(),
      stoppedAt: row.stoppedAt?.toISOString() ?? null,
    };
  });
}
