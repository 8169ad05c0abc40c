import type { Figures } from '@breakwater/db';
import { QUEUE_NAMES, type OpenJobs } from '@breakwater/queue';
import { METRICS } from './metric-table.ts';
import type { Metrics } from './open-metrics.ts';

/** Several scrapers at once, or a curious person, ask the database once. */
const KEEP_MS = 2_000;

/** What the whole fleet looks like in Postgres and in Redis: asked anew at each look, left out while neither answers. */
export function collectFigures(metrics: Metrics, readFigures: () => Promise<Figures>, jobs: Pick<OpenJobs, 'counts'>): void {
  const figures = keepFor(KEEP_MS, readFigures);
  metrics.addCollector(async () => {
    try {
      showFigures(metrics, await figures());
    } catch (error) {
      forget(metrics);
      throw error;
    }
  });
  const queueJobs = metrics.gauge('breakwater_queue_jobs');
  metrics.addCollector(async () => {
    queueJobs.reset();
    const counts = await jobs.counts();
    for (const queue of QUEUE_NAMES) for (const [state, count] of Object.entries(counts[queue])) queueJobs.set({ queue, state }, count);
  });
}

function showFigures(metrics: Metrics, figures: Figures): void {
  forget(metrics);
  for (const status of ['opening', 'open', 'closing']) {
    metrics.gauge('breakwater_positions').set({ status }, figures.positions.find((one) => one.status === status)?.count ?? 0);
  }
  metrics.bareTime.set(figures.bareTimes);
  metrics.gauge('breakwater_bare_positions').set(figures.bareNow.count);
  metrics.gauge('breakwater_bare_oldest_seconds').set(figures.bareNow.oldestMs / 1_000);
  for (const { exchange, account, entriesEnabled, isSyncOn, agreedMsAgo } of figures.accounts) {
    metrics.gauge('breakwater_entries_enabled').set({ exchange, account }, Number(entriesEnabled));
    metrics.gauge('breakwater_sync_enabled').set({ exchange, account }, Number(isSyncOn));
    if (agreedMsAgo !== null) metrics.gauge('breakwater_agreement_age_seconds').set({ exchange, account }, agreedMsAgo / 1_000);
  }
  for (const role of ['wave-worker', 'sync-worker', 'stop-worker', 'stream-listener']) {
    metrics.gauge('breakwater_workers').set({ role }, figures.workers.find((one) => one.role === role)?.count ?? 0);
  }
  metrics.gauge('breakwater_unacknowledged_pages').set(figures.unacknowledgedPages);
  metrics.gauge('breakwater_quarantined_keys').set(figures.quarantinedKeys);
  metrics.gauge('breakwater_unanswered_intents').set(figures.unansweredIntents);
  metrics.gauge('breakwater_outcomes_waiting').set(figures.waitingOutcomes.count);
  metrics.gauge('breakwater_outcomes_oldest_seconds').set(figures.waitingOutcomes.oldestMs / 1_000);
}

const GAUGES = [
  'breakwater_positions', 'breakwater_bare_positions', 'breakwater_bare_oldest_seconds', 'breakwater_entries_enabled', 'breakwater_sync_enabled', 'breakwater_agreement_age_seconds',
  'breakwater_workers', 'breakwater_unacknowledged_pages', 'breakwater_quarantined_keys', 'breakwater_unanswered_intents',
  'breakwater_outcomes_waiting', 'breakwater_outcomes_oldest_seconds',
] as const; // prettier-ignore

/** An old figure is worse than none: what is not known now is not shown. */
function forget(metrics: Metrics): void {
  metrics.bareTime.reset();
  for (const name of GAUGES) {
    // After a mere reset a gauge without labels shows 0, which nobody knows.
    if (METRICS[name].labels.length === 0) metrics.gauge(name).remove();
    else metrics.gauge(name).reset();
  }
}

/** Asks once and gives everybody the same answer for a while; a failure is not kept. */
function keepFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly answer: Promise<T>; readonly atMs: number } | null = null;
  return () => {
    if (kept !== null && performance.now() - kept.atMs < ms) return kept.answer;
    const answer = read();
    const asked = (kept = { answer, atMs: performance.now() });
    answer.catch(() => {
      if (kept === asked) kept = null;
    });
    return answer;
  };
}
