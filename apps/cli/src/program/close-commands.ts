import { type Command, Option } from 'commander';
import { TIMEOUT_SECONDS } from '../closing/timeout-seconds.ts';
import type { CloseAllOptions } from '../commands/close-all.ts';
import type { ClosePositionOptions } from '../commands/close-position.ts';
import { countUpTo, describeCommand, type End } from './describe-command.ts';

const TIMEOUT_HELP = 'how long to wait until it is closed; what is not done by then goes on, and the command ends with 8';

/** `close` and `close-all`: getting out by hand. */
export function addCloseCommands(program: Command, end: End): void {
  describeCommand(program.command('close'), {
    does: 'close what we hold of a symbol at market, reduce-only, and wait until the exchange holds nothing of it',
    examples: ['breakwater close binance TAGUSDT', 'breakwater close Binance TAG/USDT --account main --yes --no-wait'],
    json: '{ wave, closes: [{ key, outcome, reason }] }',
  })
    .argument('<exchange>', 'binance or bybit, in any spelling')
    .argument('<symbol>', 'the market, as TAGUSDT, TAG/USDT or TAG/USDT:USDT')
    .option('--account <name>', 'one account; every account at the exchange without it')
    .addOption(new Option('--leg <leg>', 'one leg of an account in hedge mode; whatever is open without it').choices(['net', 'long', 'short']))
    .option('--foreign', 'also a position that is not ours')
    .option('--timeout <seconds>', TIMEOUT_HELP, countUpTo(86_400), TIMEOUT_SECONDS)
    .option('--no-wait', 'only write the wish down: the workers carry it out')
    .option('--yes', 'without asking')
    .action(async (exchange: string, symbol: string, options: ClosePositionOptions) => end(await (await import('../commands/close-position.ts')).closePosition(exchange, symbol, options)));

  describeCommand(program.command('close-all'), {
    does: 'switch new entries off, close every position of ours at market, and wait until the exchange holds nothing of them',
    examples: ['breakwater close-all', 'breakwater close-all bybit main --yes --no-wait'],
    json: '{ wave, closes: [{ key, outcome, reason }], entriesOff: [] }',
  })
    .argument('[exchange]', 'at one exchange, in any spelling; at every one without it')
    .argument('[account]', 'one account; all of them without it')
    .option('--foreign', 'also the positions in our books that are not ours')
    .option('--timeout <seconds>', TIMEOUT_HELP, countUpTo(86_400), TIMEOUT_SECONDS)
    .option('--no-wait', 'only write the wishes down: the workers carry them out')
    .option('--yes', 'without asking')
    .action(async (exchange: string | undefined, account: string | undefined, options: CloseAllOptions) => end(await (await import('../commands/close-all.ts')).closeAll(exchange, account, options)));
}
