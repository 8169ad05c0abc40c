import { readConfig } from '@breakwater/config';
import { readReports, type ReportOnScreen } from '@breakwater/db/screens';
import { durationText } from '../duration-text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts, findNamedAccounts } from '../find-accounts.ts';
import { findSymbolKey } from '../find-symbol-key.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { printJson, printLine, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import { actText, findingText } from '../report-text.ts';

export interface ReportsOptions extends CommandOptions {
  readonly account?: string;
  readonly differences?: boolean;
  readonly limit: number;
}

/** `reports [EXCHANGE] [SYMBOL]`: what the fleet compared with the exchange, what differed, and what was done about it; the newest first. */
export async function listReports(exchange: string | undefined, symbol: string | undefined, options: ReportsOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const accounts = exchange === undefined ? findNamedAccounts(config, options.account).map(({ key }) => key) : findAccounts(config, exchange, options.account);
  const looks = await lookAtScreen(config, options, async (client) =>
    readReports(client, {
      accounts,
      // The accounts of one exchange know the same symbols.
      symbol: symbol === undefined ? null : (await findSymbolKey(config, client, accounts[0]!, symbol)).symbol,
      onlyDifferences: options.differences === true,
      limit: options.limit,
    }),
  );
  const reports = looks.map(toReport);
  if (options.json) printJson({ reports });
  else if (reports.length === 0) printLine(options.differences === true ? 'No look found anything that differed.' : 'Nothing was compared yet.');
  else printTable(['AT', 'WHERE', 'CAUSE', 'FOUND', 'DONE', 'CALLS', 'WEIGHT', 'TOOK'], reports.map(cells));
  return EXIT.ok;
}

function toReport({ at, exchange, account, symbol, cause, findings, acts, calls, weight, durationMs }: ReportOnScreen) {
  return { at, exchange, account, symbol, cause, found: findings.map(findingText), done: acts.map(actText), calls, weight, durationMs };
}

function cells({ at, exchange, account, symbol, cause, found, done, calls, weight, durationMs }: ReturnType<typeof toReport>): string[] {
  const where = `${exchange}.${account}${symbol === null ? '' : `.${symbol}`}`;
  return [at, where, cause, found.length === 0 && done.length === 0 ? 'nothing differs' : inShort(found), inShort(done), String(calls), String(weight), durationText(durationMs)];
}

/** A pass may find hundreds of keys; `--json` has them all. */
const TOLD_MAX = 3;

function inShort(texts: readonly string[]): string {
  if (texts.length === 0) return '-';
  return `${texts.slice(0, TOLD_MAX).join('; ')}${texts.length > TOLD_MAX ? `; and ${texts.length - TOLD_MAX} more` : ''}`;
}
