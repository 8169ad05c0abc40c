import type { Facts } from '@breakwater/core';
import type { Claim, RecordResult, Release } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { factRows } from '../fact-rows.ts';
import { eventContext } from './event-context.ts';
import { HELD, heldValues, untilFresh, WHY_NOT_HELD } from './held.ts';
import { insertEvents, insertOrders, insertPages, insertPositions, NEW_ORDER, NEW_POSITION, toTime } from './insert-rows.ts';

/**
 * What has come to be known, with its events, and the release of the claim: all of it or nothing (I9).
 *
 * Guarded by the claim (held.ts): `held` has no row for a stale worker, so none of the lists below has one. Rows of other
 * keys cannot be reached under this claim: every update names the key. Final answers are never overwritten, statuses move
 * only forward (triggers), and what exists already is not inserted twice (I1, I9: unique key, trade id, order id).
 *
 * A position that lost the race for its key takes its orders, fills and events with it: they would tell of a row that is
 * not there. An order that exists under another id keeps its row, and its fills go to that one.
 *
 * What is new is written before what changes, whichever other lists there are: Postgres runs the parts of a statement in an order of
 * its own unless one reads the other, and a unique key would be met by the one or by the other. So each change reads what is new.
 *
 * The release sets the fence no lower than the last request that may still take effect; `answered` is what this very
 * statement learned, so an intent that it answers no longer counts.
 */
