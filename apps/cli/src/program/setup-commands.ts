import type { Command } from 'commander';
import type { DoctorOptions } from '../commands/heal-books.ts';
import type { ImportBooksOptions } from '../commands/import-books.ts';
import type { RecoverOptions } from '../commands/run-recovery.ts';
import { type CommandOptions, countUpTo, describeCommand, type End } from './describe-command.ts';

/** What comes before the fleet starts, and after something was changed around it. */
export function addSetupCommands(program: Command, end: End): void {
  describeCommand(program.command('check'), {
    does: 'look at everything that an account depends on, one line each, with what to do about what is wrong',
    examples: ['breakwater check', 'breakwater check main', 'breakwater check binance.main --json'],
    json: '{ checks: [{ about, name, isOk, found, advice }] }',
  })
    .argument('[account]', 'binance.main, or main; every account without it')
    .action(async (account: string | undefined, options: CommandOptions) => end(await (await import('../commands/check-account.ts')).checkAccounts(account, options)));

  describeCommand(program.command('migrate'), {
    does: "bring the database to this version's tables",
    examples: ['breakwater migrate', 'breakwater migrate --json'],
    json: '{ applied: [] }',
  }).action(async (options: CommandOptions) => end(await (await import('../commands/migrate-database.ts')).migrateDatabase(options)));

  describeCommand(program.command('doctor'), {
    does: "find what the Python bot left in its database (duplicates, ghosts, spellings, rows closed without time or reason), and clean it up; of Breakwater's own books, tell",
    examples: ['breakwater doctor --database postgres://bot@localhost/trading', 'breakwater doctor --database postgres://bot@localhost/trading --apply --yes', 'breakwater doctor --database postgres://bot@localhost/trading --apply --keep 583 --yes', 'breakwater doctor --database postgres://bot@localhost/trading --undo --yes', 'breakwater doctor --json'],
    json: '{ database, damage: { livePositions, duplicates, ghosts, spellings, closedWithoutTime, closedWithoutReason, strayChildren, unknownStatuses }, changes: [{ table, id, set, keptId, why }], undecided: [{ key, ids: [], why }], verification: { duplicateKeys, ghosts, surplusRows, hasIndex }, run, undoneRun }',
  })
    .option('--database <url>', "the Python bot's database (its password: in the URL, or in PGPASSWORD); without it the books of the configuration")
    .option('--apply', 'carry the plan out, in one transaction; without it nothing is changed')
    .option('--keep <id>', 'a live row that stays, whatever evidence says; its twins are closed (may be given again)', (id: string, ids: string[]) => [...ids, id], [])
    .option('--undo', 'take the last clean-up back')
    .option('--yes', 'without asking')
    .action(async (options: DoctorOptions) => end(await (await import('../commands/heal-books.ts')).healBooks(options)));

  describeCommand(program.command('import'), {
    does: "take the Python bot's books over: its live positions as far as the exchange confirms them, its resting stops with them, and what is over as closed rows; sends nothing",
    examples: ['breakwater import --database postgres://bot@localhost/trading', 'breakwater import --database postgres://bot@localhost/trading --account binance.main --apply --yes'],
    json: '{ applied, accounts: [{ account, live: [{ oldId, symbol, side, why, becomes, positionId, stop, quantity }], closed: { imported, known, later }, atExchangeOnly: [{ symbol, leg, side, quantity }] }], leftOut: [{ oldId, exchange, symbol, isLive, why }] }',
  })
    .requiredOption('--database <url>', "the Python bot's database (its password: in the URL, or in PGPASSWORD)")
    .option('--account <name>', 'binance.main: whose the rows of its exchange are; needed where an exchange has several accounts')
    .option('--stop <id>', "a resting stop that is the bot's, although its books do not name it: its id at the exchange (may be given again)", (id: string, ids: string[]) => [...ids, id], [])
    .option('--apply', 'write it; without it nothing is changed')
    .option('--yes', 'without asking')
    .action(async (options: ImportBooksOptions) => end(await (await import('../commands/import-books.ts')).importBooks(options)));

  describeCommand(program.command('recover'), {
    does: 'after the database was restored, replaced or failed over: keep entries out, make every older claim void, read everything again, and let entries in once books and exchange agree',
    examples: ['breakwater recover --dry-run', 'breakwater recover', 'breakwater recover --yes --json', 'breakwater recover --hours 48 --timeout 600 --yes'],
    json: '{ isDryRun, isRecovered, why, isRestored, isContinued, claims, pendingSignals, accounts: [{ exchange, account, keys, positions, orders, signalsEnded, unsettled: [], unread: [], setAside: [], entriesEnabled }], elsewhere: [] }',
  })
    .option('--dry-run', 'say what it would do, and change nothing')
    .option('--hours <count>', 'how far back the exchange is asked what was executed; further than the restored books lie in the past', countUpTo(2_160), 168)
    .option('--timeout <seconds>', 'how long it may take; what is not settled then is gone on with when it is run again', countUpTo(86_400), 1_800)
    .option('--yes', 'without asking')
    .action(async (options: RecoverOptions) => end(await (await import('../commands/run-recovery.ts')).runRecovery(options)));

  const config = program.command('config').description('the configuration');
  describeCommand(config.command('check'), {
    does: 'read the configuration as a worker does, and show what is in effect, without secrets',
    examples: ['breakwater config check', 'breakwater config check --config staging.yaml --json'],
    json: 'the settings as docs/configuration.md names them, defaults included; secrets are `set` or `not set`',
  }).action(async (options: CommandOptions) => end(await (await import('../commands/check-config.ts')).checkConfig(options)));
}
