import { type Bounds, decimalText, invariant, type LimitReached, requestEffect } from '@breakwater/core';
import type { Claim, CommitResult, IntentCommit } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { eventRows, newOrderRow, newPositionRow } from '../fact-rows.ts';
import { eventContext } from './event-context.ts';
import { ARE_RESTORED } from './identity.ts';
import { HELD, heldValues, untilFresh, WHY_NOT_HELD } from './held.ts';
import { insertEvents, insertOrders, insertPositions, NEW_ORDER } from './insert-rows.ts';
import { LIMIT_PAGES, LIMIT_REACHED, LIMIT_USAGE } from './limits.ts';

/**
 * The fence, rules 3, 6 and 7: everything that must be true before a request may leave, checked in the statement that
 * writes its intent (I2, I3, I5, I10). If one check fails, nothing is written, and the first reason is the answer.
 *
 * Why each check is safe:
 *   epoch, holder   on the claim's row, locked and re-read (held.ts).
 *   quiet, stops    on rows that change only under the claim, read in a snapshot no older than its lock (held.ts).
 *   wish            its signal and the orders that were placed for it change only under the claim.
 *   mode            of the moment at which the statement began; a change of mode does not call back what is on its way.
 *                   For an entry on the account's row, locked.
 *   protection      of that moment too: a heartbeat is a matter of seconds.
 *   signal          the row gets a new version (of the same content), so a wave that settles the signal at the same time comes before (and this sees
 *                   its outcome, re-read on the newest version) or after (and finds the row changed; record-wave-progress.ts).
 *   same books      of the database that the statement runs in, which nobody can exchange under it: a copy that was put back and is not
 *                   recovered yet does not know what was entered, or reduced, after it was made (I2).
 *   entries on      the account's switch on its locked row; the symbol's on the claim's, which is held.
 *   slot            the account's row, locked after the claim and the signal and read in its newest version: the trigger on
 *                   position counts in the transaction that holds the lock, so a limit is never passed, not even by one.
 *   other limits    limits.ts: measured anew once everything that another reservation of the same limit would lock is locked.
 *   key             the unique index on live rows: an insert that loses waits for the winner and inserts nothing (I1).
 *   client id       its unique index; that violation undoes the whole statement (`commitIntent` turns it into an answer).
 *
 * Order of locks, everywhere: claim, wave, signal, account, shared limits (in the order of their scopes), page. Nobody waits for an
 * earlier one while holding a later one, so no two statements can wait for each other; two that share a page's subject share
 * an account before it. `go` has one row only if all is well, `ready` only if the
 * position was inserted too (or none was asked for), and every write takes its row from there.
 */
