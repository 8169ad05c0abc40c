import type { AccountKey, ExchangeId, SymbolKey } from '@breakwater/core';
import { type DueWork, WAVE_LOOKS_APART_MS } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { toMs } from './insert-rows.ts';

/**
 * All work that is due, from the database alone: the sweep (I8, I12). Each line of `moment` names a key that somebody must
 * look at, and from when on it can be taken; each reads a partial index that holds nothing but such rows.
 *
 * A key with a due time waits for it, whatever else is open: who released it knew when to look again. So the last five
 * lines are about keys that nobody holds and nobody will wake. A look, not a guard: the worst that a wrong answer costs is
 * a job that finds nothing to do.
 */
const READ_DUE_WORK: Statement = {
  name: 'read_due_work',
  text: `
WITH own_account AS MATERIALIZED (
  SELECT a.exchange, a.account, clock_timestamp() AS now FROM jsonb_to_recordset($1::jsonb) AS a(exchange exchange, account text)
), moment AS MATERIALIZED (
  SELECT exchange, account, symbol, GREATEST(c.due_at, c.fence_until) AS at, false AS is_entry
    FROM claim c JOIN own_account USING (exchange, account) WHERE c.due_at IS NOT NULL
  UNION ALL -- abandoned by a worker that died or lost its way
  SELECT exchange, account, symbol, c.fence_until, false
    FROM claim c JOIN own_account USING (exchange, account) WHERE c.holder IS NOT NULL
  UNION ALL -- requests without an answer
  SELECT exchange, account, symbol, GREATEST(c.fence_until, i.expires_at), false
    FROM intent i JOIN own_account USING (exchange, account) JOIN claim c USING (exchange, account, symbol)
   WHERE i.outcome IN ('open', 'unknown') AND c.holder IS NULL AND c.due_at IS NULL
  UNION ALL -- rows between two states: an entry or an exit that nobody finishes
  SELECT exchange, account, symbol, COALESCE(c.fence_until, now), false
    FROM position p JOIN own_account USING (exchange, account) LEFT JOIN claim c USING (exchange, account, symbol)
   WHERE p.status IN ('opening', 'closing') AND c.holder IS NULL AND c.due_at IS NULL
  UNION ALL -- positions without a stop
  SELECT exchange, account, symbol, COALESCE(c.fence_until, now), false
    FROM position p JOIN own_account USING (exchange, account) LEFT JOIN claim c USING (exchange, account, symbol)
   WHERE p.bare_since IS NOT NULL AND p.status <> 'closed' AND c.holder IS NULL AND c.due_at IS NULL
  UNION ALL -- signals that a wave selected
  SELECT exchange, account, symbol, COALESCE(c.fence_until, now), true
    FROM signal s JOIN own_account USING (exchange, account) LEFT JOIN claim c USING (exchange, account, symbol)
   WHERE s.outcome = 'pending' AND s.selected_at IS NOT NULL AND c.holder IS NULL AND c.due_at IS NULL
  UNION ALL -- what is wished for and not settled
  SELECT exchange, account, symbol, COALESCE(c.fence_until, now), false
    FROM signal s JOIN own_account USING (exchange, account) LEFT JOIN claim c USING (exchange, account, symbol)
   WHERE s.outcome = 'pending' AND s.action <> 'open' AND c.holder IS NULL AND c.due_at IS NULL
), wanted AS MATERIALIZED (
  SELECT m.exchange, m.account, m.symbol, min(m.at) AS at, bool_and(m.is_entry) AS is_entry
    FROM moment m LEFT JOIN claim c USING (exchange, account, symbol)
   -- A key that was set aside is nobody's work any more, but for the protection of what is bare on it (I4), or may be: an entry without
   -- an answer may have filled; and to get out of it.
   WHERE c.quarantined_at IS NULL OR EXISTS (
     SELECT FROM position p WHERE p.exchange = m.exchange AND p.account = m.account AND p.symbol = m.symbol
        AND (p.status = 'opening' OR (p.status <> 'closed' AND p.bare_since IS NOT NULL)))
      OR EXISTS (SELECT FROM intent i WHERE i.exchange = m.exchange AND i.account = m.account AND i.symbol = m.symbol AND i.outcome IN ('open', 'unknown'))
      OR EXISTS (SELECT FROM signal s WHERE s.exchange = m.exchange AND s.account = m.account AND s.symbol = m.symbol AND s.outcome = 'pending' AND s.action <> 'open')
   GROUP BY m.exchange, m.account, m.symbol
), due AS (
  SELECT w.exchange, w.account, w.symbol, w.at, CASE
      WHEN EXISTS (SELECT FROM position p WHERE p.exchange = w.exchange AND p.account = w.account AND p.symbol = w.symbol
                      AND p.status IN ('open', 'closing') AND p.bare_since IS NOT NULL) THEN 'protection'
      WHEN w.is_entry OR (EXISTS (SELECT FROM signal s WHERE s.exchange = w.exchange AND s.account = w.account AND s.symbol = w.symbol
                                     AND s.outcome = 'pending' AND s.selected_at IS NOT NULL)
                          AND NOT EXISTS (SELECT FROM position p WHERE p.exchange = w.exchange AND p.account = w.account AND p.symbol = w.symbol
                                             AND p.status <> 'closed')) THEN 'entry'
      ELSE 'resync' END AS kind
    FROM wanted w WHERE w.at <= (SELECT max(now) FROM own_account)
), unfinished AS MATERIALIZED (
  -- A wave that was looked at a moment ago waits for the outcomes of its signals: whoever writes one wakes it.
  SELECT id, received_at FROM wave
   WHERE status <> 'finished' AND (worked_at IS NULL OR worked_at <= (SELECT max(now) FROM own_account) - ${WAVE_LOOKS_APART_MS} * interval '1 millisecond')
)
SELECT COALESCE((SELECT json_agg(json_build_object('exchange', d.exchange, 'account', d.account, 'symbol', d.symbol, 'kind', d.kind))
                   FROM (SELECT * FROM due ORDER BY kind <> 'protection', at LIMIT $2::integer) d), '[]') AS keys,
       COALESCE((SELECT json_agg(w.id) FROM (SELECT id FROM unfinished ORDER BY received_at LIMIT $2::integer) w), '[]') AS wave_ids,
       (SELECT ${toMs('min(w.at)')} - ${toMs('max(a.now)')} FROM wanted w, own_account a WHERE w.at > a.now) AS next_in_ms`,
};

interface DueRow {
  readonly keys: readonly { readonly exchange: ExchangeId; readonly account: string; readonly symbol: string; readonly kind: 'protection' | 'entry' | 'resync' }[];
  readonly wave_ids: readonly string[];
  readonly next_in_ms: string | null;
}

/** Keys of these accounts that need attention now, bare positions first, and unfinished waves. */
export async function readDueWork(database: Database, accounts: readonly AccountKey[], limit: number): Promise<DueWork> {
  const own = accounts.map(({ exchange, account }) => ({ exchange, account }));
  const [row] = await database.run<DueRow>(READ_DUE_WORK, [JSON.stringify(own), limit]);
  const keysOf = (kind: string): SymbolKey[] =>
    (row?.keys ?? []).filter((key) => key.kind === kind).map(({ exchange, account, symbol }) => ({ exchange, account, symbol }));
  return {
    entries: keysOf('entry'),
    protections: keysOf('protection'),
    resyncs: keysOf('resync'),
    waveIds: row?.wave_ids ?? [],
    nextInMs: row?.next_in_ms == null ? null : Math.max(1, Number(row.next_in_ms)),
  };
}
