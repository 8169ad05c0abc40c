import { type AccountKey, accountKeyText, resolveMarket } from '@breakwater/core';
import type { ConnectedExchange } from '@breakwater/exchange';
import { Refused } from './refused.ts';

/** The exchange's own id of a market in any spelling that people write. @throws Refused in words. */
export type FindSymbol = (account: AccountKey, text: string) => Promise<string>;

/** Finds symbols among the markets that the exchanges list; one that is not among the loaded ones is looked for anew. */
export function makeFindSymbol(exchanges: readonly ConnectedExchange[]): FindSymbol {
  return async (account, text) => {
    const exchange = exchanges.find(({ key }) => accountKeyText(key) === accountKeyText(account));
    const load = async (reload: boolean) => {
      try {
        return (await exchange?.markets(reload)) ?? new Map();
      } catch (error) {
        throw new Refused(`The markets of ${account.exchange} cannot be read now, so "${text}" cannot be checked: try again once the exchange answers (${error instanceof Error ? error.message : String(error)}).`);
      }
    };
    const market = resolveMarket(await load(false), text) ?? resolveMarket(await load(true), text);
    if (market) return market.symbol;
    throw new Refused(`"${text}" is not a market that ${account.exchange} lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.`);
  };
}
