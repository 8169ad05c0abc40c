import { readConfig } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { readAccounts } from '@breakwater/db/screens';
import { confirmDanger } from '../confirm-danger.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import { switchAll } from '../switch-all.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface SyncOptions extends CommandOptions {
  readonly yes?: boolean;
}

/**
 * `sync [on|off|status] [EXCHANGE [ACCOUNT]]`: the clock's passes over an account. Off, nobody comes by on his own to compare the books
 * with the exchange; stops, entries, what is due and resyncs by hand go on. A page stands until they are on again.
 */
export async function switchSync(state: 'on' | 'off' | 'status' | undefined, exchange: string | undefined, account: string | undefined, options: SyncOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const accounts = exchange === undefined ? config.accounts.map(({ key }) => key) : findAccounts(config, exchange, account);
  const isSwitched = state === 'on' || state === 'off';
  if (isSwitched) await confirmDanger(`Switching scheduled passes over ${accounts.map(accountKeyText).join(', ')} ${state}`, options.yes === true);
  const changed = isSwitched ? await switchAll(config, accounts, 'breakwater sync', (store, key) => store.switchSync(key, state === 'on')) : new Set<string>();
  const names = new Set(accounts.map(accountKeyText));
  const known = (await lookAtBooks(config, readAccounts)).filter((one) => names.has(accountKeyText(one)));
  if (options.json) printJson({ accounts: known.map((one) => ({ exchange: one.exchange, account: one.account, syncOffSince: one.syncOffSince, isChanged: changed.has(accountKeyText(one)) })) });
  else if (isSwitched) for (const name of names) printLine(`Scheduled passes over ${name} are ${state}${changed.has(name) ? '.' : ', as they were.'}`);
  else if (known.length === 0) printLine('No account is registered yet: the first worker that starts does that.');
  else printTable(['ACCOUNT', 'PASSES', 'SINCE'], known.map((one) => [accountKeyText(one), one.syncOffSince === null ? styled('green', 'on') : styled('red', 'off'), one.syncOffSince ?? '']));
  return EXIT.ok;
}
