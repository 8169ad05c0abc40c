import type { Command } from 'commander';
import { type CommandOptions, describeCommand, type End } from './describe-command.ts';

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

  const config = program.command('config').description('the configuration');
  describeCommand(config.command('check'), {
    does: 'read the configuration as a worker does, and show what is in effect, without secrets',
    examples: ['breakwater config check', 'breakwater config check --config staging.yaml --json'],
    json: 'the settings as docs/configuration.md names them, defaults included; secrets are `set` or `not set`',
  }).action(async (options: CommandOptions) => end(await (await import('../commands/check-config.ts')).checkConfig(options)));
}
