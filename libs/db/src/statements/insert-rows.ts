/**
 * Rows as JSON lists become rows of tables: the parts that committing an intent and recording facts share. Each takes
 * the name of a CTE with the columns exchange, account, symbol, at and body; while that has no row, nothing is inserted.
 */

/** Milliseconds since 1970, exactly. */
export const toTime = (milliseconds: string): string => `('epoch'::timestamptz + ${milliseconds} * interval '1 millisecond')`;
export const toMs = (time: string): string => `round(extract(epoch FROM ${time}) * 1000)::bigint`;

export const NEW_POSITION = `(id uuid, leg leg, status position_status, origin position_origin, signal_id uuid, side position_side, quantity numeric,
    entry_price numeric, stop_rule jsonb, first_fill_at_ms bigint, protected_at_ms bigint, bare_since_ms bigint, bare_ms bigint,
    close_reason close_reason, closed_at_ms bigint, realised_pnl numeric, planned_notional numeric)`;

/** I1, I2. No target: whichever unique rule the row meets (key, signal, id), it exists already, and that is an answer. */
export const insertPositions = (from: string): string => `
    INSERT INTO position (id, exchange, account, symbol, leg, status, origin, signal_id, side, quantity, entry_price, stop_rule,
                          first_fill_at, protected_at, bare_since, bare_ms, close_reason, closed_at, realised_pnl, planned_notional, created_at)
    SELECT p.id, f.exchange, f.account, f.symbol, p.leg, p.status, p.origin, p.signal_id, p.side, p.quantity, p.entry_price, p.stop_rule,
           ${toTime('p.first_fill_at_ms')}, ${toTime('p.protected_at_ms')}, ${toTime('p.bare_since_ms')}, COALESCE(p.bare_ms, 0),
           p.close_reason, CASE WHEN p.status = 'closed' THEN COALESCE(${toTime('p.closed_at_ms')}, f.at) END, p.realised_pnl, p.planned_notional, f.at
      FROM ${from} AS f, jsonb_to_recordset(f.body->'new_positions') AS p${NEW_POSITION}
    ON CONFLICT DO NOTHING
    RETURNING id`;

export const NEW_ORDER = `(id uuid, position_id uuid, role order_role, generation integer, client_order_id text, list order_list, side order_side,
    quantity numeric, trigger_price numeric, trigger_type trigger_type, reduce_only boolean, closes_position boolean, status order_status,
    exchange_order_id text, child_order_id text, executed_quantity numeric, average_price numeric, accepted_at_ms bigint, wish_id uuid)`;

/** `rows`: something with the columns of {@link NEW_ORDER}, as `o`; may refer to `f`. */
export const insertOrders = (from: string, rows: string): string => `
    INSERT INTO "order" (id, position_id, exchange, account, symbol, role, generation, client_order_id, list, side, quantity, trigger_price,
                         trigger_type, reduce_only, closes_position, status, exchange_order_id, child_order_id, executed_quantity,
                         average_price, accepted_at, wish_id, created_at)
    SELECT o.id, o.position_id, f.exchange, f.account, f.symbol, o.role, o.generation, o.client_order_id, o.list, o.side, o.quantity, o.trigger_price,
           o.trigger_type, o.reduce_only, o.closes_position, o.status, o.exchange_order_id, o.child_order_id, o.executed_quantity,
           o.average_price, ${toTime('o.accepted_at_ms')}, o.wish_id, f.at
      FROM ${from} AS f, ${rows}`;

/** I9. `where`: which events are true; may refer to `e` and `f`. */
export const insertEvents = (from: string, where = 'true'): string => `
    INSERT INTO position_event (id, position_id, exchange, account, symbol, type, evidence, data, worker, job_id, correlation_id)
    SELECT gen_random_uuid(), e.position_id, f.exchange, f.account, f.symbol, e.type, e.evidence, e.data,
           f.body->'context'->>'worker', f.body->'context'->>'jobId', f.body->'context'->>'correlationId'
      FROM ${from} AS f, jsonb_to_recordset(f.body->'events') AS e(position_id uuid, type text, evidence text, data jsonb)
     WHERE ${where}`;

/** I12. The same subject counts up while nobody has acknowledged it. */
export const insertPages = (from: string): string => `
    INSERT INTO page (id, subject, text, exchange, account, symbol)
    SELECT gen_random_uuid(), g.subject, g.text, f.exchange, f.account, f.symbol
      FROM ${from} AS f, jsonb_to_recordset(f.body->'pages') AS g(subject text, text text)
    ON CONFLICT (subject) WHERE acknowledged_at IS NULL
    DO UPDATE SET raised_count = page.raised_count + 1, text = EXCLUDED.text`;
