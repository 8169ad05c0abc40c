import { readNow, type ScreenClient } from './client.ts';

/** Where a source's outcomes are pushed, and how that goes. */
export interface WebhookOnScreen {
  /** `default`: of every source that has none of its own. */
  readonly source: string;
  /** Whether a worker that runs has it in its configuration. */
  readonly isWanted: boolean;
  /** Messages that it is still owed. */
  readonly waiting: number;
  /** Attempts in a row that failed for the receiver's sake. */
  readonly failures: number;
  /** Until then nothing is sent there. */
  readonly retryAt: string | null;
  /** Why the last attempt failed, in words; null when it did not. */
  readonly problem: string | null;
}

/** Every webhook that a worker ever had, by source. */
export async function readWebhooks(client: ScreenClient): Promise<WebhookOnScreen[]> {
  const [now, webhooks, owed] = await Promise.all([
    readNow(client),
    client.outcomeWebhook.findMany({ orderBy: { source: 'asc' } }),
    client.outcomeMessage.groupBy({ by: ['source'], where: { isOwed: true, deliveredAt: null }, _count: { _all: true } }),
  ]);
  const own = new Set(webhooks.map(({ source }) => source));
  const waitingAt = (webhook: string): number => owed.filter(({ source }) => (own.has(source) ? source : 'default') === webhook).reduce((sum, { _count }) => sum + _count._all, 0);
  return webhooks.map(({ source, wantedUntil, failures, retryAt, problem }) => ({
    ...{ source, isWanted: wantedUntil > now, waiting: waitingAt(source), failures },
    ...{ retryAt: retryAt?.toISOString() ?? null, problem },
  }));
}