const RECORD_FACTS: Statement = {
  name: 'record_facts',
  text: `
WITH ${HELD},
answered AS (
  UPDATE intent i
     SET outcome = COALESCE(a.outcome, i.outcome),
         evidence = CASE WHEN a.outcome IS NULL THEN i.evidence ELSE a.evidence END,
         answer = COALESCE(a.answer, i.answer),
         answered_at = CASE WHEN a.outcome IS NULL THEN i.answered_at ELSE f.at END,
         missed_at = CASE WHEN a.is_missed THEN COALESCE(i.missed_at, f.at) ELSE i.missed_at END
    FROM held f, jsonb_to_recordset(f.body->'answers') AS a(intent_id uuid, outcome intent_outcome, evidence text, answer jsonb, is_missed boolean)
   WHERE i.id = a.intent_id AND i.exchange = f.exchange AND i.account = f.account AND i.symbol = f.symbol AND i.outcome IN ('open', 'unknown')
  RETURNING i.id, i.outcome
), new_position AS (${insertPositions('held')}
), lost_position AS MATERIALIZED (
  SELECT p.id FROM held f, jsonb_to_recordset(f.body->'new_positions') AS p${NEW_POSITION}
   WHERE NOT EXISTS (SELECT FROM new_position n WHERE n.id = p.id)
), changed_position AS (
  UPDATE position p
     SET status = COALESCE(c.status, p.status),
         quantity = COALESCE(c.quantity, p.quantity),
         entry_price = COALESCE(c.entry_price, p.entry_price),
         first_fill_at = LEAST(p.first_fill_at, ${toTime('c.first_fill_at_ms')}),
         protected_at = COALESCE(${toTime('c.protected_at_ms')}, p.protected_at),
         bare_since = CASE WHEN c.sets_bare_since THEN ${toTime('c.bare_since_ms')} ELSE p.bare_since END,
         bare_ms = p.bare_ms + c.add_bare_ms,
         stop_rule = COALESCE(c.stop_rule, p.stop_rule),
         close_reason = CASE WHEN COALESCE(c.status, p.status) = 'closed' THEN COALESCE(c.close_reason, p.close_reason) END,
         closed_at = CASE WHEN COALESCE(c.status, p.status) = 'closed' THEN COALESCE(${toTime('c.closed_at_ms')}, p.closed_at, f.at) END,
         -- A row that lives again has earned nothing yet that is known.
         realised_pnl = CASE WHEN c.sets_realised_pnl THEN c.realised_pnl WHEN p.status = 'closed' AND c.status <> 'closed' THEN NULL ELSE p.realised_pnl END
    FROM held f, jsonb_to_recordset(f.body->'positions') AS c(id uuid, status position_status, quantity numeric, entry_price numeric,
         first_fill_at_ms bigint, protected_at_ms bigint, sets_bare_since boolean, bare_since_ms bigint, add_bare_ms bigint,
         stop_rule jsonb, close_reason close_reason, closed_at_ms bigint, sets_realised_pnl boolean, realised_pnl numeric)
   WHERE p.id = c.id AND p.exchange = f.exchange AND p.account = f.account AND p.symbol = f.symbol
     AND NOT EXISTS (SELECT FROM new_position n WHERE n.id = p.id)
), given_order AS MATERIALIZED (
  SELECT o.*, EXISTS (SELECT FROM lost_position l WHERE l.id = o.position_id) AS is_lost
    FROM held f, jsonb_to_recordset(f.body->'new_orders') AS o${NEW_ORDER}
), new_order AS (${insertOrders('held', 'given_order o WHERE NOT o.is_lost')}
    ON CONFLICT DO NOTHING
    RETURNING id
), known_order AS MATERIALIZED (
  -- The row that an order not inserted has already.
  SELECT o.id AS given_id, k.id
    FROM held f, given_order o CROSS JOIN LATERAL (
      SELECT k.id FROM "order" k
       WHERE k.exchange = f.exchange AND k.account = f.account AND k.symbol = f.symbol
         AND (k.id = o.id OR (k.list = o.list AND k.exchange_order_id = o.exchange_order_id)
              OR (k.role <> 'foreign' AND o.role <> 'foreign' AND k.generation > 0 AND o.generation > 0 AND k.client_order_id = o.client_order_id))
       ORDER BY k.id = o.id DESC LIMIT 1) k
   WHERE NOT o.is_lost AND NOT EXISTS (SELECT FROM new_order n WHERE n.id = o.id)
), changed_order AS (
  UPDATE "order" o
     SET status = COALESCE(c.status, o.status),
         -- Where a stranger's row was made under this id, before it was known to be ours, that row keeps it: one id, one row.
         exchange_order_id = COALESCE(CASE WHEN NOT s.is_taken THEN c.exchange_order_id END, o.exchange_order_id),
         child_order_id = COALESCE(c.child_order_id, CASE WHEN s.is_taken THEN c.exchange_order_id END, o.child_order_id),
         executed_quantity = COALESCE(c.executed_quantity, o.executed_quantity),
         average_price = COALESCE(c.average_price, o.average_price),
         accepted_at = COALESCE(${toTime('c.accepted_at_ms')}, o.accepted_at)
    FROM held f, jsonb_to_recordset(f.body->'orders') AS c(id uuid, status order_status, exchange_order_id text, child_order_id text,
         executed_quantity numeric, average_price numeric, accepted_at_ms bigint)
         CROSS JOIN LATERAL (
           SELECT EXISTS (SELECT FROM "order" k, "order" own WHERE own.id = c.id AND k.id <> c.id AND k.role = 'foreign' AND k.list = own.list
              AND k.exchange = f.exchange AND k.account = f.account AND k.symbol = f.symbol AND k.exchange_order_id = c.exchange_order_id) AS is_taken) s
   WHERE o.id = c.id AND o.exchange = f.exchange AND o.account = f.account AND o.symbol = f.symbol
     AND NOT EXISTS (SELECT FROM new_order n WHERE n.id = o.id)
), new_fill AS (
  -- A trade is booked once. One that was booked as a stranger's becomes ours when its order turns out to be.
  INSERT INTO fill AS known (id, order_id, exchange, account, symbol, trade_id, side, quantity, price, fee, fee_asset, realised_pnl, at)
  SELECT DISTINCT ON (x.trade_id) gen_random_uuid(), COALESCE(k.id, x.order_id), f.exchange, f.account, f.symbol, x.trade_id, x.side, x.quantity, x.price, x.fee,
         x.fee_asset, x.realised_pnl, ${toTime('x.at_ms')}
    FROM held f CROSS JOIN LATERAL jsonb_to_recordset(f.body->'fills') AS x(order_id uuid, trade_id text, side order_side, quantity numeric,
         price numeric, fee numeric, fee_asset text, realised_pnl numeric, at_ms bigint)
         LEFT JOIN known_order k ON k.given_id = x.order_id
   WHERE NOT EXISTS (SELECT FROM given_order o WHERE o.id = x.order_id AND o.is_lost)
  ON CONFLICT (exchange, account, symbol, trade_id) DO UPDATE SET order_id = EXCLUDED.order_id
   WHERE (SELECT o.role FROM "order" o WHERE o.id = known.order_id) = 'foreign' AND (SELECT o.role FROM "order" o WHERE o.id = EXCLUDED.order_id) <> 'foreign'
), changed_signal AS (
  UPDATE signal s SET outcome = c.outcome, reason = c.reason, outcome_at = f.at
    FROM held f, jsonb_to_recordset(f.body->'signals') AS c(id uuid, outcome signal_outcome, reason text)
   WHERE s.id = c.id AND s.exchange = f.exchange AND s.account = f.account AND s.symbol = f.symbol
     -- A fill always wins: what was given up is opened after all, and so is what somebody skipped whose books had lost its entry.
     AND (s.outcome IN ('pending', 'unknown') OR (c.outcome = 'opened' AND (s.outcome = 'failed' OR s.outcome::text LIKE 'skipped\\_%')))
  RETURNING s.id
), wish_target AS (
  -- The amount of a wish is fixed once, and only while it is not settled: Postgres keeps one of two updates of a row in one statement.
  UPDATE signal s SET target_quantity = t.quantity
    FROM held f, jsonb_to_recordset(f.body->'wish_targets') AS t(id uuid, quantity numeric)
   WHERE s.id = t.id AND s.exchange = f.exchange AND s.account = f.account AND s.symbol = f.symbol
     AND s.action = 'reduce' AND s.outcome = 'pending' AND s.target_quantity IS NULL AND NOT EXISTS (SELECT FROM changed_signal c WHERE c.id = s.id)
), new_event AS (${insertEvents('held', 'NOT EXISTS (SELECT FROM lost_position l WHERE l.id = e.position_id)')}
), new_page AS (${insertPages('held')}
), kept AS (
  -- Always a new version of the claim's row: that is how a statement that waited knows that something was written.
  UPDATE claim c
     SET sightings = CASE WHEN f.body ? 'sightings' THEN f.body->'sightings' ELSE c.sightings END,
         entries_off_at = CASE WHEN f.body ? 'entries_off' THEN COALESCE(c.entries_off_at, f.at) ELSE c.entries_off_at END,
         holder = CASE WHEN f.body ? 'release' THEN NULL ELSE c.holder END,
         due_at = CASE WHEN f.body ? 'release' THEN LEAST(c.due_at, f.at + (f.body->'release'->>'dueInMs')::bigint * interval '1 millisecond') ELSE c.due_at END,
         fence_until = CASE WHEN f.body ? 'release' THEN GREATEST(f.at, (
           SELECT max(i.expires_at) FROM intent i
            WHERE i.exchange = f.exchange AND i.account = f.account AND i.symbol = f.symbol AND i.outcome IN ('open', 'unknown')
              AND NOT EXISTS (SELECT FROM answered a WHERE a.id = i.id AND a.outcome NOT IN ('open', 'unknown'))
         )) ELSE c.fence_until END
    FROM held f
   WHERE c.exchange = f.exchange AND c.account = f.account AND c.symbol = f.symbol
)
SELECT COALESCE(${WHY_NOT_HELD}, 'recorded') AS result`,
};

/** Writes facts and their events under the claim, and releases it if asked to; `deposed` means that nothing was written. */
export function recordFacts(database: Database, worker: string | null, claim: Claim, facts: Facts, release?: Release): Promise<RecordResult> {
  const body = { ...factRows(facts), context: eventContext(worker), ...(release === undefined ? {} : { release: releaseBody(release) }) };
  const values = heldValues(claim, body);
  return untilFresh(async () => (await database.run<{ result: RecordResult | 'stale' }>(RECORD_FACTS, values))[0]?.result ?? 'stale');
}

/** A release as JSON: whole milliseconds, or none. */
export function releaseBody(release: Release): { dueInMs: number | null } {
  return { dueInMs: release.dueInMs === undefined ? null : Math.round(release.dueInMs) };
}
