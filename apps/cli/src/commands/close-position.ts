import { readConfig } from '@breakwater/config';
import { type Leg, symbolKeyText } from '@breakwater/core';
import { type CloseOptions, closeAndTell } from '../closing/await-closes.ts';
import type { WantedClose } from '../closing/want-closed.ts';
import { confirmDanger } from '../confirm-danger.ts';
import type { ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { findSymbol, openMarkets } from '../open-markets.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ClosePositionOptions extends CommandOptions, CloseOptions {
  readonly account?: string;
  readonly leg?: Leg;
  readonly foreign?: boolean;
  readonly yes?: boolean;
}

/**
 * `close EXCHANGE SYMBOL`: has what we hold of a symbol closed at market, reduce-only, size and side as the exchange has them
 * when it is sent. Foreign positions are left alone unless `--foreign` is given (I11).
 */
export async function closePosition(exchange: string, symbol: string, options: ClosePositionOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis'] });
  const accounts = findAccounts(config, exchange, options.account);
  const markets = openMarkets(config);
  const wanted: WantedClose[] = [];
  try {
    for (const account of accounts) wanted.push({ key: { ...account, symbol: await findSymbol(markets, account, symbol) }, leg: options.leg ?? null, coversForeign: options.foreign === true });
  } finally {
    await markets.close();
  }
  const what = wanted.map(({ key }) => symbolKeyText(key)).join(', ');
  await confirmDanger(`Closing ${what}${options.leg === undefined ? '' : ` (${options.leg})`} at market${options.foreign ? ', although it may be foreign' : ''}`, options.yes === true);
  return closeAndTell(config, wanted, options);
}