const COMMIT_INTENT: Statement = {
  name: 'commit_intent',
  text: `
WITH ${HELD},
given AS MATERIALIZED (
  SELECT held.*, g.* FROM held, jsonb_to_record(held.body->'intent') AS g(id uuid, kind intent_kind, order_id uuid, request jsonb, signed_at_ms bigint,
         life_ms bigint, reduces boolean, breaks_quiet boolean, is_entry boolean, signal_id uuid, cancels_order_id uuid,
         closes_position_id uuid, may_cancel_newest boolean, heartbeat_ms_max bigint, exit_position_id uuid, wish_id uuid, exit_quantity numeric)
), checked AS MATERIALIZED (
  SELECT g.*,
         (SELECT a.mode = 'trade' OR (a.mode = 'protect' AND g.reduces) FROM account a WHERE a.exchange = g.exchange AND a.account = g.account) AS mode_allows,
         NOT EXISTS (
           SELECT FROM intent i LEFT JOIN "order" o ON o.id = i.order_id
            WHERE i.exchange = g.exchange AND i.account = g.account AND i.symbol = g.symbol
              AND i.outcome IN ('open', 'unknown') AND i.expires_at > g.at
              -- Rule 6, the exception: only another stop on its way keeps a bare position's stop back.
              AND (NOT g.breaks_quiet OR (i.kind IN ('place', 'amend') AND o.role = 'stop'))
         ) AS is_quiet,
         NOT g.is_entry OR EXISTS (
           SELECT FROM worker w WHERE w.role = 'stop-worker' AND w.stopped_at IS NULL
              AND w.heartbeat_at >= g.at - g.heartbeat_ms_max * interval '1 millisecond'
         ) AS is_protected,
         -- Rule 7 (I5): while its position lives, a stop goes only when a newer one rests that nobody means to cancel.
         (g.may_cancel_newest OR NOT EXISTS (
           SELECT FROM "order" o JOIN position p ON p.id = o.position_id
            WHERE o.id = g.cancels_order_id AND o.role = 'stop' AND p.status <> 'closed' AND NOT EXISTS (
              SELECT FROM "order" n WHERE n.position_id = o.position_id AND n.role = 'stop' AND n.generation > o.generation
                 AND n.status = 'resting' AND n.cancel_intended_at IS NULL)
         -- The stop that is a part of a position is older than any of ours.
         )) AND (g.kind <> 'position_stop' OR EXISTS (
           SELECT FROM position p JOIN "order" n ON n.position_id = p.id
            WHERE p.exchange = g.exchange AND p.account = g.account AND p.symbol = g.symbol AND p.leg::text = g.request->>'leg' AND p.status <> 'closed'
              AND n.role = 'stop' AND n.status = 'resting' AND n.cancel_intended_at IS NULL
         )) AS leaves_a_stop,
         (SELECT k.entries_off_at IS NOT NULL FROM claim k WHERE k.exchange = g.exchange AND k.account = g.account AND k.symbol = g.symbol) AS symbol_is_off,
         -- An exit is somebody's wish that is still open, within its amount, or nobody's (I2); what is foreign only by a wish that covers it (I11).
         (g.wish_id IS NULL OR EXISTS (
           SELECT FROM signal s
            WHERE s.id = g.wish_id AND s.exchange = g.exchange AND s.account = g.account AND s.symbol = g.symbol
              AND s.outcome = 'pending' AND s.action IN ('close', 'reduce')
              AND (s.action = 'close' OR g.exit_quantity + (
                SELECT COALESCE(sum(CASE WHEN o.status IN ('planned', 'resting', 'triggered') THEN o.quantity
                                         ELSE GREATEST(o.executed_quantity, (SELECT COALESCE(sum(x.quantity), 0) FROM fill x WHERE x.order_id = o.id)) END), 0)
                  FROM "order" o WHERE o.wish_id = s.id) <= s.target_quantity)
         )) AND NOT EXISTS (
           SELECT FROM position p WHERE p.id = g.exit_position_id AND p.origin = 'foreign'
              AND NOT EXISTS (SELECT FROM signal s WHERE s.id = g.wish_id AND s.covers_foreign)
         -- What is wanted out of a key comes before what is wanted into it, also where it was written after the look.
         ) AND (NOT g.is_entry OR NOT EXISTS (
           SELECT FROM signal s
            WHERE s.exchange = g.exchange AND s.account = g.account AND s.symbol = g.symbol AND s.outcome = 'pending' AND s.action <> 'open'
         )) AS is_wished,
         CASE WHEN g.is_entry OR EXISTS (SELECT FROM signal s WHERE s.id = g.wish_id AND s.action = 'reduce') THEN NOT ${ARE_RESTORED} ELSE true END AS is_same_books
    FROM given g
), own_wave AS MATERIALIZED (
  -- Two entries of one wave on two accounts meet here.
  SELECT w.id, (w.policy->>'open')::numeric AS open FROM wave w, checked c
   WHERE c.mode_allows AND c.is_quiet AND c.is_protected AND c.is_entry AND w.id = (SELECT s.wave_id FROM signal s WHERE s.id = c.signal_id)
     FOR UPDATE OF w
), own_signal AS (
  UPDATE signal s SET outcome = s.outcome FROM checked c, own_wave w
   WHERE c.mode_allows AND c.is_quiet AND c.is_protected AND c.is_entry AND s.id = c.signal_id AND s.wave_id = w.id AND s.outcome = 'pending'
  RETURNING s.id
), own_account AS MATERIALIZED (
  SELECT a.mode = 'trade' AS trades, a.entries_enabled, a.live_positions, a.positions_max, a.exposure_max, a.symbol_exposure_max, a.daily_loss_max
    FROM account a, checked c
   WHERE c.mode_allows AND c.is_quiet AND c.is_protected AND c.is_entry AND a.exchange = c.exchange AND a.account = c.account
     AND (c.signal_id IS NULL OR EXISTS (SELECT FROM own_signal))
     FOR UPDATE OF a
), ${LIMIT_USAGE}
), ${LIMIT_REACHED}
), ${LIMIT_PAGES}
), go AS MATERIALIZED (
  SELECT c.* FROM checked c
   WHERE c.mode_allows AND c.is_quiet AND c.leaves_a_stop AND c.is_wished AND c.is_same_books
     AND (NOT c.is_entry OR (EXISTS (SELECT FROM own_account a WHERE a.trades AND a.entries_enabled) AND NOT c.symbol_is_off AND NOT EXISTS (SELECT FROM limit_reached)))
), new_position AS (${insertPositions('go')}
), ready AS MATERIALIZED (
  SELECT go.* FROM go WHERE NOT go.is_entry OR EXISTS (SELECT FROM new_position)
), new_order AS (${insertOrders('ready', `jsonb_to_recordset(f.body->'new_orders') AS o${NEW_ORDER}`)}
), new_intent AS (
  -- created_at is given, not left to its default: that would be read after the wait for the account, on another instant than the expiry.
  INSERT INTO intent (id, exchange, account, symbol, epoch, kind, order_id, request, signed_at, expires_at, created_at)
  SELECT r.id, r.exchange, r.account, r.symbol, $4::bigint, r.kind, r.order_id, r.request,
         'epoch'::timestamptz + r.signed_at_ms * interval '1 millisecond', r.at + r.life_ms * interval '1 millisecond', r.at
    FROM ready r
  RETURNING expires_at
), cancelled AS (
  -- A stop never again counts from the first time on; what an entry brought along is left alone from the last.
  UPDATE "order" o SET cancel_intended_at = CASE WHEN r.kind = 'position_stop' THEN r.at ELSE COALESCE(o.cancel_intended_at, r.at) END FROM ready r
   WHERE o.id = r.cancels_order_id AND o.exchange = r.exchange AND o.account = r.account AND o.symbol = r.symbol
), closing AS (
  UPDATE position p SET status = 'closing' FROM ready r
   WHERE p.id = r.closes_position_id AND p.exchange = r.exchange AND p.account = r.account AND p.symbol = r.symbol AND p.status = 'open'
), new_event AS (${insertEvents('ready')}
), fenced AS (
  UPDATE claim c SET fence_until = GREATEST(c.fence_until, i.expires_at) FROM new_intent i
   WHERE c.exchange = $1::exchange AND c.account = $2::text AND c.symbol = $3::text
  RETURNING true
)
SELECT COALESCE(${WHY_NOT_HELD},
       CASE WHEN EXISTS (SELECT FROM fenced) THEN 'committed'
            WHEN NOT c.mode_allows THEN 'mode_forbids'
            WHEN NOT c.is_quiet THEN 'not_quiet'
            WHEN NOT c.leaves_a_stop THEN 'newest_stop'
            WHEN NOT c.is_wished THEN 'wish_forbids'
            WHEN NOT c.is_same_books THEN CASE WHEN c.is_entry THEN 'entries_off' ELSE 'wish_forbids' END
            WHEN NOT c.is_protected THEN 'nobody_protects'
            WHEN NOT EXISTS (SELECT FROM own_account) THEN 'duplicate'
            WHEN (SELECT NOT a.trades FROM own_account a) THEN 'mode_forbids'
            WHEN (SELECT NOT a.entries_enabled FROM own_account a) OR c.symbol_is_off THEN 'entries_off'
            WHEN EXISTS (SELECT FROM go) OR EXISTS (
              SELECT FROM position p, jsonb_to_recordset(c.body->'new_positions') AS n(leg leg)
               WHERE p.exchange = c.exchange AND p.account = c.account AND p.symbol = c.symbol AND p.leg = n.leg AND p.status <> 'closed') THEN 'duplicate'
            ELSE 'no_slot' END) AS result,
       (SELECT jsonb_build_object('name', r.name, 'would', trim_scale(r.would)::text, 'most', trim_scale(r.most)::text) FROM limit_reached r) AS limit
  FROM (SELECT) AS always LEFT JOIN checked c ON true`,
};

