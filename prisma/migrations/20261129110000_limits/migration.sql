-- I10. Limits of exposure and loss, limits that several accounts share, and the switch for the entries of one symbol.
ALTER TABLE "account" ADD COLUMN "exposure_max" DECIMAL(38,18),
                      ADD COLUMN "symbol_exposure_max" DECIMAL(38,18),
                      ADD COLUMN "daily_loss_max" DECIMAL(38,18),
                      ADD COLUMN "entries_off_at" TIMESTAMPTZ(3);
ALTER TABLE "account" ADD CONSTRAINT "account_limits_positive" CHECK (
  ("exposure_max" IS NULL OR "exposure_max" > 0) AND ("symbol_exposure_max" IS NULL OR "symbol_exposure_max" > 0)
  AND ("daily_loss_max" IS NULL OR "daily_loss_max" > 0));
-- Since when is not known of a switch that was turned off before this; the last change of the row is the nearest that is.
UPDATE "account" SET "entries_off_at" = "updated_at" WHERE NOT "entries_enabled";

ALTER TABLE "claim" ADD COLUMN "entries_off_at" TIMESTAMPTZ(3);

ALTER TABLE "position" ADD COLUMN "planned_notional" DECIMAL(38,18);
ALTER TABLE "position" ADD CONSTRAINT "position_planned_notional_positive" CHECK ("planned_notional" IS NULL OR "planned_notional" > 0);
-- An entry that is under way while this runs was planned to cost no more than its signal says.
UPDATE "position" p SET "planned_notional" = s."notional" FROM "signal" s WHERE s."id" = p."signal_id" AND p."status" = 'opening';

-- One row for each group of accounts that shares a limit; a reservation locks it after the account's, in the order of the scopes.
CREATE TABLE "fleet_limit" (
    "scope" TEXT NOT NULL,
    "positions_max" INTEGER,
    "exposure_max" DECIMAL(38,18),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "fleet_limit_pkey" PRIMARY KEY ("scope")
);
ALTER TABLE "fleet_limit" ADD CONSTRAINT "fleet_limit_scope_spelling" CHECK ("scope" IN ('binance', 'bybit', 'fleet'));
ALTER TABLE "fleet_limit" ADD CONSTRAINT "fleet_limit_limits_something" CHECK ("positions_max" IS NOT NULL OR "exposure_max" IS NOT NULL);
ALTER TABLE "fleet_limit" ADD CONSTRAINT "fleet_limit_not_negative" CHECK (("positions_max" IS NULL OR "positions_max" >= 0) AND ("exposure_max" IS NULL OR "exposure_max" > 0));

-- CreateIndex
CREATE INDEX "position_closed_by_day" ON "position"("exchange", "account", "closed_at") WHERE (status = 'closed');

-- What each live row is worth in the quote currency: what it holds, and while its entry may still fill at least what was
-- planned. NULL: not known. libs/core/src/limits.ts says the same.
CREATE VIEW "position_exposure" AS
  SELECT p.id, p.exchange, p.account, p.symbol,
         CASE WHEN p.entry_price IS NULL THEN p.planned_notional
              WHEN EXISTS (SELECT FROM "order" o WHERE o.position_id = p.id AND o.role = 'entry' AND o.status IN ('planned', 'resting', 'triggered'))
              THEN GREATEST(p.quantity * p.entry_price, p.planned_notional)
              ELSE p.quantity * p.entry_price END AS exposure
    FROM "position" p WHERE p.status <> 'closed';

-- Closed on or after an instant with a result that nobody knows and nobody has taken note of: the page about it stands, or
-- is yet to be raised. A duplicate row has no result of its own: the row that was kept tells it.
CREATE FUNCTION "unknown_results"(of_exchange "exchange", of_account text, since timestamptz) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT COALESCE(array_agg(p.id ORDER BY p.id), '{}') FROM position p
   WHERE p.exchange = of_exchange AND p.account = of_account AND p.status = 'closed' AND p.closed_at >= since
     AND p.realised_pnl IS NULL AND p.close_reason <> 'duplicate'
     AND NOT EXISTS (SELECT FROM page g WHERE g.subject = 'realised-loss-unknown.' || p.id AND g.acknowledged_at IS NOT NULL)
$$;

