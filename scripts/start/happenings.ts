import type pg from 'pg';

/** Something that the books say has happened, as one line for people. */
export interface Happening {
  at: Date;
  line: string;
}

/** Where the last reading of the books ended. */
export interface Cursor {
  events: string;
  reports: string;
  waves: string;
}

/** The beginning of all things. */
export const firstCursor: Cursor = { events: '-infinity', reports: '-infinity', waves: '-infinity' };

/** Reads what has been written since CURSOR: waves, events of positions, sync reports; at most 200 of each. Moves CURSOR on. */
export async function readHappenings(client: pg.ClientBase, cursor: Cursor): Promise<Happening[]> {
  const waves = await read(client, 'waves', cursor, `
    select received_at as at, received_at::text as mark, format('wave %s/%s received', source, external_id) as line
    from "wave" where received_at > $1::timestamptz order by received_at limit 200`);
  const events = await read(client, 'events', cursor, `
    select at, at::text as mark, format('%s.%s.%s %s%s', exchange, account, symbol, replace(type, '_', ' '),
           case when evidence is null then '' else format(' (%s)', evidence) end) as line
    from "position_event" where at > $1::timestamptz order by at limit 200`);
  const reports = await read(client, 'reports', cursor, `
    select at, at::text as mark, format('sync of %s.%s%s: %s found, %s done, %s ms', exchange, account, coalesce('.' || symbol, ''),
           case jsonb_typeof(findings) when 'array' then jsonb_array_length(findings) else 0 end,
           case jsonb_typeof(acts) when 'array' then jsonb_array_length(acts) else 0 end, duration_ms) as line
    from "reconciliation_report" where at > $1::timestamptz order by at limit 200`);
  return [...waves, ...events, ...reports].toSorted((left, right) => left.at.getTime() - right.at.getTime());
}

async function read(client: pg.ClientBase, what: keyof Cursor, cursor: Cursor, sql: string): Promise<Happening[]> {
  const { rows } = await client.query<Happening & { mark: string }>(sql, [cursor[what]]);
  cursor[what] = rows.at(-1)?.mark ?? cursor[what];
  return rows;
}
