import { readConfig } from '@breakwater/config';
import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { openCommandJobs } from '../open-command-jobs.ts';
import { findSymbol, openMarkets } from '../open-markets.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ProtectOptions extends CommandOptions {
  readonly account?: string;
}

/**
 * `protect EXCHANGE SYMBOL`: has the stop workers look after the stop of a symbol now, without waiting for the sweep or
 * the next resync. Where all is well it changes nothing.
 */
export async function addProtection(exchange: string, symbol: string, options: ProtectOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['redis'] });
  const accounts = findAccounts(config, exchange, options.account);
  const markets = openMarkets(config);
  const jobs = openCommandJobs(config);
  try {
    const added: { readonly job: 'protect-position'; readonly key: string }[] = [];
    for (const account of accounts) {
      const key: SymbolKey = { ...account, symbol: await findSymbol(markets, account, symbol) };
      await jobs.enqueueProtection(key);
      added.push({ job: 'protect-position', key: symbolKeyText(key) });
    }
    if (options.json) printJson({ added });
    else for (const { job, key } of added) printLine(`${job} of ${key} is queued`);
    return EXIT.ok;
  } finally {
    await Promise.allSettled([jobs.close(), markets.close()]);
  }
}
