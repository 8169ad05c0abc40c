import { type Config, readConfig } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import { openClient, readAccounts, readKnownPositions, type ScreenClient } from '@breakwater/db/screens';
import { type AccountImport, importAccount } from '@breakwater/engine';
import { type FleetPorts, openFleetPorts } from '@breakwater/fleet';
import { connectLegacy, type LeftOut, NoLegacyDatabase, type OldBooks, readOldBooks } from '@breakwater/legacy';
import { CliError } from '../cli-error.ts';
import { confirmDanger } from '../confirm-danger.ts';
import { exchangeUnreachable } from '../connect-account.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type AccountShare, resolveShare, sortByAccount } from '../importing/sort-by-account.ts';
import { printImport, printImportJson } from '../importing/tell-import.ts';
import { printLine, printNote } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface ImportBooksOptions extends CommandOptions {
  readonly database: string;
  readonly account?: string;
  readonly stop: readonly string[];
  readonly apply?: boolean;
  readonly yes?: boolean;
}

/** `import`: what the Python bot's books say, taken over as far as the exchange confirms it. Changes nothing without `--apply`; never sends anything. */
export async function importBooks(options: ImportBooksOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis', 'credentials'] });
  const books = await readBooks(options.database);
  if (books.damage.duplicates > 0) {
    throw new CliError(EXIT.refused, `The old books have ${books.damage.duplicates} live rows too many, and which of them is the position must be decided first: run \`breakwater doctor\` on that database, with --apply, then import.`);
  }
  const { shares, leftOut } = sortByAccount(config, books, options.account);
  const client = await openClient(config.databaseUrl);
  try {
    await refuseTrade(config, client, shares);
    if (options.apply === true) await confirmDanger(`take ${shares.reduce((sum, { live }) => sum + live.length, 0)} live positions of the Python bot into the books, and its stops with them`, options.yes === true);
    return await importShares(config, client, shares, [...books.leftOut, ...leftOut], options);
  } finally {
    await client.$disconnect();
  }
}

async function readBooks(databaseUrl: string): Promise<OldBooks> {
  const connection = await connectLegacy(databaseUrl, 'breakwater import');
  try {
    return await readOldBooks(connection);
  } catch (error) {
    if (error instanceof NoLegacyDatabase) throw new CliError(EXIT.usage, error.message, { cause: error });
    throw error;
  } finally {
    await connection.close();
  }
}

/** While entries may be sent for an account, its books are not taken over: neither by the configuration, nor by the workers that still run with another one. */
async function refuseTrade(config: Config, client: ScreenClient, shares: readonly AccountShare[]): Promise<void> {
  const registered = new Map((await readAccounts(client)).map((account) => [accountKeyText(account), account.mode]));
  for (const { settings } of shares) {
    const name = accountKeyText(settings.key);
    if (settings.mode === 'trade') throw new CliError(EXIT.refused, `${name} is in mode trade, and what another bot holds is not taken over while entries are sent: set its mode to observe in ${config.path}, restart its workers, then import.`);
    if (registered.get(name) === 'trade') throw new CliError(EXIT.refused, `${name} is in mode ${settings.mode} in ${config.path}, but its workers last ran in mode trade: start them once with this configuration, then import.`);
  }
}

async function importShares(config: Config, client: ScreenClient, shares: readonly AccountShare[], leftOut: readonly LeftOut[], options: ImportBooksOptions): Promise<ExitCode> {
  const isApplied = options.apply === true;
  const fleet = openFleetPorts({ ...config, logLevel: 'silent' }, 'cli');
  const accounts: AccountImport[] = [];
  const unlisted: LeftOut[] = [];
  const tell = (): void => (options.json ? printImportJson : printImport)({ isApplied, accounts, leftOut: [...leftOut, ...unlisted] });
  try {
    for (const share of shares) {
      const one = await importShare(fleet, client, share, options);
      accounts.push(one.done);
      unlisted.push(...one.leftOut);
    }
  } catch (error) {
    // What was done for the accounts before the one that failed stands.
    if (accounts.length > 0) tell();
    throw error;
  } finally {
    await fleet.close();
  }
  tell();
  if (!isApplied && !options.json) printLine('Nothing was written: --apply does it.');
  const isWhole = accounts.every(({ rows, ended }) => ended.later === 0 && rows.every(({ becomes }) => becomes !== 'later'));
  return isWhole ? EXIT.ok : EXIT.problem;
}

async function importShare({ ports, exchanges }: FleetPorts, client: ScreenClient, share: AccountShare, options: ImportBooksOptions): Promise<{ readonly done: AccountImport; readonly leftOut: readonly LeftOut[] }> {
  const { key, mode, positionsMax } = share.settings;
  const name = accountKeyText(key);
  const exchange = exchanges.find((one) => accountKeyText(one.key) === name)!;
  const unreachable = (error: unknown): never => {
    throw exchangeUnreachable(share.settings, error);
  };
  await exchange.ready().catch(unreachable);
  const { books, leftOut } = resolveShare(share, await exchange.markets().catch(unreachable));
  if (options.apply === true) await ports.store.registerAccount(key, mode, positionsMax);
  const done = await importAccount(ports, books, {
    isApplied: options.apply === true,
    namedStops: new Set(options.stop),
    knownIds: (ids) => readKnownPositions(client, ids),
    tellWait: (forMs, why) => printNote(`${name}: waits ${Math.ceil(forMs / 1_000)} s: ${why}.`),
  });
  if ('cause' in done) throw new CliError(EXIT.unreachable, `${name} could not be read: ${done.cause}. Nothing of it was imported; try again, or see npx breakwater check.`);
  return { done, leftOut };
}
