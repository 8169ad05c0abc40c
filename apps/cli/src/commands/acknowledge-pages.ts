import { readConfig } from '@breakwater/config';
import { openStore } from '@breakwater/db';
import { type PageOnScreen, readPages } from '@breakwater/db/screens';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** More pages than a person reads. */
const PAGES_MAX = 10_000;

/** `page ack ID…`: says that a human has heard them. The same trouble, if it goes on, raises a new page. */
export async function acknowledgePages(ids: readonly string[], options: CommandOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const pages = await lookAtBooks(config, (client) => readPages(client, { withAcknowledged: true, limit: PAGES_MAX }));
  const meant = ids.map((id) => findPage(pages, id).id);
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater page ack' });
  try {
    const acknowledged = await books.store.acknowledgePages(meant);
    if (options.json) printJson({ acknowledged });
    else if (acknowledged.length === 0) printLine('Acknowledged before; nothing changed.');
    else for (const { subject } of acknowledged) printLine(`acknowledged ${subject}`);
    return EXIT.ok;
  } finally {
    await books.close();
  }
}

/** A page by its id, or the beginning of it. */
function findPage(pages: readonly PageOnScreen[], id: string): PageOnScreen {
  const text = id.trim().toLowerCase();
  const found = text.length < 8 ? [] : pages.filter((page) => page.id.startsWith(text));
  const [page] = found;
  if (page !== undefined && found.length === 1) return page;
  throw new CliError(EXIT.usage, found.length > 1 ? `"${id}" is the beginning of ${found.length} pages: write more of it.` : `No page "${id}": write 8 or more characters of an id that \`breakwater pages --all\` shows.`);
}
