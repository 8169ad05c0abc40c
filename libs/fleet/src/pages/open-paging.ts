import type { Config, PageReceiverSettings } from '@breakwater/config';
import { type DuePage, openPageBooks, type PageBooks } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import { keepDoing } from '../keep-doing.ts';
import type { PostBounds } from '../outcomes/post-webhook.ts';
import { retryPauseMs } from '../outcomes/retry-pause.ts';
import { tellPage } from './tell-page.ts';

export interface PagingOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'deployment' | 'paging' | 'pageReceivers'>;
  readonly log: Log;
  onTelling(receiver: string, result: 'told' | 'failed'): void;
  readonly bounds?: PostBounds;
  /** What pauses are drawn by, from 0 to 1. */
  readonly chance?: () => number;
}

const LOOK_EVERY_MS = 2_000;
const AT_ONCE = 1;
/** Longer than an attempt can take; after it another process goes on where one died. */
const LEASE_MS = 30_000;
/** A request that is under way when the process is told to stop is waited for no longer: then its page is told twice. */
const STOP_WITHIN_MS = 3_000;
/** An Alertmanager repeats by its own rules, as long as it is told that an alert stands: it takes one for resolved five minutes after it last heard of it. */
const ALERT_EVERY_MS = 60_000;
const ALERT_STANDS_MS = 300_000;

/**
 * Tells every receiver of the configuration of the pages that stand, and goes on until somebody acknowledges them: beside the
 * other work of a process, on a database connection of its own. All workers do, because a page may be about those that are gone;
 * Postgres lets one at a time tell a receiver of a page. A position that stays bare becomes a page here, beside the engine: whatever keeps its
 * stop away may keep its key from being looked at, too. That is done without receivers as well: pages stand on the screens.
 */
export function openPaging(options: PagingOptions): { close(): Promise<void> } {
  const { config, log } = options;
  const books = openPageBooks({ databaseUrl: config.databaseUrl });
  const watch = keepDoing('bare_watch', LOOK_EVERY_MS, log, async () => {
    await books.watchBare(config.paging.bareAfterMs);
    return null;
  });
  const tellers = config.pageReceivers.map((receiver) =>
    keepDoing(`paging_${receiver.name}`, LOOK_EVERY_MS, log, async () => {
      const page = await books.claim(receiver.name, LEASE_MS);
      if (page === null) return null;
      await tellOne(books, receiver, page, options);
      return AT_ONCE;
    }),
  );
  return {
    close: async () => {
      await Promise.race([Promise.all([watch, ...tellers].map((round) => round.stop())), new Promise((resolve) => void setTimeout(resolve, STOP_WITHIN_MS).unref())]);
      await books.close();
    },
  };
}

/** Tells one receiver of one page, and writes down how that ended. */
async function tellOne(books: PageBooks, receiver: PageReceiverSettings, page: DuePage, { config, log, onTelling, bounds, chance = Math.random }: PagingOptions): Promise<void> {
  const { failures, ...told } = page;
  const telling = await tellPage(receiver, told, { deployment: config.deployment, standsForMs: ALERT_STANDS_MS, ...(bounds === undefined ? {} : { bounds }) });
  const fields = { receiver: receiver.name, page: page.id, subject: page.subject };
  onTelling(receiver.name, telling.type);
  if (telling.type === 'told') {
    const againInMs = receiver.type === 'alertmanager' ? Math.min(ALERT_EVERY_MS, config.paging.repeatEveryMs) : config.paging.repeatEveryMs;
    await books.recordTold(page.id, receiver.name, againInMs, page.acknowledgedAt !== null);
    log.info('page_told', { ...fields, toldBefore: page.toldCount, isOver: page.acknowledgedAt !== null });
    return;
  }
  const { problem } = telling;
  const retryInMs = retryPauseMs(failures + 1, chance(), telling.retryAfterMs);
  log.warn('page_not_told', { ...fields, problem, retryInMs });
  await books.recordUntold(page.id, receiver.name, problem, retryInMs, `Pages do not arrive at ${receiver.name} (${receiver.type}): ${problem}. They are kept and tried again; \`breakwater page test ${receiver.name}\` shows more.`);
}
