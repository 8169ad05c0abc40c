import { randomUUID } from 'node:crypto';
import { type Config, wavePolicyOf } from '@breakwater/config';
import { derivedId, type Leg, type SymbolKey } from '@breakwater/core';
import { acceptRegisteredWave, openStore } from '@breakwater/db';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { openCommandJobs } from '../open-command-jobs.ts';

/** Whose wishes the commands write: a sender like any other, but the one that may mean what is foreign. */
export const OPERATOR = 'operator';

/** What is to be closed: one leg of a symbol, or whatever is open there. */
export interface WantedClose {
  readonly key: SymbolKey;
  readonly leg: Leg | null;
  readonly coversForeign: boolean;
}

/**
 * Writes the operator's wish to have these closed into the books, in one statement, and wakes the workers. From then on it is
 * carried out whatever becomes of this command. Returns the id of its wave, and whether somebody could be woken at once.
 */
export async function wantClosed(config: Config, wanted: readonly WantedClose[]): Promise<{ readonly id: string; readonly isEnqueued: boolean }> {
  const id = randomUUID();
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater close' });
  const jobs = openCommandJobs(config);
  try {
    const exits = wanted.map(({ key, leg, coversForeign }, index) => {
      const externalId = `${id}.${index + 1}`;
      return {
        id: derivedId('signal', OPERATOR, externalId),
        externalId,
        key,
        action: 'close' as const,
        leg,
        side: null,
        quantity: null,
        fraction: null,
        stopRule: null,
        mayLoosen: false,
        coversForeign,
      };
    });
    const wave = { source: OPERATOR, externalId: id, contentHash: id, atMs: Date.now(), policy: wavePolicyOf(config, OPERATOR), signals: [], exits };
    const taken = await acceptRegisteredWave(books.store, config.accounts, wave);
    if (taken.type === 'forgotten') throw new CliError(EXIT.refused, `Nothing was closed: this machine's clock is before ${taken.keptSince}, and what was wanted then is not remembered any more; set it right, and run this again.`);
    const woken = await Promise.allSettled([jobs.enqueueWave(taken.waveId), ...wanted.map(({ key }) => jobs.enqueueProtection(key))]);
    return { id, isEnqueued: woken.every(({ status }) => status === 'fulfilled') };
  } finally {
    await Promise.allSettled([books.close(), jobs.close()]);
  }
}
