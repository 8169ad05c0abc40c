import { readConfig } from '@breakwater/config';
import { type PageOnScreen, readPages } from '@breakwater/db/screens';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface PagesOptions extends CommandOptions {
  readonly all?: boolean;
  readonly limit: number;
}

/** `pages`: what a human must hear, the newest first. */
export async function listPages(options: PagesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const pages = await lookAtBooks(config, (client) => readPages(client, { withAcknowledged: options.all === true, limit: options.limit }));
  if (options.json) printJson({ pages });
  else if (pages.length === 0) printLine(options.all ? 'No pages.' : 'No page waits to be acknowledged.');
  else {
    printTable(
      ['ID', 'RAISED', 'TIMES', ...(options.all ? ['ACKNOWLEDGED'] : []), 'TOLD', 'TEXT'],
      pages.map((page) => [page.id.slice(0, 8), page.raisedAt, String(page.raisedCount), ...(options.all ? [page.acknowledgedAt ?? 'no'] : []), inWords(page), page.text]),
    );
  }
  return EXIT.ok;
}

/** Who has heard of a page, and who could not be told. */
function inWords({ tellings }: PageOnScreen): string {
  if (tellings.length === 0) return 'nobody';
  return tellings.map(({ receiver, toldCount, problem }) => (problem !== null ? `not ${receiver}: ${problem}` : toldCount > 0 ? receiver : `${receiver}: soon`)).join(', ');
}
