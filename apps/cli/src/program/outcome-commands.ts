import { type Command, InvalidArgumentError } from 'commander';
import type { OutcomesOptions } from '../commands/tell-outcomes.ts';
import { type CommandOptions, countUpTo, describeCommand, type End } from './describe-command.ts';

/** What senders are told: the messages, and the webhooks that they are pushed to. */
export function addOutcomeCommands(program: Command, end: End): void {
  describeCommand(program.command('outcomes'), {
    does: 'show what senders are told of their signals and waves, the oldest first',
    examples: ['breakwater outcomes', 'breakwater outcomes --source ats --limit 5 --json', 'breakwater outcomes --after 0 --json', 'breakwater outcomes --follow --source ats'],
    json: '{ outcomes: [{ id, sequence, type, at, source, wave: { id, waveId }, signal: { id, side, action, before, reason, symbol, account, outcome, exchange }, position: { positionId, quantity, entryPrice } }] }; of a wave that ended finishedAt and outcomes; with --follow one line a message',
  })
    .option('--source <source>', 'those of one sender')
    .option('--after <sequence>', 'those behind a sequence, 0 for all that are kept; without it the last ones', parseSequence)
    .option('--limit <count>', 'how many at most', countUpTo(100_000), 20)
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .action(async (options: OutcomesOptions) => end(await (await import('../commands/tell-outcomes.ts')).tellOutcomes(options)));

  const webhook = program.command('webhook').description('where outcomes are pushed');
  describeCommand(webhook.command('list'), {
    does: 'show where outcomes are pushed, how many messages wait, and why a receiver does not take them',
    examples: ['breakwater webhook list', 'breakwater webhook list --json'],
    json: '{ webhooks: [{ source, isWanted, waiting, failures, retryAt, problem }] }',
  }).action(async (options: CommandOptions) => end(await (await import('../commands/list-webhooks.ts')).listWebhooks(options)));

  describeCommand(webhook.command('test'), {
    does: 'send a signed message of the type `test` to the webhook of a source, and tell what came back; nothing is written down',
    examples: ['breakwater webhook test ats', 'breakwater webhook test default --json'],
    json: '{ webhook, url, messageId, result, status, problem, milliseconds, answer }',
  })
    .argument('<source>', 'the sender; one without a webhook of its own has the default one')
    .action(async (source: string, options: CommandOptions) => end(await (await import('../commands/test-webhook.ts')).testWebhook(source, options)));
}

function parseSequence(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a sequence, as the messages show it.');
}
