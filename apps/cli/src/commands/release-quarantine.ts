import { readConfig } from '@breakwater/config';
import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import { openStore } from '@breakwater/db';
import { confirmDanger } from '../confirm-danger.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { findSymbol, openMarkets } from '../open-markets.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ReleaseOptions extends CommandOptions {
  readonly account?: string;
  readonly yes?: boolean;
}

/**
 * `quarantine release EXCHANGE SYMBOL`: gives a key back to the fleet, which looks at it with its next sweep, as at any other. The page
 * about it is settled. If the trouble goes on, the key is set aside again, and a human hears of it again.
 */
export async function releaseQuarantine(exchange: string, symbol: string, options: ReleaseOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const accounts = findAccounts(config, exchange, options.account);
  const markets = openMarkets(config);
  const keys: SymbolKey[] = [];
  try {
    for (const account of accounts) keys.push({ ...account, symbol: await findSymbol(markets, account, symbol) });
  } finally {
    await markets.close();
  }
  await confirmDanger(`Giving ${keys.map(symbolKeyText).join(', ')} back to the fleet`, options.yes === true);
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater quarantine release' });
  try {
    const results: { readonly key: string; readonly isReleased: boolean }[] = [];
    for (const key of keys) results.push({ key: symbolKeyText(key), isReleased: await books.store.releaseQuarantine(key) });
    if (options.json) printJson({ keys: results });
    else for (const { key, isReleased } of results) printLine(isReleased ? `${key} is given back: the fleet looks at it now.` : `${key} is not set aside; nothing changed.`);
    return EXIT.ok;
  } finally {
    await books.close();
  }
}
