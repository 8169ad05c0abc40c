import type { AccountKey, BookedKey, NamedOrder, SymbolKey } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { toTime } from '../statements/insert-rows.ts';
import { SIGNAL_JSON, type SignalJson, toSignalRecord } from '../statements/signal-json.ts';

const READ_BOOKED_KEY: Statement = {
  name: 'read_booked_key',
  text: `
WITH open_signal AS MATERIALIZED (
  SELECT s.* FROM signal s
   WHERE s.exchange = $1::exchange AND s.account = $2::text AND s.symbol = $3::text AND s.action = 'open'
     AND NOT EXISTS (SELECT FROM position p WHERE p.signal_id = s.id)
     -- What was taken in long before cannot have been entered in the time that was lost.
     AND (s.outcome IN ('pending', 'unknown') OR COALESCE(s.outcome_at, s.created_at) >= ${toTime('$4::bigint')})
)
SELECT COALESCE((SELECT json_agg(json_build_object('tradeId', x.trade_id, 'positionId', o.position_id, 'isOwn', o.role <> 'foreign', 'clientOrderId', o.client_order_id))
                   FROM fill x JOIN "order" o ON o.id = x.order_id
                  WHERE x.exchange = $1::exchange AND x.account = $2::text AND x.symbol = $3::text AND x.at >= ${toTime('$4::bigint')}), '[]') AS trades,
       COALESCE((SELECT json_agg(json_build_object('id', o.id, 'positionId', o.position_id, 'isOver', p.status IS NULL OR p.status = 'closed', 'clientOrderId', o.client_order_id, 'list', o.list,
                                   'exchangeOrderId', o.exchange_order_id, 'childOrderId', o.child_order_id)) FROM "order" o LEFT JOIN position p ON p.id = o.position_id
                  WHERE o.exchange = $1::exchange AND o.account = $2::text AND o.role <> 'foreign' AND o.client_order_id = ANY ($5::text[])), '[]') AS named,
       COALESCE((SELECT json_agg(${SIGNAL_JSON}) FROM open_signal s), '[]') AS signals,
       COALESCE((SELECT json_agg(s.id) FROM open_signal s, books b WHERE s.outcome IN ('pending', 'unknown') AND s.created_at <= b.recovery_began_at), '[]') AS held_signal_ids,
       COALESCE((SELECT generation_floor FROM books), 0) AS generation_floor`,
};

interface BookedRow {
  readonly trades: readonly { readonly tradeId: string; readonly positionId: string | null; readonly isOwn: boolean; readonly clientOrderId: string }[];
  readonly named: readonly (NamedOrder & { readonly clientOrderId: string })[];
  readonly signals: readonly SignalJson[];
  readonly held_signal_ids: readonly string[];
  readonly generation_floor: number;
}

/** What the books have of a key since an instant of the exchange's time; of own orders those with the given client ids. */
export async function readBookedKey(database: Database, key: SymbolKey, sinceMs: number, clientOrderIds: readonly string[]): Promise<BookedKey> {
  const [row] = await database.run<BookedRow>(READ_BOOKED_KEY, [key.exchange, key.account, key.symbol, Math.round(sinceMs), clientOrderIds]);
  return {
    trades: new Map((row?.trades ?? []).map(({ tradeId, ...trade }) => [tradeId, trade])),
    named: Map.groupBy(row?.named ?? [], ({ clientOrderId }) => clientOrderId),
    signals: (row?.signals ?? []).map(toSignalRecord),
    heldSignalIds: new Set(row?.held_signal_ids ?? []),
    generationFloor: row?.generation_floor ?? 0,
  };
}

/** Positions that live, requests without an answer, orders that are not final, and signals without a final outcome. */
const READ_SYMBOLS: Statement = {
  name: 'read_recovery_symbols',
  text: `
SELECT symbol FROM position WHERE exchange = $1::exchange AND account = $2::text AND status <> 'closed'
UNION SELECT symbol FROM intent WHERE exchange = $1::exchange AND account = $2::text AND outcome IN ('open', 'unknown')
UNION SELECT symbol FROM "order" WHERE exchange = $1::exchange AND account = $2::text AND status IN ('planned', 'resting', 'triggered')
UNION SELECT symbol FROM signal WHERE exchange = $1::exchange AND account = $2::text AND outcome IN ('pending', 'unknown')
ORDER BY symbol`,
};

/** The symbols of an account that the books have reason to look at. */
export async function readRecoverySymbols(database: Database, { exchange, account }: AccountKey): Promise<readonly string[]> {
  return (await database.run<{ symbol: string }>(READ_SYMBOLS, [exchange, account])).map(({ symbol }) => symbol);
}

const READ_SET_ASIDE: Statement = {
  name: 'read_set_aside',
  text: `SELECT symbol FROM claim WHERE exchange = $1::exchange AND account = $2::text AND quarantined_at IS NOT NULL ORDER BY symbol`,
};

/** The symbols of an account that were set aside for a person. */
export async function readSetAside(database: Database, { exchange, account }: AccountKey): Promise<readonly string[]> {
  return (await database.run<{ symbol: string }>(READ_SET_ASIDE, [exchange, account])).map(({ symbol }) => symbol);
}
