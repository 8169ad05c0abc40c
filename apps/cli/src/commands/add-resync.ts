import { readConfig } from '@breakwater/config';
import { accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { openCommandJobs } from '../open-command-jobs.ts';
import { findSymbol, openMarkets } from '../open-markets.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ResyncOptions extends CommandOptions {
  readonly account?: string;
}

const CAUSE = 'cli';

/**
 * `resync EXCHANGE [SYMBOL]`: asks the sync workers to compare the books with the exchange, for every account there or
 * one, and for all symbols or one. Asking again while it waits or runs adds at most one more.
 */
export async function addResync(exchange: string, symbol: string | undefined, options: ResyncOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['redis'] });
  const accounts = findAccounts(config, exchange, options.account);
  const markets = openMarkets(config);
  const jobs = openCommandJobs(config);
  try {
    const added: { readonly job: 'resync-account' | 'resync-key'; readonly key: string }[] = [];
    for (const account of accounts) {
      if (symbol === undefined) {
        await jobs.enqueueAccountResync(account, CAUSE);
        added.push({ job: 'resync-account', key: accountKeyText(account) });
      } else {
        const key: SymbolKey = { ...account, symbol: await findSymbol(markets, account, symbol) };
        await jobs.enqueueResync(key, CAUSE);
        added.push({ job: 'resync-key', key: symbolKeyText(key) });
      }
    }
    if (options.json) printJson({ added });
    else for (const { job, key } of added) printLine(`${job} of ${key} is queued`);
    return EXIT.ok;
  } finally {
    await Promise.allSettled([jobs.close(), markets.close()]);
  }
}
