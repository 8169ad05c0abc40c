import type { AccountKey } from '@breakwater/core';
import type { ScreenClient } from './client.ts';

/** One finding or act, as the engine writes them (resync-account.ts, resync-key.ts). */
export interface ReportedFact {
  readonly symbol?: string;
  readonly what?: string;
  readonly act?: string;
  readonly verdict?: string;
  readonly said?: string;
}

/** One look of the fleet at an account, or at one symbol of it, as people see it. */
export interface ReportOnScreen {
  readonly at: string;
  readonly exchange: string;
  readonly account: string;
  /** null: the whole account. */
  readonly symbol: string | null;
  /** What asked for it: `schedule`, `manual`, `sweep`, … */
  readonly cause: string;
  /** What differed; empty when both sides agreed. */
  readonly findings: readonly ReportedFact[];
  /** What was done about it. */
  readonly acts: readonly ReportedFact[];
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
    findings: factsOf(row.findings),
    acts: factsOf(row.acts),
    calls: row.calls,
    weight: row.weight,
    durationMs: row.durationMs,
  }));
}

function factsOf(json: unknown): readonly ReportedFact[] {
  return Array.isArray(json) ? (json as readonly ReportedFact[]) : [];
}
