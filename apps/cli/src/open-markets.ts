import type { AccountSettings, Config } from '@breakwater/config';
import { type AccountKey, accountKeyText, type Markets, resolveMarket } from '@breakwater/core';
import { type ConnectedExchange, reloadSeldom } from '@breakwater/exchange';
import { CliError } from './cli-error.ts';
import { connectAccount, exchangeUnreachable } from './connect-account.ts';
import { EXIT } from './exit-codes.ts';

/** The markets of the configured accounts, each loaded once, when it is asked for, and again on demand. */
export interface OpenMarkets {
  /** @throws CliError when the exchange cannot be reached, or the account is not configured; the next call tries again. */
  of(account: AccountKey, reload?: boolean): Promise<Markets>;
  close(): Promise<void>;
}

/** A command that runs on must not ask for all markets at every misspelt symbol. */
const RELOAD_EVERY_MS = 10_000;

interface OpenMarket {
  readonly exchange: ConnectedExchange;
  readonly markets: (reload?: boolean) => Promise<Markets>;
}

/** Opens nothing yet: a command that needs no market does not touch the exchange. */
export function openMarkets(config: Config): OpenMarkets {
  const open = new Map<string, OpenMarket>();
  const connect = (settings: AccountSettings): OpenMarket => {
    const exchange = connectAccount(settings);
    const opened = { exchange, markets: reloadSeldom((reload) => exchange.markets(reload), RELOAD_EVERY_MS) };
    open.set(accountKeyText(settings.key), opened);
    return opened;
  };
  return {
    of: async (account, reload) => {
      const settings = config.accounts.find(({ key }) => accountKeyText(key) === accountKeyText(account));
      if (!settings) throw new CliError(EXIT.configuration, `The account ${accountKeyText(account)} is not configured: add it under accounts.`);
      const { markets } = open.get(accountKeyText(account)) ?? connect(settings);
      try {
        return await markets(reload);
      } catch (error) {
        throw exchangeUnreachable(settings, error);
      }
    },
    close: async () => {
      await Promise.allSettled([...open.values()].map(({ exchange }) => exchange.close()));
    },
  };
}

/**
 * The exchange's own id of a market in any spelling that people write.
 * @throws CliError when none or more than one fits.
 */
export async function findSymbol(markets: OpenMarkets, account: AccountKey, text: string): Promise<string> {
  const market = resolveMarket(await markets.of(account), text);
  if (market) return market.symbol;
  throw new CliError(EXIT.usage, `"${text}" is not a market that ${account.exchange} lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.`);
}
