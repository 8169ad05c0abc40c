import { readConfig } from '@breakwater/config';
import { accountKeyText, isLive, symbolKeyText } from '@breakwater/core';
import { type PositionOnScreen, readPositions } from '@breakwater/db/screens';
import { type CloseOptions, closeAndTell } from '../closing/await-closes.ts';
import type { WantedClose } from '../closing/want-closed.ts';
import { confirmDanger } from '../confirm-danger.ts';
import type { ExitCode } from '../exit-codes.ts';
import { findAccounts } from '../find-accounts.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printLine } from '../print.ts';
import { switchEntriesOf } from '../switch-all.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface CloseAllOptions extends CommandOptions, CloseOptions {
  readonly foreign?: boolean;
  readonly yes?: boolean;
}

/**
 * `close-all [EXCHANGE [ACCOUNT]]`: has every position of ours closed. New entries are switched off first, so that nothing opens
 * meanwhile, and stay off until somebody switches them on: an entry that is on its way already has its row, and is waited for.
 */
export async function closeAll(exchange: string | undefined, account: string | undefined, options: CloseAllOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis'] });
  const keys = exchange === undefined ? config.accounts.map((one) => one.key) : findAccounts(config, exchange, account);
  const names = keys.map(accountKeyText).join(', ');
  await confirmDanger(`Switching new entries of ${names} off and closing every position${options.foreign ? ', foreign ones too,' : ''} there at market`, options.yes === true);
  await switchEntriesOf(config, keys, false, 'breakwater close-all');
  if (!options.json) printLine(`New entries of ${names} are off; \`breakwater entries on\` lets them in again.`);
  const live = await lookAtBooks(config, async (client) => (await Promise.all(keys.map((key) => readPositions(client, { account: key })))).flat());
  return closeAndTell(config, wantedOf(live, options.foreign === true), options, { entriesOff: keys.map(accountKeyText) });
}

function wantedOf(live: readonly PositionOnScreen[], coversForeign: boolean): WantedClose[] {
  const wanted = new Map<string, WantedClose>();
  for (const { exchange, account, symbol, origin, status } of live) {
    const key = { exchange, account, symbol };
    if (isLive(status) && (origin !== 'foreign' || coversForeign)) wanted.set(symbolKeyText(key), { key, leg: null, coversForeign });
  }
  return [...wanted.values()];
}
