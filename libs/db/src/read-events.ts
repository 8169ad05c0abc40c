import type { AccountKey, SymbolKey } from '@breakwater/core';
import { symbolKeyText } from '@breakwater/core';
import { readNow, type ScreenClient } from './client.ts';

/** One thing that happened to a key, as its writer booked it (I9). */
export interface EventOnScreen {
  readonly id: string;
  readonly at: string;
  /** `binance.main.TAGUSDT`. */
  readonly key: string;
  readonly positionId: string | null;
  /** Past tense: position_opened, stop_placed, … */
  readonly type: string;
  /** The grade on which it rests. */
  readonly evidence: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly worker: string | null;
  readonly jobId: string | null;
  readonly correlationId: string | null;
}

export interface EventSelection {
  /** What they are about: all lives of a symbol key, or one position. */
  readonly about: SymbolKey | { readonly positionId: string };
  /** The last so many. */
  readonly limit: number;
  /** Only those of the last so many milliseconds, on the database's clock. */
  readonly withinMs?: number;
}

/** The story of a key or of one position: its last events, oldest first. */
export async function readEvents(client: ScreenClient, { about, limit, withinMs }: EventSelection): Promise<EventOnScreen[]> {
  const what = 'positionId' in about ? { positionId: about.positionId } : { exchange: about.exchange, account: about.account, symbol: about.symbol };
  const since = withinMs === undefined ? null : new Date((await readNow(client)).getTime() - withinMs);
  const rows = await client.positionEvent.findMany({
    where: { ...what, ...(since === null ? {} : { at: { gte: since } }) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.toReversed().map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    key: symbolKeyText(row),
    positionId: row.positionId,
    type: row.type,
    evidence: row.evidence,
    data: (row.data ?? {}) as Readonly<Record<string, unknown>>,
    worker: row.worker,
    jobId: row.jobId,
    correlationId: row.correlationId,
  }));
}

/** Whether the books know a symbol of the account at all: then nobody need ask the exchange what is meant. */
export async function isKnownSymbol(client: ScreenClient, { exchange, account }: AccountKey, symbol: string): Promise<boolean> {
  return (await client.claim.count({ where: { exchange, account, symbol } })) > 0 || (await client.position.count({ where: { exchange, account, symbol } })) > 0;
}
