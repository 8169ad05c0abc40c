import { decimal, type Decimal, FOREIGN_ORDERS_TOLD, FOREIGN_ORDERS_WITHIN_MS, type KeyRecords, type OrderRecord, type PositionRecord, type SignalRecord, type Sighting, type SymbolKey, type UnansweredIntent, type Wish } from '@breakwater/core';
import { invariant } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { ARE_RESTORED, GENERATION_NOW } from './identity.ts';
import { toMs } from './insert-rows.ts';
import { SIGNAL_JSON, type SignalJson, toSignalRecord } from './signal-json.ts';

/**
 * One symbol key, all of it from one snapshot. A look, not a guard: what was read here is checked again in the statement
 * that acts on it. Numbers leave as text, so that no float is ever made of them.
 */
const READ_KEY: Statement = {
  name: 'read_key',
  text: `
WITH restored AS MATERIALIZED (
  SELECT ${ARE_RESTORED} AS are_restored
), own_position AS MATERIALIZED (
  SELECT * FROM position
   WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text
     AND (status <> 'closed' OR (close_reason = 'never_filled' AND closed_at > clock_timestamp() - interval '24 hours'))
), unanswered AS MATERIALIZED (
  SELECT * FROM intent WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND outcome IN ('open', 'unknown')
), own_order AS MATERIALIZED (
  SELECT * FROM "order" WHERE position_id IN (SELECT id FROM own_position)
  UNION SELECT * FROM "order" WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND status IN ('planned', 'resting', 'triggered')
  UNION SELECT * FROM "order" WHERE id IN (SELECT order_id FROM unanswered)
  -- A stop that outlived its row, or has none, and executed: until that is booked, whoever meets the execution must know whose it was.
  -- Of the last rows that closed only: every look reads this, and leftover stops go before many more rows come.
  UNION SELECT o.* FROM "order" o
   WHERE (o.position_id IN (SELECT id FROM position WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND status = 'closed' ORDER BY closed_at DESC, id LIMIT 5)
          OR (o.position_id IS NULL AND o.exchange = $1::exchange AND o.account = $2::text AND o.symbol = $3::text))
     AND o.role <> 'foreign' AND o.executed_quantity > (SELECT COALESCE(sum(x.quantity), 0) FROM fill x WHERE x.order_id = o.id)
)
SELECT ${toMs('clock_timestamp()')} AS now_ms,
  COALESCE((SELECT json_agg(json_build_object(
      'id', id, 'leg', leg, 'status', status, 'origin', origin, 'signalId', signal_id, 'side', side, 'quantity', quantity::text,
      'entryPrice', entry_price::text, 'stopRule', stop_rule, 'firstFillAtMs', ${toMs('first_fill_at')}, 'protectedAtMs', ${toMs('protected_at')},
      'bareSinceMs', ${toMs('bare_since')}, 'closeReason', close_reason, 'createdAtMs', ${toMs('created_at')}) ORDER BY created_at, id)
    FROM own_position), '[]') AS positions,
  COALESCE((SELECT json_agg(json_build_object(
      'id', o.id, 'positionId', o.position_id, 'role', o.role, 'generation', o.generation, 'clientOrderId', o.client_order_id, 'list', o.list,
      'side', o.side, 'quantity', o.quantity::text, 'triggerPrice', o.trigger_price::text, 'triggerType', o.trigger_type,
      'reduceOnly', o.reduce_only, 'closesPosition', o.closes_position, 'status', o.status, 'exchangeOrderId', o.exchange_order_id,
      'childOrderId', o.child_order_id, 'executedQuantity', o.executed_quantity::text, 'averagePrice', o.average_price::text,
      'cancelIntendedAtMs', ${toMs('o.cancel_intended_at')}, 'createdAtMs', ${toMs('o.created_at')},
      'wishId', o.wish_id, 'bookedQuantity', (SELECT COALESCE(sum(x.quantity), 0)::text FROM fill x WHERE x.order_id = o.id)) ORDER BY o.created_at, o.id)
    FROM own_order o), '[]') AS orders,
  COALESCE((SELECT json_agg(json_build_object(
      'id', id, 'kind', kind, 'orderId', order_id, 'request', request, 'outcome', outcome, 'expiresAtMs', ${toMs('expires_at')},
      'missedAtMs', ${toMs('missed_at')}) ORDER BY created_at, id)
    FROM unanswered), '[]') AS intents,
  (SELECT ${SIGNAL_JSON} FROM signal s
    WHERE s.exchange = $1::exchange AND s.account = $2::text AND s.symbol = $3::text AND s.outcome = 'pending' AND s.selected_at IS NOT NULL
    ORDER BY s.rank, s.selected_at, s.id LIMIT 1) AS signal,
  (SELECT ${toMs("w.at + (w.policy->>'signalAgeMsMax')::numeric * interval '1 millisecond'")} FROM signal s JOIN wave w ON w.id = s.wave_id
    WHERE s.exchange = $1::exchange AND s.account = $2::text AND s.symbol = $3::text AND s.outcome = 'pending' AND s.selected_at IS NOT NULL
    ORDER BY s.rank, s.selected_at, s.id LIMIT 1) AS signal_expires_at_ms,
  COALESCE((SELECT json_agg(json_build_object(
      'id', s.id, 'source', s.source, 'externalId', s.external_id, 'action', s.action, 'leg', s.leg, 'side', s.side, 'quantity', s.quantity::text,
      'fraction', s.fraction::text, 'targetQuantity', s.target_quantity::text, 'stopRule', s.stop_rule, 'mayLoosen', s.may_loosen,
      'coversForeign', s.covers_foreign, 'createdAtMs', ${toMs('s.created_at')},
      'isHeld', s.action = 'reduce' AND (SELECT are_restored FROM restored)) ORDER BY s.created_at, s.id)
    FROM signal s
   WHERE s.exchange = $1::exchange AND s.account = $2::text AND s.symbol = $3::text AND s.outcome = 'pending' AND s.action <> 'open'), '[]') AS wishes,
  COALESCE((SELECT json_agg(o.client_order_id ORDER BY o.created_at DESC, o.id DESC) FROM (
      SELECT client_order_id, created_at, id FROM "order"
       WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text AND role = 'foreign' AND created_at > clock_timestamp() - ${FOREIGN_ORDERS_WITHIN_MS} * interval '1 millisecond'
       ORDER BY created_at DESC, id DESC LIMIT ${FOREIGN_ORDERS_TOLD}) o), '[]') AS foreign_orders,
  CASE WHEN b.are_restored THEN ${GENERATION_NOW} ELSE COALESCE((SELECT generation_floor FROM books), 0) END AS generation_floor,
  b.are_restored OR c.entries_off_at IS NOT NULL OR COALESCE((SELECT NOT a.entries_enabled FROM account a WHERE a.exchange = $1::exchange AND a.account = $2::text), false) AS are_entries_off,
  COALESCE(c.sightings, '[]') AS sightings, c.quarantine_reason, GREATEST(${toMs('c.cooldown_until')}, (
    -- What was never filled, or was a row too many, was no position. Derived, and not written at the close: so it holds however a row closed.
    SELECT ${toMs("last.closed_at + (w.policy->>'cooldownMs')::numeric * interval '1 millisecond'")}
      FROM (SELECT s.wave_id FROM signal s
             WHERE s.exchange = $1::exchange AND s.account = $2::text AND s.symbol = $3::text AND s.outcome = 'pending' AND s.selected_at IS NOT NULL
             ORDER BY s.rank, s.selected_at, s.id LIMIT 1) s
      JOIN wave w ON w.id = s.wave_id
      CROSS JOIN LATERAL (
        SELECT p.closed_at FROM position p
         WHERE p.exchange = $1::exchange AND p.account = $2::text AND p.symbol = $3::text AND p.status = 'closed' AND p.close_reason NOT IN ('never_filled', 'duplicate')
         ORDER BY p.closed_at DESC LIMIT 1) last
     WHERE w.policy ? 'cooldownMs')) AS cooldown_until_ms
  FROM restored b LEFT JOIN claim c ON c.exchange = $1::exchange AND c.account = $2::text AND c.symbol = $3::text`,
};