interface Answer {
  readonly result: 'committed' | 'stale' | Extract<CommitResult, { type: 'refused' }>['why'];
  readonly limit: LimitReached | null;
}

/** The unique rules that say "this was committed before". */
const EXISTS_ALREADY: ReadonlySet<unknown> = new Set(['intent_pkey', 'order_pkey', 'position_pkey', 'order_own_client_order_id_key', 'order_one_entry_per_position', 'position_one_per_signal', 'position_one_live_per_key']);

/** Writes the intent with all that belongs to it, or nothing. Only the call that got `committed` may send the request. */
export async function commitIntent(database: Database, worker: string | null, claim: Claim, commit: IntentCommit, bounds: Bounds): Promise<CommitResult> {
  const values = heldValues(claim, toBody(worker, commit, bounds));
  try {
    const { result, limit } = await untilFresh(async () => {
      const [answer] = await database.run<Answer>(COMMIT_INTENT, values);
      return answer === undefined || answer.result === 'stale' ? 'stale' : { ...answer, result: answer.result };
    });
    if (result === 'committed') return { type: 'committed' };
    if (result !== 'no_slot') return { type: 'refused', why: result };
    invariant(limit !== null, 'an entry without a slot has met a limit');
    return { type: 'refused', why: 'no_slot', limit };
  } catch (error) {
    if (isDuplicate(error)) return { type: 'refused', why: 'duplicate' };
    throw error;
  }
}

