import type pg from 'pg';
import type { Key } from './exchange-state.ts';

/** A row of `position` that is live: not closed. */
export interface LiveRow extends Key {
  status: string;
  side: string;
  quantity: string;
  entryPrice: string | null;
  /** Trigger of its newest resting stop in the books. */
  stopPrice: string | null;
}

/** How the signals ended. */
export interface Outcomes {
  waves: number;
  signals: number;
  opened: number;
  skipped: number;
  failed: number;
  unknown: number;
}

/** Counts waves, and signals by how they ended; those without an outcome yet are in `signals` only. */
export async function readOutcomes(client: pg.ClientBase): Promise<Outcomes> {
  const { rows } = await client.query<Outcomes>(`
    select (select count(*) from "wave")::int as waves,
           count(*)::int as signals,
           (count(*) filter (where outcome = 'opened'))::int as opened,
           (count(*) filter (where outcome::text like 'skipped%'))::int as skipped,
           (count(*) filter (where outcome = 'failed'))::int as failed,
           (count(*) filter (where outcome = 'unknown'))::int as unknown
    from "signal"`);
  return rows[0] as Outcomes;
}

/** Counts signals that have no outcome, and waves that are not finished. */
export async function countUnfinished(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ unfinished: number }>(`
    select ((select count(*) from "signal" where outcome = 'pending')
          + (select count(*) from "wave" where status <> 'finished'))::int as unfinished`);
  return rows[0]?.unfinished ?? 0;
}

/** Lists the live rows, oldest first. */
export async function readLiveRows(client: pg.ClientBase): Promise<LiveRow[]> {
  const { rows } = await client.query<LiveRow>(`
    select p.exchange::text, p.account, p.symbol, p.leg::text, p.status::text, p.side::text,
           trim_scale(p.quantity)::text as quantity, trim_scale(p.entry_price)::text as "entryPrice",
           (select trim_scale(o.trigger_price)::text from "order" o
             where o.position_id = p.id and o.role = 'stop' and o.status = 'resting'
             order by o.generation desc limit 1) as "stopPrice"
    from "position" p where p.status <> 'closed' order by p.created_at, p.id`);
  return rows;
}

/** Counts the keys that have more than one live row. */
export async function countDuplicates(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ duplicates: number }>(`
    select count(*)::int as duplicates from (
      select 1 from "position" where status <> 'closed'
      group by exchange, account, symbol, leg having count(*) > 1) doubled`);
  return rows[0]?.duplicates ?? 0;
}

/** What somebody has switched off, as sentences. */
export async function readSwitches(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string; entries: boolean; sync: boolean }>(`
    select exchange::text || '.' || account as name, entries_enabled as entries, sync_off_at is null as sync from "account" order by 1`);
  return rows.flatMap(({ name, entries, sync }) => [...(entries ? [] : [`new entries of ${name} are off`]), ...(sync ? [] : [`scheduled passes over ${name} are off`])]);
}
