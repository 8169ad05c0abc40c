import type { Database, Statement } from '../connect.ts';

/**
 * A position that has been bare for too long is told of, whatever keeps its stop away: an exchange that does not answer, a key that
 * somebody else holds, a fleet that is busy. Once for each time that it is bare; acknowledged by itself when that has ended.
 * `bare_since` is the exchange's time, which is the database's to within the clocks' error.
 */
const WATCH_BARE: Statement = {
  name: 'watch_bare',
  text: `
WITH bare AS MATERIALIZED (
  SELECT p.id, p.exchange, p.account, p.symbol, p.side, p.quantity, p.bare_since, format('bare-position.%s', p.id) AS subject
    FROM position p WHERE p.bare_since IS NOT NULL AND p.status <> 'closed'
), ended AS (
  UPDATE page SET acknowledged_at = clock_timestamp()
   WHERE acknowledged_at IS NULL AND subject LIKE 'bare-position.%' AND NOT EXISTS (SELECT FROM bare b WHERE b.subject = page.subject)
)
INSERT INTO page (id, subject, text, exchange, account, symbol)
SELECT gen_random_uuid(), b.subject,
       format('%s (%s %s): a %s position of %s has had no valid stop since %s UTC. The fleet goes on trying; look at the exchange.', b.symbol, b.exchange, b.account, b.side,
              trim_scale(b.quantity), to_char(b.bare_since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')),
       b.exchange, b.account, b.symbol
  FROM bare b
 WHERE b.bare_since <= clock_timestamp() - $1::bigint * interval '1 millisecond'
   AND NOT EXISTS (SELECT FROM page g WHERE g.subject = b.subject AND (g.acknowledged_at IS NULL OR g.raised_at >= b.bare_since))
ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO NOTHING`,
};

/** Raises a page for each position that has been bare for longer than `afterMs`, and ends those whose position is bare no more. */
export async function watchBare(database: Database, afterMs: number): Promise<void> {
  await database.run(WATCH_BARE, [afterMs]);
}
