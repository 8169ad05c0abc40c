import { type Config, readConfig } from '@breakwater/config';
import { type AccountKey, accountKeyText } from '@breakwater/core';
import { openStore } from '@breakwater/db';
import { type AccountOnScreen, readAccounts } from '@breakwater/db/screens';
import { confirmDanger } from '../confirm-danger.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface EntriesOptions extends CommandOptions {
  readonly yes?: boolean;
}

/**
 * `entries [on|off] [EXCHANGE [ACCOUNT]]`: the operator's switch. Off keeps every new entry out, from the next statement
 * on; stops and closes go on. While it is off a page stands. Without a state it shows how things are.
 */
export async function switchEntries(state: 'on' | 'off' | undefined, exchange: string | undefined, account: string | undefined, options: EntriesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const keys = exchange === undefined ? config.accounts.map((one) => one.key) : findAccounts(config, exchange, account);
  if (state !== undefined) await confirmDanger(`Switching new entries of ${keys.map(accountKeyText).join(', ')} ${state}`, options.yes === true);
  const changed = state === undefined ? new Set<string>() : await switchAll(config, keys, state === 'on');
  const names = new Set(keys.map(accountKeyText));
  const accounts = (await lookAtBooks(config, readAccounts)).filter((one) => names.has(accountKeyText(one))).map((one) => ({ ...one, isChanged: changed.has(accountKeyText(one)) }));
  if (options.json) printJson({ accounts });
  else if (state === undefined) show(accounts);
  else for (const one of accounts) printLine(`New entries of ${accountKeyText(one)} are ${state}${one.isChanged ? '.' : ', as they were.'}`);
  return EXIT.ok;
}

/** The names of the accounts whose switch stood otherwise. An account that no worker has registered yet is, so that the switch holds from its first entry on. */
async function switchAll(config: Config, keys: readonly AccountKey[], isEnabled: boolean): Promise<Set<string>> {
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater entries' });
  const changed = new Set<string>();
  try {
    for (const key of keys) {
      const settings = config.accounts.find((one) => accountKeyText(one.key) === accountKeyText(key));
      if (settings) await books.store.registerAccount(key, settings.mode, settings.positionsMax);
      if (await books.store.switchEntries(key, isEnabled)) changed.add(accountKeyText(key));
    }
    return changed;
  } finally {
    await books.close();
  }
}

function show(accounts: readonly AccountOnScreen[]): void {
  if (accounts.length === 0) {
    printLine('No account is registered yet: the first worker that starts does that.');
    return;
  }
  printTable(
    ['ACCOUNT', 'ENTRIES', 'MODE', 'POSITIONS'],
    accounts.map((one) => [accountKeyText(one), one.entriesEnabled ? styled('green', 'on') : styled('red', 'off'), one.mode, `${one.livePositions} of ${one.positionsMax}`]),
  );
}
