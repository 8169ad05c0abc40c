import { readConfig } from '@breakwater/config';
import { readWebhooks } from '@breakwater/db/screens';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** `webhook list`: where outcomes are pushed, how many messages wait for each, and why, if its receiver does not take them. */
export async function listWebhooks(options: CommandOptions): Promise<ExitCode> {
  const webhooks = await lookAtBooks(readConfig({ path: options.config, needs: ['database'] }), readWebhooks);
  if (options.json) printJson({ webhooks });
  else if (webhooks.length === 0) printLine('No webhook is known yet: a wave worker that has one in its configuration makes it known.');
  else {
    printTable(
      ['WEBHOOK', 'STATE', 'WAITING', 'FAILURES', 'RETRY', 'PROBLEM'],
      webhooks.map(({ source, isWanted, waiting, failures, retryAt, problem }) => [source, stateOf(isWanted, failures), String(waiting), String(failures), retryAt ?? '', problem ?? '']),
    );
  }
  return EXIT.ok;
}

function stateOf(isWanted: boolean, failures: number): string {
  if (!isWanted) return styled('dim', 'unused');
  return failures > 0 ? styled('red', 'failing') : styled('green', 'ok');
}
