import type { AccountKey, LiveRow } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { toMs } from './insert-rows.ts';

/** "Live" is the predicate of the unique index, and uses it. A resting stop counts while nobody has meant to cancel it (the fence, rule 7). */
const READ_LIVE_ROWS: Statement = {
  name: 'read_live_rows',
  text: `
SELECT p.symbol, p.leg, p.status, p.side, trim_scale(p.quantity)::text AS quantity,
       EXISTS (SELECT FROM intent i WHERE i.exchange = p.exchange AND i.account = p.account AND i.symbol = p.symbol
                  AND i.outcome IN ('open', 'unknown')) AS "hasUnansweredIntent",
       COALESCE((SELECT array_agg(o.client_order_id ORDER BY o.generation) FROM "order" o
                  WHERE o.position_id = p.id AND o.role = 'stop' AND o.status = 'resting' AND o.cancel_intended_at IS NULL), '{}') AS "restingStopIds",
       ${toMs('clock_timestamp()')} - ${toMs('p.created_at')} AS age_ms
  FROM position p
 WHERE p.exchange = $1::exchange AND p.account = $2::text AND p.status <> 'closed'
 ORDER BY p.symbol, p.leg`,
};

/** All live rows of an account, as the account pass compares them with the exchange. */
export async function readLiveRows(database: Database, account: AccountKey): Promise<readonly LiveRow[]> {
  const rows = await database.run<Omit<LiveRow, 'ageMs'> & { age_ms: string }>(READ_LIVE_ROWS, [account.exchange, account.account]);
  return rows.map(({ age_ms: ageMs, ...row }) => ({ ...row, ageMs: Number(ageMs) }));
}