function toBody(worker: string | null, commit: IntentCommit, bounds: Bounds): Record<string, unknown> {
  const isEntry = commit.newOrder?.role === 'entry';
  invariant(isEntry === (commit.newPosition !== undefined), 'an entry, and nothing else, takes a new row');
  invariant(isEntry === (requestEffect(commit.request) === 'increases'), 'an entry, and nothing else, may increase exposure (I3)');
  const reduces = requestEffect(commit.request) === 'reduces';
  return {
    intent: {
      id: commit.intentId,
      kind: commit.kind,
      order_id: commit.orderId,
      request: commit.request,
      signed_at_ms: Math.round(commit.signedAtMs),
      life_ms: Math.ceil(commit.windowMs + bounds.fenceSkewMs),
      reduces,
      breaks_quiet: commit.mayBreakQuiet && reduces && commit.newOrder?.role === 'stop',
      is_entry: isEntry,
      signal_id: commit.newPosition?.signalId ?? null,
      cancels_order_id: commit.cancelsOrderId ?? null,
      closes_position_id: commit.closesPositionId ?? null,
      may_cancel_newest: commit.mayCancelNewest,
      heartbeat_ms_max: Math.ceil(bounds.heartbeatMsMax),
      exit_position_id: commit.newOrder?.role === 'exit' ? commit.newOrder.positionId : null,
      wish_id: commit.newOrder?.wishId ?? null,
      exit_quantity: commit.newOrder?.role === 'exit' && commit.newOrder.quantity !== null ? decimalText(commit.newOrder.quantity) : null,
    },
    new_positions: commit.newPosition === undefined ? [] : [newPositionRow(commit.newPosition)],
    new_orders: commit.newOrder === undefined ? [] : [newOrderRow(commit.newOrder)],
    events: eventRows(commit.events),
    context: eventContext(worker),
  };
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505' && 'constraint' in error && EXISTS_ALREADY.has(error.constraint);
}
