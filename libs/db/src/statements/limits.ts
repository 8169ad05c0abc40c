/**
 * The limits of an entry, as parts of the statement that commits its intent (commit-intent.ts; I10).
 *
 * Why counting cannot let two past one limit: whatever an entry is measured by grows only by entries that lock the same row
 * first, the wave's, the account's, or that of a limit which accounts share. The measuring function takes a snapshot
 * of its own once those are locked (its last argument makes it wait for them), so it sees every reservation that came before, and
 * none can come until this statement has ended. What others open, and what fills otherwise than planned, is taken into the
 * books whatever a limit says, and counts from then on.
 *
 * Each takes its rows from CTEs of the statement: checked, own_wave, own_account.
 */

/** Locks what several accounts share, in the order of the scopes, and measures. */
export const LIMIT_USAGE = `own_limits AS MATERIALIZED (
  SELECT l.scope, l.positions_max, l.exposure_max FROM fleet_limit l, checked c
   WHERE l.scope IN (c.exchange::text, 'fleet') AND EXISTS (SELECT FROM own_account)
   ORDER BY l.scope FOR UPDATE OF l
), usage AS MATERIALIZED (
  SELECT u.* FROM checked c, own_account a, LATERAL limit_usage(
    c.exchange, c.account, c.symbol, c.signal_id, (SELECT w.id FROM own_wave w), date_trunc('day', c.at, 'UTC'),
    a.exposure_max IS NOT NULL OR a.symbol_exposure_max IS NOT NULL OR a.daily_loss_max IS NOT NULL OR EXISTS (SELECT FROM own_limits),
    (SELECT count(*) FROM own_limits)) u`;

/** The first limit that the entry would pass, if any: \`would\` is null where it cannot be computed, and that passes nothing. */
export const LIMIT_REACHED = `limit_reached AS MATERIALIZED (
  SELECT l.name, l.would, l.most
    FROM checked c CROSS JOIN own_account a CROSS JOIN usage u
         CROSS JOIN LATERAL (SELECT (c.body->'new_positions'->0->>'planned_notional')::numeric AS notional) p
         LEFT JOIN own_limits x ON x.scope = c.exchange::text LEFT JOIN own_limits f ON f.scope = 'fleet'
         CROSS JOIN LATERAL (VALUES
           (1, 'account_positions', a.live_positions + 1::numeric, a.positions_max::numeric),
           (2, 'exchange_positions', u.exchange_positions + 1, x.positions_max),
           (3, 'fleet_positions', u.fleet_positions + 1, f.positions_max),
           (4, 'wave_positions', u.wave_positions + 1, (SELECT w.open FROM own_wave w)),
           (5, 'symbol_exposure', u.symbol_exposure + p.notional, a.symbol_exposure_max),
           (6, 'account_exposure', u.account_exposure + p.notional, a.exposure_max),
           (7, 'exchange_exposure', u.exchange_exposure + p.notional, x.exposure_max),
           (8, 'fleet_exposure', u.fleet_exposure + p.notional, f.exposure_max),
           (9, 'daily_loss', u.loss, a.daily_loss_max)) AS l(rank, name, would, most)
   WHERE a.trades AND a.entries_enabled AND NOT c.symbol_is_off AND l.most IS NOT NULL AND NOT COALESCE(CASE WHEN l.name = 'daily_loss' THEN l.would < l.most ELSE l.would <= l.most END, false)
   ORDER BY l.rank LIMIT 1`;

/**
 * A loss that keeps entries out is told: once a day that it was reached, and, for each result that is not known, what to do about it.
 * Acknowledging such a page is how an operator takes note of a result that will never be known (\`unknown_results\` in the migration).
 */
export const LIMIT_PAGES = `told AS (
  INSERT INTO page (id, subject, text, exchange, account, symbol)
  SELECT gen_random_uuid(), g.subject, g.text, c.exchange, c.account, g.symbol
    FROM checked c CROSS JOIN limit_reached r CROSS JOIN LATERAL (
      SELECT format('daily-loss.%s.%s.%s', c.exchange, c.account, to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD')),
             format('%s.%s has lost %s since midnight (UTC), and its limit is %s: no new entries until the day is over. Stops and closes go on.',
                    c.exchange, c.account, trim_scale(r.would), trim_scale(r.most)),
             NULL
       WHERE r.would IS NOT NULL
      UNION ALL
      SELECT format('realised-loss-unknown.%s', p.id),
             format('%s: the result of a position that was closed today is not known, so the loss of %s.%s cannot be computed and no new entry passes its limit of %s. Acknowledge this page to count it as zero.',
                    p.symbol, c.exchange, c.account, trim_scale(r.most)),
             p.symbol
        FROM usage u, position p
       WHERE r.would IS NULL AND p.id = ANY (u.unknown_ids)
    ) AS g(subject, text, symbol)
   -- Where something else keeps the entry out as well, the loss is not what does.
   WHERE r.name = 'daily_loss' AND c.is_wished AND c.is_same_books AND NOT EXISTS (SELECT FROM page known WHERE known.subject = g.subject)
  ON CONFLICT (subject) WHERE acknowledged_at IS NULL DO NOTHING`;
