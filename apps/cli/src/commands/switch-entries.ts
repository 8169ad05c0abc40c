import { type Config, nearestName, readConfig } from '@breakwater/config';
import { type AccountKey, accountKeyText, EXCHANGES, resolveMarket, type SymbolKey, toExchangeId } from '@breakwater/core';
import { type AccountOnScreen, readAccounts, readSymbolsOff } from '@breakwater/db/screens';
import { CliError } from '../cli-error.ts';
import { confirmDanger } from '../confirm-danger.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { findSymbol, openMarkets } from '../open-markets.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import { nameOf, type Switched, switchEntriesOf } from '../switch-all.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface EntriesOptions extends CommandOptions {
  readonly yes?: boolean;
}

/**
 * `entries [on|off|status] [SYMBOL | EXCHANGE [ACCOUNT [SYMBOL]]]`: the operator's switch. Off keeps every new entry out, from the next
 * statement on; stops and closes go on. While it is off a page stands. A symbol has a switch of its own beside its account's, and
 * an entry passes only where both are on; a symbol alone means that of every account at an exchange that lists it. Without a state it shows how things are.
 */
export async function switchEntries(state: 'on' | 'off' | 'status' | undefined, exchange: string | undefined, account: string | undefined, symbol: string | undefined, options: EntriesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const alone = exchange !== undefined && account === undefined && toExchangeId(exchange) === null ? exchange : undefined;
  const everywhere = alone === undefined ? null : await findSymbolEverywhere(config, alone);
  const accounts = everywhere ?? (exchange === undefined ? config.accounts.map((one) => one.key) : findAccounts(config, exchange, account));
  const keys: readonly Switched[] = symbol === undefined ? accounts : await findSymbols(config, accounts, symbol);
  const isSwitched = state === 'on' || state === 'off';
  if (isSwitched) await confirmDanger(`Switching new entries of ${keys.map(nameOf).join(', ')} ${state}`, options.yes === true);
  const changed = isSwitched ? await switchEntriesOf(config, keys, state === 'on', 'breakwater entries') : new Set<string>();
  const names = new Set(accounts.map(accountKeyText));
  const known = (await lookAtBooks(config, readAccounts)).filter((one) => names.has(accountKeyText(one)));
  const off = (await lookAtBooks(config, readSymbolsOff)).filter((one) => names.has(accountKeyText(one)));
  const symbolsOff = (one: AccountKey) => off.filter((each) => accountKeyText(each) === accountKeyText(one));
  const isChanged = (one: AccountKey): boolean => keys.some((key) => accountKeyText(key) === accountKeyText(one) && changed.has(nameOf(key)));
  if (options.json) printJson({ accounts: known.map((one) => ({ ...one, symbolsOff: symbolsOff(one).map((each) => each.symbol), isChanged: isChanged(one) })) });
  else if (isSwitched) for (const key of keys) printLine(`New entries of ${nameOf(key)} are ${state}${changed.has(nameOf(key)) ? '.' : ', as they were.'}`);
  else show(known, symbolsOff);
  return EXIT.ok;
}

/** The symbol at every configured account whose exchange lists it. Throws when none does: then it may be an exchange that is misspelt. */
async function findSymbolEverywhere(config: Config, text: string): Promise<readonly SymbolKey[]> {
  const markets = openMarkets(config);
  try {
    const found = await Promise.all(config.accounts.map(async ({ key }) => ({ ...key, symbol: resolveMarket(await markets.of(key), text)?.symbol })));
    const keys = found.flatMap(({ symbol, ...key }) => (symbol === undefined ? [] : [{ ...key, symbol }]));
    if (keys.length > 0) return keys;
    const near = nearestName(text, EXCHANGES);
    throw new CliError(EXIT.usage, `"${text}" is neither an exchange that is known${near ? ` (did you mean ${near}?)` : ''} nor a market that one of your exchanges lists: write binance or bybit, or a market as TAGUSDT, TAG/USDT or TAG/USDT:USDT.`);
  } finally {
    await markets.close();
  }
}

async function findSymbols(config: Config, accounts: readonly AccountKey[], text: string): Promise<readonly SymbolKey[]> {
  const markets = openMarkets(config);
  try {
    return await Promise.all(accounts.map(async (account) => ({ ...account, symbol: await findSymbol(markets, account, text) })));
  } finally {
    await markets.close();
  }
}

function show(accounts: readonly AccountOnScreen[], symbolsOff: (account: AccountKey) => readonly { readonly symbol: string; readonly offSince: string }[]): void {
  if (accounts.length === 0) {
    printLine('No account is registered yet: the first worker that starts does that.');
    return;
  }
  const state = (isOn: boolean): string => (isOn ? styled('green', 'on') : styled('red', 'off'));
  printTable(
    ['ACCOUNT', 'SYMBOL', 'ENTRIES', 'SINCE', 'MODE', 'POSITIONS'],
    accounts.flatMap((one) => [
      [accountKeyText(one), 'all', state(one.entriesEnabled), one.entriesOffSince ?? '', one.mode, `${one.livePositions} of ${one.positionsMax}`],
      ...symbolsOff(one).map(({ symbol, offSince }) => [accountKeyText(one), symbol, state(false), offSince, '', '']),
    ]),
  );
}
