import { randomUUID } from 'node:crypto';
import { nearestName, readConfig, webhookOf } from '@breakwater/config';
import { sendMessage } from '@breakwater/fleet/webhook';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** Enough to see what answered. */
const ANSWER_MAX = 500;

/** `webhook test SOURCE`: pushes one message that is none to a webhook, as a wave worker would, and tells what came back. */
export async function testWebhook(source: string, options: CommandOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['webhooks'] });
  const webhook = webhookOf(config, source);
  if (webhook === null) {
    const near = nearestName(source, config.outcomeWebhooks.map((one) => one.source));
    throw new CliError(EXIT.usage, `No webhook is configured for ${source}: ${near ? `did you mean ${near}?` : 'add one under outcomeWebhooks, or one for default.'}`);
  }
  const id = randomUUID();
  const startedMs = performance.now();
  const sending = await sendMessage(webhook, { id, body: JSON.stringify({ id, sequence: null, type: 'test', at: new Date().toISOString(), source }) });
  const milliseconds = Math.round(performance.now() - startedMs);
  const isDelivered = sending.type === 'delivered';
  const url = new URL(webhook.url).origin;
  const answer = sending.answer.slice(0, ANSWER_MAX);
  if (options.json) printJson({ webhook: webhook.source, url, messageId: id, result: sending.type, status: isDelivered ? sending.status : null, problem: isDelivered ? null : sending.problem, milliseconds, answer });
  else {
    printLine(`${isDelivered ? styled('green', `delivered: ${url} answered ${sending.status}`) : styled('red', `not delivered to ${url}: ${sending.problem}`)} (${milliseconds} ms)`);
    if (answer.trim() !== '') printLine(answer.trimEnd());
  }
  return isDelivered ? EXIT.ok : EXIT.problem;
}
