import type { Database, Statement } from '../connect.ts';
import { untilFresh } from '../statements/held.ts';

/** How far the outbox goes. */
export interface OutcomeBounds {
  /** The last sequence that was given; 0 before the first. */
  readonly last: number;
  /** Retention has removed messages up to this one; 0 when none. */
  readonly forgotten: number;
}

/** One statement orders no more; the next one goes on. */
const BATCH = 1_000;

/**
 * Gives messages their place in the order that readers continue from.
 *
 * Ids come from a sequence of Postgres, and a transaction that took a small one may commit after another with a greater one:
 * a reader that continues from the last id it saw would never see it. So the place is given afterwards, to messages that are
 * committed, by one statement at a time: the row of outcome_order is locked until that statement has committed, so whoever sees
 * one sequence sees all smaller ones. `seen` and `locked` are compared as in held.ts: a statement that waited reads again.
 * Changes of one signal keep their order, because each took its id while it held the signal's row; a wave's end comes after
 * the outcomes that it rests on. Somebody else who is at it now is waited for: who begins to follow from here on has to know of
 * every message that was there before.
 */
const ORDER_OUTCOMES: Statement = {
  name: 'order_outcomes',
  text: `
WITH seen AS MATERIALIZED (
  SELECT xmin AS version FROM outcome_order
), locked AS MATERIALIZED (
  SELECT last, xmin AS version FROM outcome_order WHERE EXISTS (SELECT FROM outcome_message WHERE sequence IS NULL) FOR UPDATE
), held AS MATERIALIZED (
  SELECT last FROM locked JOIN seen USING (version)
), fresh AS MATERIALIZED (
  SELECT m.id, h.last + row_number() OVER (ORDER BY m.id) AS sequence
    FROM held h, (SELECT id FROM outcome_message WHERE sequence IS NULL ORDER BY id LIMIT ${BATCH}) m
), ordered AS (
  UPDATE outcome_message m SET sequence = f.sequence FROM fresh f WHERE m.id = f.id
), counted AS (
  UPDATE outcome_order SET last = (SELECT max(sequence) FROM fresh) WHERE EXISTS (SELECT FROM fresh)
  RETURNING last
)
SELECT COALESCE((SELECT last FROM counted), o.last)::text AS last, o.forgotten::text, (SELECT count(*) FROM fresh) = ${BATCH} AS is_more,
       EXISTS (SELECT FROM locked) AND NOT EXISTS (SELECT FROM held) AS is_stale
  FROM outcome_order o`,
};

/** Has all messages that are committed now in order, whoever ordered them, and says how far the outbox goes. */
export async function orderOutcomes(database: Database): Promise<OutcomeBounds> {
  for (;;) {
    const row = await untilFresh(async () => {
      const [found] = await database.run<{ last: string; forgotten: string; is_more: boolean; is_stale: boolean }>(ORDER_OUTCOMES, []);
      if (found === undefined) throw new Error('outcome_order has lost its row: restore it with its last sequence');
      return found.is_stale ? 'stale' : found;
    });
    if (!row.is_more) return { last: Number(row.last), forgotten: Number(row.forgotten) };
  }
}
