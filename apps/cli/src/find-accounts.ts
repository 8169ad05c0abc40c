import { type AccountSettings, type Config, nearestName } from '@breakwater/config';
import { type AccountKey, accountKeyText, type ExchangeId, EXCHANGES, toExchangeId } from '@breakwater/core';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/**
 * The configured accounts that a person means by an exchange in any spelling, and an account's name if there is one.
 * @throws CliError when the exchange is not known, or no such account is configured.
 */
export function findAccounts(config: Config, exchangeText: string, accountName: string | undefined): readonly AccountKey[] {
  const exchange = findExchange(exchangeText);
  const atExchange = config.accounts.map((account) => account.key).filter((key) => key.exchange === exchange);
  const found = accountName === undefined ? atExchange : atExchange.filter((key) => key.account === accountName);
  if (found.length > 0) return found;
  const near = accountName && nearestName(accountName, atExchange.map((key) => key.account));
  const what = accountName === undefined ? `No account at ${exchange}` : `No account "${accountName}" at ${exchange}`;
  throw new CliError(EXIT.usage, `${what} is configured in ${config.path}${near ? `: did you mean ${near}?` : ': add it under accounts.'}`);
}

/**
 * The accounts that a person means by `binance.main` or `main`; all of them by nothing.
 * @throws CliError when none is meant.
 */
export function findNamedAccounts(config: Config, text: string | undefined): readonly AccountSettings[] {
  if (text === undefined) return config.accounts;
  const [exchangeText, name] = text.includes('.') ? text.split('.', 2) : [undefined, text];
  const exchange = exchangeText === undefined ? null : findExchange(exchangeText);
  const found = config.accounts.filter(({ key }) => key.account === name && (exchange === null || key.exchange === exchange));
  if (found.length > 0) return found;
  const near = nearestName(text, config.accounts.flatMap(({ key }) => [accountKeyText(key), key.account]));
  throw new CliError(EXIT.usage, `No account "${text}" is configured in ${config.path}${near ? `: did you mean ${near}?` : ': add it under accounts.'}`);
}

function findExchange(text: string): ExchangeId {
  const exchange = toExchangeId(text);
  if (exchange !== null) return exchange;
  const near = nearestName(text, EXCHANGES);
  throw new CliError(EXIT.usage, `"${text}" is not an exchange that is known: ${near ? `did you mean ${near}?` : `use one of ${EXCHANGES.join(', ')}.`}`);
}
