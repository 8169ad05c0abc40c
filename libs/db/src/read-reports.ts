import type { AccountKey } from '@breakwater/core';
import type { ScreenClient } from './client.ts';

/** One look of the fleet at an account, or at one symbol of it, as people see it. */
export interface ReportOnScreen {
  readonly at: string;
  readonly exchange: string;
  readonly account: string;
  /** null: the whole account. */
  readonly symbol: string | null;
  /** What asked for it: `schedule`, `manual`, `sweep`, … */
  readonly cause: string;
  /** What differed, one text each; empty when both sides agreed. */
  readonly found: readonly string[];
  /** What was done about it, likewise. */
  readonly done: readonly string[];
  /** Requests to the exchange, and their weight in its own measure. */
  readonly calls: number;
  readonly weight: number;
  readonly durationMs: number;
}

export interface ReportSelection {
  readonly accounts: readonly AccountKey[];
  /** Looks at this symbol alone; null: those at the accounts, and at any symbol. */
  readonly symbol: string | null;
  /** Leaves out the looks that found both sides in agreement and had nothing to do. */
  readonly onlyDifferences: boolean;
  readonly limit: number;
}

/** What the fleet compared, the newest first. */
export async function readReports(client: ScreenClient, { accounts, symbol, onlyDifferences, limit }: ReportSelection): Promise<ReportOnScreen[]> {
  const rows = await client.reconciliationReport.findMany({
    where: {
      OR: accounts.map(({ exchange, account }) => ({ exchange, account })),
      ...(symbol !== null && { symbol }),
      ...(onlyDifferences && { NOT: { findings: { equals: [] }, acts: { equals: [] } } }),
    },
    orderBy: [{ at: 'desc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map((row) => ({
    at: row.at.toISOString(),
    exchange: row.exchange,
    account: row.account,
    symbol: row.symbol,
    cause: row.cause,
    found: entriesOf(row.findings).map(findingText),
    done: entriesOf(row.acts).map(actText),
    calls: row.calls,
    weight: row.weight,
    durationMs: row.durationMs,
  }));
}

/** Findings and acts as engine/resync-account.ts and engine/resync-key.ts write them. */
interface Entry {
  readonly symbol?: string;
  readonly what?: string;
  readonly said?: string;
  readonly act?: string;
  readonly verdict?: string;
}

function entriesOf(json: unknown): readonly Entry[] {
  return Array.isArray(json) ? (json as readonly Entry[]) : [];
}

function findingText({ symbol, what = 'difference', said }: Entry): string {
  const name = what.replaceAll('_', ' ');
  return `${symbol === undefined ? name : `${symbol} ${name}`}${said === undefined ? '' : `: ${said}`}`;
}

function actText({ act, symbol, verdict, said }: Entry): string {
  if (act === 'braked') return 'did not believe it: too many positions vanished at once';
  if (act === 'resync-key') return `looked at ${symbol}`;
  return verdict === 'done' || verdict === undefined ? (said ?? act ?? '') : `${VERDICTS[verdict] ?? verdict}: ${said}`;
}

const VERDICTS: Readonly<Record<string, string>> = { snooze: 'put off', skip: 'let be', give_up: 'gave up' };
