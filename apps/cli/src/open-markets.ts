import type { Config } from '@breakwater/config';
import { type AccountKey, accountKeyText, type Markets, resolveMarket } from '@breakwater/core';
import { connectBinance } from '@breakwater/exchange';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/** The markets of the configured accounts, each loaded once and only when it is asked for. */
export interface OpenMarkets {
  /** @throws CliError when the exchange cannot be reached, or this version does not know it. */
  of(account: AccountKey): Promise<Markets>;
  close(): Promise<void>;
}

/** Opens nothing yet: a command that needs no market does not touch the exchange. */
export function openMarkets(config: Config): OpenMarkets {
  const loaded = new Map<string, Promise<Markets>>();
  const closes: (() => Promise<void>)[] = [];
  const load = async (account: AccountKey): Promise<Markets> => {
    const settings = config.accounts.find(({ key }) => accountKeyText(key) === accountKeyText(account));
    if (!settings || account.exchange !== 'binance') throw new CliError(EXIT.configuration, `This version cannot reach ${accountKeyText(account)}: use an account at binance.`);
    const exchange = connectBinance({ account: account.account, ...settings.credentials, ...(settings.url !== null && { url: settings.url }) });
    closes.push(() => exchange.close());
    try {
      return await exchange.markets();
    } catch (error) {
      const variable = settings.url === null ? '' : ' or correct its url in the configuration';
      throw new CliError(EXIT.unreachable, `The exchange ${account.exchange} cannot be reached (${error instanceof Error ? error.message : String(error)}): check the network${variable}.`, { cause: error });
    }
  };
  return {
    of: (account) => {
      const name = accountKeyText(account);
      const known = loaded.get(name) ?? load(account);
      loaded.set(name, known);
      return known;
    },
    close: async () => {
      await Promise.allSettled(closes.map((close) => close()));
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
