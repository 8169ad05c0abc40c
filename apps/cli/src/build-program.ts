import { Command, InvalidArgumentError } from 'commander';
import type { ResyncOptions } from './commands/add-resync.ts';
import type { CheckConfigOptions } from './commands/check-config.ts';
import type { PositionsOptions } from './commands/list-positions.ts';
import type { MigrateOptions } from './commands/migrate-database.ts';
import type { SubmitOptions } from './commands/submit-waves.ts';
import { EXIT_MEANINGS, type ExitCode } from './exit-codes.ts';

/**
 * The command line: every command with its help and examples. `end` is told each command's exit code. A command's file is
 * loaded when it runs, so that `--help` does not wait for the libraries of all of them.
 */
export function buildProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('breakwater')
    .description('Keeps the positions of futures accounts right: hands in waves, asks for resyncs, shows what is there.')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(`breakwater --help` shows what there is)')
    .addHelpText('after', `\nExit codes:\n${EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`);

  const wave = program.command('wave').description('waves of signals');
  withConfig(wave.command('submit'))
    .description('hand in every wave of a file (NDJSON, one wave a line), any number of times')
    .argument('<file>', 'the file, or - for standard input')
    .option('--at <instant>', 'the instant of waves that carry none: now, or such as 2025-10-17T19:20:05Z', parseInstant)
    .addHelpText('after', examples(['breakwater wave submit examples/waves.ndjson', 'breakwater wave submit --at now --json - < waves.ndjson']))
    .action(async (file: string, options: SubmitOptions) => end(await (await import('./commands/submit-waves.ts')).submitWaves(file, options)));

  withConfig(program.command('resync'))
    .description('compare the books with the exchange, and mend what differs')
    .argument('<exchange>', 'binance or bybit, in any spelling')
    .argument('[symbol]', 'one market, as TAGUSDT, TAG/USDT or TAG/USDT:USDT; all without it')
    .option('--account <name>', 'one account; every account at the exchange without it')
    .addHelpText('after', examples(['breakwater resync binance', 'breakwater resync binance TAGUSDT', 'breakwater resync Binance TAG/USDT:USDT --account main']))
    .action(async (exchange: string, symbol: string | undefined, options: ResyncOptions) => end(await (await import('./commands/add-resync.ts')).addResync(exchange, symbol, options)));

  withConfig(program.command('positions'))
    .description('show the live positions of every account, as the books have them')
    .addHelpText('after', examples(['breakwater positions', 'breakwater positions --json']))
    .action(async (options: PositionsOptions) => end(await (await import('./commands/list-positions.ts')).listPositions(options)));

  withConfig(program.command('migrate'))
    .description("bring the database to this version's tables")
    .addHelpText('after', examples(['breakwater migrate']))
    .action(async (options: MigrateOptions) => end(await (await import('./commands/migrate-database.ts')).migrateDatabase(options)));

  const config = program.command('config').description('the configuration');
  withConfig(config.command('check'))
    .description('read the configuration as a worker does, and show what is in effect, without secrets')
    .addHelpText('after', examples(['breakwater config check', 'breakwater config check --config staging.yaml --json']))
    .action(async (options: CheckConfigOptions) => end(await (await import('./commands/check-config.ts')).checkConfig(options)));

  return program;
}

/** The options that every command has. */
function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration (default: BREAKWATER_CONFIG, else breakwater.config.yaml)')
    .option('--json', 'the result as one JSON object');
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function parseInstant(text: string): number {
  const ms = text === 'now' ? Date.now() : /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be now, or an instant with its time zone.');
  return ms;
}
