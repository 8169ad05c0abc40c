import { accountRulesOf, type AccountSettings, type Config, readConfig } from '@breakwater/config';
import { accountKeyText, type AccountKey } from '@breakwater/core';
import { openStore } from '@breakwater/db';
import { type Differences, findDifferences, isAgreed, type LookPorts } from '@breakwater/engine';
import { CliError } from '../cli-error.ts';
import { connectAccount, exchangeUnreachable } from '../connect-account.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findAccounts, findNamedAccounts } from '../find-accounts.ts';
import { findSymbolKey } from '../find-symbol-key.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { printJson, printLine, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import { findingText } from '../report-text.ts';

export interface DifferencesOptions extends CommandOptions {
  readonly account?: string;
}

/** A key, what differs there, and what a pass would do about it. */
interface Line {
  readonly key: string;
  readonly found: readonly string[];
  readonly unreadable: string | null;
  readonly unanswered: number;
  readonly would: readonly { readonly act: string; readonly why: string; readonly evidence: string | null }[];
}

/** `diff [EXCHANGE] [SYMBOL]`: what the books and the exchange say differently, and what a pass would do about it. Changes nothing. */
export async function showDifferences(exchange: string | undefined, symbolText: string | undefined, options: DifferencesOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'credentials'] });
  const accounts = exchange === undefined ? findNamedAccounts(config, options.account).map(({ key }) => key) : findAccounts(config, exchange, options.account);
  const symbol = await lookAtScreen(config, options, async (client) => (symbolText === undefined ? null : (await findSymbolKey(config, client, accounts[0]!, symbolText)).symbol));
  const looks: { readonly account: AccountKey; readonly differences: Differences }[] = [];
  for (const account of accounts) looks.push({ account, differences: await lookAt(config, account, symbol) });
  const lines = looks.flatMap(({ account, differences }) => differences.keys.map((key) => toLine(account, differences, key)));
  const agreed = looks.every(({ differences }) => isAgreed(differences));
  const braked = looks.filter(({ differences }) => differences.isBraked).map(({ account }) => accountKeyText(account));
  if (!options.json) for (const account of braked) printLine(`${account}: so many positions vanished at once that a pass would look into one of them alone.`);
  if (options.json) printJson({ agreed, braked, keys: lines });
  else if (agreed) printLine(`The books and the exchange agree${symbol === null ? '' : ` on ${symbol}`}: a pass would change nothing.`);
  else printTable(['KEY', 'FOUND', 'A PASS WOULD', 'WHY', 'EVIDENCE'], lines.flatMap(cells));
  return agreed ? EXIT.ok : EXIT.problem;
}

async function lookAt(config: Config, account: AccountKey, symbol: string | null): Promise<Differences> {
  const settings = config.accounts.find(({ key }) => accountKeyText(key) === accountKeyText(account)) as AccountSettings;
  const exchange = connectAccount(settings);
  const { store, close } = openStore({ databaseUrl: config.databaseUrl, applicationName: 'breakwater diff' });
  try {
    await exchange.ready().catch((error: unknown) => {
      throw exchangeUnreachable(settings, error);
    });
    const ports: LookPorts = { store, exchange: () => exchange, rules: (key) => accountRulesOf(config, key), bounds: config.bounds, deployment: config.deployment };
    const differences = await findDifferences(ports, account, symbol);
    if ('cause' in differences) throw new CliError(EXIT.unreachable, `${accountKeyText(account)} could not be read: ${differences.cause}. Nothing was compared; try again, or see npx breakwater check.`);
    return differences;
  } finally {
    await exchange.close();
    await close();
  }
}

function toLine(account: AccountKey, { findings }: Differences, { symbol, unreadable, unanswered, acts }: Differences['keys'][number]): Line {
  return {
    key: `${accountKeyText(account)}.${symbol}`,
    found: findings.filter((finding) => finding.symbol === symbol).map(({ what, said }) => findingText({ what, said })),
    unreadable,
    unanswered,
    would: acts.map(({ kind, why, evidence }) => ({ act: kind, why, evidence })),
  };
}

function cells({ key, found, unreadable, unanswered, would }: Line): string[][] {
  const what = found.join('; ') || '-';
  if (unreadable !== null) return [[key, what, 'leave it alone', `it could not be read: ${unreadable}`, '-']];
  const first = unanswered === 0 ? [] : [['look up', `${unanswered} requests without an answer`, '-']];
  const rows = [...first, ...would.map(({ act, why, evidence }) => [act, why, evidence ?? '-'])];
  return (rows.length === 0 ? [['nothing', 'both sides agree', '-']] : rows).map((row, index) => (index === 0 ? [key, what, ...row] : ['', '', ...row]));
}
