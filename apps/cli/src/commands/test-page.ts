import { nearestName, readConfig } from '@breakwater/config';
import { type Telling, tellPage, testPage } from '@breakwater/fleet/pages';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** Long enough to be seen, short enough to go away by itself. */
const ALERT_STANDS_MS = 60_000;
/** Enough to see what answered. */
const ANSWER_MAX = 500;

/** `page test [RECEIVER]`: tells receivers of a page that is none, as a worker would, and says what came back. */
export async function testPaging(name: string | undefined, options: CommandOptions): Promise<ExitCode> {
  const { pageReceivers, deployment } = readConfig({ path: options.config, needs: ['pageReceivers'] });
  const names = pageReceivers.map((receiver) => receiver.name);
  if (names.length === 0) throw new CliError(EXIT.usage, 'No receiver of pages is configured: add one under pageReceivers (docs/paging.md).');
  if (name !== undefined && !names.includes(name)) throw new CliError(EXIT.usage, `No receiver is named ${name}: write ${nearestName(name, names) ?? `one of ${names.join(', ')}`}.`);
  const results: (Telling & { readonly receiver: string; readonly milliseconds: number })[] = [];
  for (const receiver of pageReceivers.filter((one) => name === undefined || one.name === name)) {
    const startedMs = performance.now();
    const telling = await tellPage(receiver, testPage(), { deployment, standsForMs: ALERT_STANDS_MS });
    results.push({ ...telling, receiver: receiver.name, milliseconds: Math.round(performance.now() - startedMs) });
  }
  if (options.json) printJson({ receivers: results.map(({ receiver, milliseconds, ...telling }) => ({ receiver, result: telling.type, status: telling.type === 'told' ? telling.status : null, problem: telling.type === 'told' ? null : telling.problem, milliseconds })) });
  else {
    for (const result of results) {
      printLine(`${result.type === 'told' ? styled('green', `${result.receiver} was told`) : styled('red', `${result.receiver} was not told: ${result.problem}`)} (${result.milliseconds} ms)`);
      if (result.type === 'failed' && result.answer.trim() !== '') printLine(result.answer.slice(0, ANSWER_MAX).trimEnd());
    }
  }
  return results.every(({ type }) => type === 'told') ? EXIT.ok : EXIT.problem;
}
