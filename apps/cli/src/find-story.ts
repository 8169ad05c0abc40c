import type { Config } from '@breakwater/config';
import { type AccountKey, LEGS } from '@breakwater/core';
import type { EventSelection, ScreenClient } from '@breakwater/db/screens';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';
import { findAccounts } from './find-accounts.ts';
import { findSymbolKey } from './find-symbol-key.ts';

const POSITION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * What a person means by `binance TAGUSDT`, `binance main TAG/USDT`, `binance.main.TAGUSDT` (also with its leg) or the id
 * of a position. The exchange is asked only for a symbol that the books do not know by these letters.
 * @throws CliError when it is none of these, or more than one account may be meant.
 */
export async function findStory(config: Config, client: ScreenClient, words: readonly string[]): Promise<EventSelection['about']> {
  const [first = ''] = words;
  if (words.length === 1 && POSITION_ID.test(first)) return { positionId: first.toLowerCase() };
  const parts = words.length === 1 ? first.split('.') : words;
  const [exchange, second, third, leg] = parts;
  const isKey = parts.length === 2 || parts.length === 3 || (parts.length === 4 && LEGS.some((one) => one === leg));
  if (exchange === undefined || second === undefined || !isKey) {
    throw new CliError(EXIT.usage, `"${words.join(' ')}" is no key: write it as binance TAGUSDT, binance main TAGUSDT or binance.main.TAGUSDT, or give the id of a position.`);
  }
  const account = findOneAccount(config, exchange, third === undefined ? undefined : second);
  return findSymbolKey(config, client, account, third ?? second);
}

function findOneAccount(config: Config, exchange: string, name: string | undefined): AccountKey {
  const accounts = findAccounts(config, exchange, name);
  const [account] = accounts;
  if (account !== undefined && accounts.length === 1) return account;
  throw new CliError(EXIT.usage, `Several accounts at ${exchange} are configured (${accounts.map((one) => one.account).join(', ')}): name one before the symbol.`);
}