/** A record as JSON carries it: exact numbers as text. */
type Json<Fields> = { readonly [Name in keyof Fields]: Fields[Name] extends Decimal ? string : Fields[Name] extends Decimal | null ? string | null : Fields[Name] };

interface KeyRow {
  readonly now_ms: string;
  readonly positions: readonly Json<PositionRecord>[];
  readonly orders: readonly Json<OrderRecord>[];
  readonly intents: readonly UnansweredIntent[];
  readonly signal: SignalJson | null;
  readonly wishes: readonly Omit<Json<Wish>, 'key'>[];
  readonly sightings: readonly Sighting[];
  readonly quarantine_reason: string | null;
  readonly cooldown_until_ms: string | null;
  readonly foreign_orders: readonly string[];
  readonly signal_expires_at_ms: string | null;
  readonly generation_floor: number;
  readonly are_entries_off: boolean;
}

/** What the books say of one key. */
export async function readKey(database: Database, key: SymbolKey): Promise<KeyRecords> {
  const [row] = await database.run<KeyRow>(READ_KEY, [key.exchange, key.account, key.symbol]);
  invariant(row !== undefined, 'a SELECT without WHERE has a row');
  const signal: SignalRecord | null = row.signal === null ? null : toSignalRecord(row.signal);
  return {
    key,
    nowMs: Number(row.now_ms),
    positions: row.positions.map((position) => ({ ...position, quantity: decimal(position.quantity), entryPrice: toDecimal(position.entryPrice) })),
    orders: row.orders.map(toOrderRecord),
    intents: row.intents,
    signal,
    wishes: row.wishes.map((wish) => ({ ...wish, key, quantity: toDecimal(wish.quantity), fraction: toDecimal(wish.fraction), targetQuantity: toDecimal(wish.targetQuantity) })),
    sightings: row.sightings,
    quarantineReason: row.quarantine_reason,
    cooldownUntilMs: toNumber(row.cooldown_until_ms),
    foreignOrders: row.foreign_orders,
    signalExpiresAtMs: toNumber(row.signal_expires_at_ms),
    areEntriesOff: row.are_entries_off,
    generationFloor: row.generation_floor,
  };
}

function toOrderRecord(order: Json<OrderRecord>): OrderRecord {
  return {
    ...order,
    quantity: toDecimal(order.quantity),
    triggerPrice: toDecimal(order.triggerPrice),
    executedQuantity: decimal(order.executedQuantity),
    averagePrice: toDecimal(order.averagePrice),
    bookedQuantity: decimal(order.bookedQuantity),
  };
}

function toDecimal(text: string | null): Decimal | null {
  return text === null ? null : decimal(text);
}

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}
