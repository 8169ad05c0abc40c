import { Argument, type Command, Option } from 'commander';
import { accountCommands } from '../paper/account-commands.ts';
import type { PaperOptions } from '../paper/find-paper-exchange.ts';
import { paperVenues } from '../paper/find-paper-symbol.ts';
import { type HandCommand, isOfVenue } from '../paper/hand-command.ts';
import { worldCommands } from '../paper/world-commands.ts';
import { describeCommand, type End } from './describe-command.ts';

/** `paper …`, the world's hand on a running paper exchange, and `paper-exchange`, which starts one. */
export function addPaperCommands(program: Command, end: End): void {
  const paper = program.command('paper').description('the hand of the world on a paper exchange: prices, trades past the fleet, lies, the clock');
  for (const command of [...worldCommands, ...accountCommands]) addHandCommand(paper, command, end);

  program
    .command('paper-exchange')
    .description('start a paper exchange: a futures exchange on your own machine, until Ctrl-C')
    .argument('[flags...]', 'its own: `breakwater paper-exchange --help` shows them')
    // They are the paper exchange's to judge, and to explain.
    .allowUnknownOption()
    .helpOption(false)
    .action(async (flags: readonly string[]) => end(await (await import('../commands/become-paper-exchange.ts')).becomePaperExchange(flags)));
}

function addHandCommand(paper: Command, hand: HandCommand, end: End): void {
  const command = describeCommand(paper.command(hand.name), hand)
    .option('--url <address>', 'where the paper exchange is (default: the url of the configured account)')
    // A container says it by the variable.
    .addOption(new Option('--admin-token <token>', 'the token of its admin API, or file:PATH').env('BREAKWATER_PAPER_ADMIN_TOKEN'));
  if (isOfVenue(hand)) command.addOption(new Option('--venue <name>', 'the venue (default: binance)').choices(paperVenues));
  if (hand.isOfAccount) command.option('--account <name>', 'the account at the paper exchange (default: its first)');
  for (const { name, about, parse } of hand.parameters) {
    const argument = new Argument(name, about);
    command.addArgument(parse === undefined ? argument : argument.argParser(parse));
  }
  const isVariadic = hand.parameters.some(({ name }) => name.includes('...'));
  command.action(async (...given: unknown[]) => {
    const typed = given.slice(0, hand.parameters.length) as readonly (string | undefined)[];
    const rest = isVariadic ? ((typed.at(-1) ?? []) as unknown as readonly string[]) : [];
    const options = given[hand.parameters.length] as PaperOptions;
    end(await (await import('../commands/act-on-paper.ts')).actOnPaper(hand, isVariadic ? typed.slice(0, -1) : typed, rest, options));
  });
}
