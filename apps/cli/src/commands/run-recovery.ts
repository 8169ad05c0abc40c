import { type Config, readConfig } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { openRecoveryBooks } from '@breakwater/db';
import { type BooksRecovered, recoverBooks, type RecoveryBegun, type RecoveryBooks, type RecoveryOutlook } from '@breakwater/engine';
import { type FleetPorts, openFleetPorts } from '@breakwater/fleet';
import { CliError } from '../cli-error.ts';
import { confirmDanger } from '../confirm-danger.ts';
import { exchangeUnreachable } from '../connect-account.ts';
import { durationText } from '../duration-text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine, printNote } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import { refuseSlowClock } from '../recovery/refuse-slow-clock.ts';
import { openProgress } from '../recovery/tell-progress.ts';

export interface RecoverOptions extends CommandOptions {
  readonly dryRun?: boolean;
  readonly hours: number;
  readonly timeout: number;
  readonly yes?: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * `recover`: brings books that were set back (restored, replaced, failed over) to what the exchange says, and lets entries in again only
 * then. Everything that it has reached stands in Postgres, so it may be interrupted and run again at any point, and twice at once; workers
 * may run or stand still meanwhile, it does all of it itself.
 */
export async function runRecovery(options: RecoverOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis', 'credentials'] });
  const books = openRecoveryBooks({ databaseUrl: config.databaseUrl });
  try {
    const outlook = await books.lookAhead(config.accounts.map(({ key }) => key));
    if (options.dryRun === true) return tellDryRun(config, outlook, options);
    await confirmDanger(`Recovering the books of ${config.accounts.map(({ key }) => accountKeyText(key)).join(', ')} (${planText(outlook)})`, options.yes === true);
    const fleet = openFleetPorts({ ...config, logLevel: 'silent' }, 'cli');
    try {
      return await recover(config, fleet, books, outlook, options);
    } finally {
      await fleet.close();
    }
  } finally {
    await books.close();
  }
}

async function recover(config: Config, fleet: FleetPorts, books: RecoveryBooks, outlook: RecoveryOutlook, options: RecoverOptions): Promise<ExitCode> {
  const endMs = performance.now() + options.timeout * 1_000;
  for (const account of config.accounts) {
    const exchange = fleet.exchanges.find(({ key }) => accountKeyText(key) === accountKeyText(account.key))!;
    await exchange.ready().catch((error: unknown) => {
      throw exchangeUnreachable(account, error);
    });
    await refuseSlowClock(books, account.key, exchange);
    await fleet.ports.store.registerAccount(account.key, account.mode, account.positionsMax);
  }
  const accounts = config.accounts.map(({ key }) => key);
  const progress = openProgress();
  const recovered = await recoverBooks(fleet.ports, books, {
    accounts,
    backMs: options.hours * HOUR_MS,
    isOver: () => performance.now() >= endMs,
    onBegun: noteBegun,
    tell: (key, text) => progress.tell(`${accountKeyText(key)}: ${text}`),
  }).finally(() => progress.end());
  if (recovered.type === 'clock_behind') throw new CliError(EXIT.refused, `Nothing was changed: the database's clock is ${durationText(recovered.behindMs)} behind epochs that the books know of, so the epochs cannot be raised; set it right, and run this again.`);
  return tellEnd(await books.lookAhead(accounts), outlook, recovered, options);
}

function noteBegun(begun: RecoveryBegun): void {
  if (begun.type === 'clock_behind') return;
  printNote(begun.isContinued ? `The recovery that began at ${begun.beganAt} goes on.` : `Entries are off, and the epochs of ${begun.claims} keys are raised.`);
  if (begun.fencedForMs > 0) printNote(`Until requests of the time before can do nothing any more: ${durationText(begun.fencedForMs)}.`);
}

function tellEnd(after: RecoveryOutlook, before: RecoveryOutlook, { begun, accounts: all, why }: Extract<BooksRecovered, { type: 'ended' }>, options: RecoverOptions): ExitCode {
  const accounts = all.map((one) => ({ ...one, entriesEnabled: after.accounts.find(({ exchange, account }) => exchange === one.exchange && account === one.account)?.entriesEnabled ?? false }));
  if (options.json) {
    const shown = accounts.map(({ exchange, account, keys, positions, orders, signalsEnded, unsettled, unread, setAside, entriesEnabled }) => ({ exchange, account, keys, positions, orders, signalsEnded, unsettled, unread, setAside, entriesEnabled }));
    printJson({ isDryRun: false, isRecovered: why === null, why, isRestored: before.isRestored, isContinued: begun.isContinued, claims: begun.claims, pendingSignals: before.pendingSignals, accounts: shown, elsewhere: after.elsewhere });
  } else {
    for (const { exchange, account, keys, positions, orders, signalsEnded, unsettled, unread, setAside, entriesEnabled } of accounts) {
      printLine(`${exchange}.${account}: ${keys} keys read again; ${positions} positions and ${orders} orders written down again, ${signalsEnded} signals ended. Entries are ${entriesEnabled ? 'on' : 'off'}.`);
      if (unsettled.length > 0) printNote(`${exchange}.${account} differs still on ${unsettled.join(', ')}: \`breakwater diff\` tells how.`);
      if (unread.length > 0) printNote(`${exchange}.${account} cannot read the executions of ${unread.join(', ')}, though it can read all else: look there yourself, if the fleet may have traded it.`);
      if (setAside.length > 0) printNote(`${exchange}.${account} has keys that are set aside for a person: ${setAside.join(', ')}; see \`breakwater quarantine list\`.`);
    }
    if (after.elsewhere.length > 0) printNote(`Entries of ${after.elsewhere.join(', ')} stay off: this configuration does not have them; run this with one that does.`);
    printLine(why === null ? 'The books are recovered.' : `The recovery is not at its end: ${why}. Entries stay off; run it again to go on.`);
  }
  return why === null ? EXIT.ok : EXIT.unfinished;
}

function tellDryRun(config: Config, outlook: RecoveryOutlook, options: RecoverOptions): ExitCode {
  const accounts = config.accounts.map(({ key: { exchange, account } }) => ({ exchange, account, keys: 0, positions: 0, orders: 0, signalsEnded: 0, unsettled: [], unread: [], setAside: [], entriesEnabled: outlook.accounts.find((one) => one.exchange === exchange && one.account === account)?.entriesEnabled ?? true }));
  if (options.json) {
    printJson({ isDryRun: true, isRecovered: false, why: null, isRestored: outlook.isRestored, isContinued: outlook.underWaySince !== null, claims: outlook.claims, pendingSignals: outlook.pendingSignals, accounts, elsewhere: outlook.elsewhere });
    return EXIT.ok;
  }
  printLine(outlook.isRestored ? 'These books are a copy: the database was restored, replaced or failed over since they were begun.' : 'These books are kept where they were begun. A copy of all files of the cluster, put back as it was, looks the same: recover that, too.');
  if (outlook.underWaySince !== null) printLine(`A recovery has been under way since ${outlook.underWaySince}; it would go on.`);
  printLine(`It would: ${planText(outlook)}; then read every key of ${config.accounts.map(({ key }) => accountKeyText(key)).join(', ')} again, and what was executed within ${options.hours} hours.`);
  for (const { exchange, account, entriesAfter } of outlook.accounts) printLine(`New entries of ${exchange}.${account} would be ${entriesAfter ? 'on' : 'off, as they are,'} at the end.`);
  printLine('Nothing was changed.');
  return EXIT.ok;
}

function planText({ claims, livePositions, pendingSignals, unansweredIntents }: RecoveryOutlook): string {
  return `switch entries off, void the claims of ${claims} keys, look after ${livePositions} positions and ${unansweredIntents} requests without an answer, and end those of ${pendingSignals} signals without an outcome that were not entered`;
}
