import type { AccountKey, LiveRow } from '@breakwater/core';
import type { AccountBooks } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { toMs } from './insert-rows.ts';

/**
 * "Live" is the predicate of the unique index, and uses it. A resting stop counts while nobody has meant to cancel it (the fence, rule 7).
 * The account's switch comes in the same snapshot: without live rows it is one row without a symbol.
 */
const READ_LIVE_ROWS: Statement = {
  name: 'read_live_rows',
  text: `
SELECT a.sync_off_at IS NOT NULL AS is_sync_off, p.symbol, p.leg, p.status, p.side, trim_scale(p.quantity)::text AS quantity,
       EXISTS (SELECT FROM intent i WHERE i.exchange = p.exchange AND i.account = p.account AND i.symbol = p.symbol
                  AND i.outcome IN ('open', 'unknown')) AS "hasUnansweredIntent",
       COALESCE((SELECT array_agg(o.client_order_id ORDER BY o.generation) FROM "order" o
                  WHERE o.position_id = p.id AND o.role = 'stop' AND o.status = 'resting' AND o.cancel_intended_at IS NULL), '{}') AS "restingStopIds",
       (SELECT trim_scale(o.trigger_price)::text FROM "order" o WHERE o.position_id = p.id AND o.role = 'entry') AS "attachedStopPrice",
       (SELECT ${toMs('o.cancel_intended_at')} FROM "order" o WHERE o.position_id = p.id AND o.role = 'entry') AS attached_stop_gone_since_ms,
       ${toMs('clock_timestamp()')} - ${toMs('p.created_at')} AS age_ms
  FROM account a LEFT JOIN position p ON p.exchange = a.exchange AND p.account = a.account AND p.status <> 'closed'
 WHERE a.exchange = $1::exchange AND a.account = $2::text
 ORDER BY p.symbol, p.leg`,
};

type Row = Omit<LiveRow, 'ageMs' | 'symbol' | 'attachedStopGoneSinceMs'> & { readonly attached_stop_gone_since_ms: string | null; readonly is_sync_off: boolean; readonly symbol: string | null; readonly age_ms: string };

/** All live rows of an account, as the account pass compares them with the exchange, and whether the clock's passes are switched off. */
export async function readLiveRows(database: Database, account: AccountKey): Promise<AccountBooks> {
  const found = await database.run<Row>(READ_LIVE_ROWS, [account.exchange, account.account]);
  const rows = found.flatMap(({ is_sync_off: _isSyncOff, symbol, age_ms: ageMs, attached_stop_gone_since_ms: goneSinceMs, ...row }) => (symbol === null ? [] : [{ symbol, ...row, attachedStopGoneSinceMs: goneSinceMs === null ? null : Number(goneSinceMs), ageMs: Number(ageMs) }]));
  return { rows, isSyncOff: found[0]?.is_sync_off ?? false };
}
