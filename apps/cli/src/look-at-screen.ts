import type { Config } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { readAccounts, type ScreenClient } from '@breakwater/db/screens';
import { lookAtBooks } from './look-at-books.ts';
import { printNote } from './print.ts';
import type { CommandOptions } from './program/describe-command.ts';

/** Looks at the books, and tells a person beside the result what is switched off by hand: whoever forgets that reads every screen wrong. */
export function lookAtScreen<Result>(config: Pick<Config, 'databaseUrl'>, { json = false }: CommandOptions, look: (client: ScreenClient) => Promise<Result>): Promise<Result> {
  return lookAtBooks(config, async (client) => {
    for (const account of json ? [] : await readAccounts(client)) {
      if (account.syncOffSince !== null) printNote(`Scheduled passes over ${accountKeyText(account)} are off since ${account.syncOffSince}; \`breakwater sync on ${account.exchange} ${account.account}\` starts them again.`);
      if (!account.entriesEnabled) printNote(`New entries of ${accountKeyText(account)} are off since ${account.entriesOffSince ?? 'long ago'}; \`breakwater entries on ${account.exchange} ${account.account}\` lets them in again.`);
    }
    return look(client);
  });
}
