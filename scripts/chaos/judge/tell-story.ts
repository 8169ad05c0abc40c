import type pg from 'pg';
import type { JournalEntry } from '../world/hand.ts';
import type { Tally } from '../deeds/tally.ts';
import type { ExchangeId } from '@breakwater/core';
import { symbols } from '../world/configuration.ts';

interface Told {
  readonly atMs: number;
  readonly line: string;
}

const linesBefore = 110;
const linesAfter = 40;
const textMax = 260;

/**
 * What happened to one key: the books' events, the journal of its exchange (CHANGES), and what was done to the world, in one order. Of a long story the
 * part around AT_MS is told; without an instant, its end.
 */
export async function tellStory(books: pg.Pool, changes: readonly JournalEntry[], { log }: Tally, exchange: ExchangeId, symbol: string, atMs = Infinity): Promise<string[]> {
  const { rows } = await books.query<{ at_ms: string; type: string; evidence: string | null; data: unknown; role: string | null; pid: number | null }>(
    `select round(extract(epoch from e.at) * 1000)::text as at_ms, e.type, e.evidence, e.data, w.role, w.pid
       from position_event e left join worker w on w.id::text = e.worker where e.exchange::text = $1 and e.symbol = $2 order by e.at, e.id`,
    [exchange, symbol],
  );
  const events = rows.map((row): Told => ({ atMs: Number(row.at_ms), line: `books     ${row.type} ${row.evidence ?? ''} by ${row.role ?? '?'} ${row.pid ?? ''} ${JSON.stringify(row.data)}` }));
  const journal = changes.filter((entry) => entry.symbol === symbol).map((entry): Told => ({ atMs: entry.timeMs, line: `exchange  ${entry.kind} ${detailText(entry)}` }));
  const others = symbols.filter((other) => other !== symbol);
  const deeds = log.filter(({ what }) => !others.some((other) => what.includes(other))).map((deed): Told => ({ atMs: deed.atMs, line: `chaos     ${deed.what}` }));
  const told = [...events, ...journal, ...deeds].toSorted((a, b) => a.atMs - b.atMs);
  const middle = told.findLastIndex((one) => one.atMs <= atMs) + 1;
  return told.slice(Math.max(0, middle - linesBefore), middle + linesAfter).map((one) => `${new Date(one.atMs).toISOString().slice(11, 23)} ${one.line}`.slice(0, textMax));
}

function detailText({ kind, detail }: JournalEntry): string {
  if (kind !== 'request') return JSON.stringify(detail);
  const { method, path, clientOrderId, verdict, executed, code, faults } = detail;
  return `${String(method)} ${String(path)} ${String(clientOrderId ?? '')} ${executed === true ? 'executed' : 'not executed'}, told ${String(verdict)} ${String(code ?? '')} ${JSON.stringify(faults)}`;
}
