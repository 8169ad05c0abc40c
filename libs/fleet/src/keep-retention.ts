import type { Config } from '@breakwater/config';
import { applyRetention } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import { keepDoing, type Recurring } from './keep-doing.ts';

const ROUND_EVERY_MS = 3_600_000;
/** Something was locked; and a process that starts has what is more urgent to do. */
const AGAIN_MS = 60_000;

/** Has what is old removed from the books, once an hour, by one of all the processes that ask for it. */
export function keepRetention({ databaseUrl, retention }: Pick<Config, 'databaseUrl' | 'retention'>, log: Log): Recurring {
  const months = { events: retention.eventMonths, reports: retention.reportMonths, waves: retention.waveMonths };
  let isStart = true;
  return keepDoing('retention', ROUND_EVERY_MS, log, async () => {
    if (isStart) {
      isStart = false;
      return AGAIN_MS;
    }
    const done = await applyRetention(databaseUrl, months);
    if (done === null) return null;
    const { events, reports, waves, postponed } = done;
    if (events + reports + waves > 0) log.info('retention_applied', { events, reports, waves });
    return postponed.length > 0 ? AGAIN_MS : null;
  });
}