-- What was lost on an account since an instant: the results of the positions that were closed, and of the parts of live ones that
-- were, less the fees that were paid in the quote currency. Negative: a gain.
CREATE FUNCTION "realised_loss"(of_exchange "exchange", of_account text, since timestamptz) RETURNS numeric LANGUAGE sql STABLE AS $$
  WITH ended AS (
    -- A row's result is that of its whole life: what its earlier parts made belongs to their days.
    SELECT COALESCE(p.realised_pnl - COALESCE((SELECT sum(x.realised_pnl) FROM "order" o JOIN fill x ON x.order_id = o.id WHERE o.position_id = p.id AND x.at < since), 0), 0) AS result
      FROM position p
     WHERE p.exchange = of_exchange AND p.account = of_account AND p.status = 'closed' AND p.closed_at >= since
  ), own_fill AS (
    SELECT x.realised_pnl, CASE WHEN x.fee_asset IN ('USDT', 'USDC') THEN x.fee ELSE 0 END AS fee, p.status
      FROM position p JOIN "order" o ON o.position_id = p.id JOIN fill x ON x.order_id = o.id
     WHERE p.exchange = of_exchange AND p.account = of_account AND x.at >= since AND (p.status <> 'closed' OR p.closed_at >= since)
  )
  SELECT COALESCE((SELECT sum(fee - CASE WHEN status = 'closed' THEN 0 ELSE realised_pnl END) FROM own_fill), 0) - COALESCE((SELECT sum(result) FROM ended), 0)
$$;

-- What the limits of one entry are measured by. VOLATILE, and so each query in it takes a snapshot of its own: it is called
-- once the rows that every reservation locks are locked, and sees all that was committed until then, which the snapshot of the
-- calling statement, taken before it waited, does not. NULL: cannot be computed.
CREATE FUNCTION "limit_usage"(of_exchange "exchange", of_account text, of_symbol text, of_signal uuid, of_wave uuid, day_began timestamptz, is_limited boolean, locked_rows bigint)
RETURNS TABLE (wave_positions bigint, exchange_positions bigint, fleet_positions bigint, symbol_exposure numeric, account_exposure numeric,
               exchange_exposure numeric, fleet_exposure numeric, loss numeric, unknown_ids uuid[])
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF of_wave IS NOT NULL THEN
    -- A place is held by what stands, by what may still come to stand, and by what is under way.
    SELECT count(*) INTO wave_positions FROM signal s
     WHERE s.wave_id = of_wave AND s.id <> of_signal AND s.action = 'open'
       -- A row that is held for a late fill holds the place as well, whatever its signal was told.
       AND (s.outcome IN ('opened', 'unknown') OR EXISTS (SELECT FROM position p WHERE p.signal_id = s.id AND p.status <> 'closed'));
  END IF;
  IF is_limited THEN
    SELECT count(*) FILTER (WHERE e.exchange = of_exchange), count(*),
           CASE WHEN bool_and(e.exposure IS NOT NULL) FILTER (WHERE e.exchange = of_exchange AND e.account = of_account AND e.symbol = of_symbol) IS NOT FALSE
                THEN COALESCE(sum(e.exposure) FILTER (WHERE e.exchange = of_exchange AND e.account = of_account AND e.symbol = of_symbol), 0) END,
           CASE WHEN bool_and(e.exposure IS NOT NULL) FILTER (WHERE e.exchange = of_exchange AND e.account = of_account) IS NOT FALSE
                THEN COALESCE(sum(e.exposure) FILTER (WHERE e.exchange = of_exchange AND e.account = of_account), 0) END,
           CASE WHEN bool_and(e.exposure IS NOT NULL) FILTER (WHERE e.exchange = of_exchange) IS NOT FALSE
                THEN COALESCE(sum(e.exposure) FILTER (WHERE e.exchange = of_exchange), 0) END,
           CASE WHEN bool_and(e.exposure IS NOT NULL) IS NOT FALSE THEN COALESCE(sum(e.exposure), 0) END
      INTO exchange_positions, fleet_positions, symbol_exposure, account_exposure, exchange_exposure, fleet_exposure
      FROM position_exposure e;
    unknown_ids := unknown_results(of_exchange, of_account, day_began);
    IF unknown_ids = '{}' THEN loss := realised_loss(of_exchange, of_account, day_began); END IF;
  END IF;
  RETURN NEXT;
END $$;

-- Pages are asked for by their subject while an entry holds the locks, acknowledged ones too.
CREATE INDEX "page_subject" ON "page"("subject");
