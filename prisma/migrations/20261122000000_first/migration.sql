-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "exchange" AS ENUM ('binance', 'bybit');

-- CreateEnum
CREATE TYPE "leg" AS ENUM ('net', 'long', 'short');

-- CreateEnum
CREATE TYPE "position_side" AS ENUM ('long', 'short');

-- CreateEnum
CREATE TYPE "order_side" AS ENUM ('buy', 'sell');

-- CreateEnum
CREATE TYPE "account_mode" AS ENUM ('observe', 'protect', 'trade');

-- CreateEnum
CREATE TYPE "wave_status" AS ENUM ('received', 'running', 'finished');

-- CreateEnum
CREATE TYPE "signal_action" AS ENUM ('open', 'close', 'reduce', 'set_stop');

-- CreateEnum
CREATE TYPE "signal_outcome" AS ENUM ('pending', 'opened', 'skipped_duplicate', 'skipped_filter', 'skipped_limit', 'failed', 'unknown');

-- CreateEnum
CREATE TYPE "position_status" AS ENUM ('opening', 'open', 'closing', 'closed');

-- CreateEnum
CREATE TYPE "position_origin" AS ENUM ('signal', 'adopted', 'foreign', 'imported');

-- CreateEnum
CREATE TYPE "close_reason" AS ENUM ('never_filled', 'exit', 'stop', 'take_profit', 'emergency', 'manual', 'liquidation', 'adl', 'settlement', 'duplicate', 'unknown');

-- CreateEnum
CREATE TYPE "order_role" AS ENUM ('entry', 'stop', 'exit', 'foreign');

-- CreateEnum
CREATE TYPE "order_list" AS ENUM ('plain', 'conditional', 'position');

-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('planned', 'resting', 'triggered', 'filled', 'canceled', 'rejected', 'expired', 'never_existed');

-- CreateEnum
CREATE TYPE "trigger_type" AS ENUM ('last', 'mark');

-- CreateEnum
CREATE TYPE "intent_kind" AS ENUM ('place', 'cancel', 'amend', 'position_stop', 'leverage', 'margin_mode', 'position_mode');

-- CreateEnum
CREATE TYPE "intent_outcome" AS ENUM ('open', 'accepted', 'rejected', 'denied', 'never_existed', 'unknown');

-- CreateTable
CREATE TABLE "account" (
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "mode" "account_mode" NOT NULL,
    "positions_max" INTEGER NOT NULL,
    "live_positions" INTEGER NOT NULL DEFAULT 0,
    "entries_enabled" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "account_pkey" PRIMARY KEY ("exchange","account")
);

-- CreateTable
CREATE TABLE "wave" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "policy" JSONB NOT NULL,
    "status" "wave_status" NOT NULL DEFAULT 'received',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "wave_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal" (
    "id" UUID NOT NULL,
    "wave_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "action" "signal_action" NOT NULL,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "leg" "leg" NOT NULL,
    "side" "position_side" NOT NULL,
    "score" DECIMAL(38,18) NOT NULL,
    "notional" DECIMAL(38,18),
    "leverage" INTEGER,
    "stop_rule" JSONB,
    "rank" INTEGER,
    "selected_at" TIMESTAMPTZ(3),
    "outcome" "signal_outcome" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "outcome_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "position" (
    "id" UUID NOT NULL,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "leg" "leg" NOT NULL,
    "status" "position_status" NOT NULL,
    "origin" "position_origin" NOT NULL,
    "signal_id" UUID,
    "side" "position_side" NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL,
    "entry_price" DECIMAL(38,18),
    "stop_rule" JSONB NOT NULL,
    "first_fill_at" TIMESTAMPTZ(3),
    "protected_at" TIMESTAMPTZ(3),
    "bare_since" TIMESTAMPTZ(3),
    "bare_ms" BIGINT NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),
    "close_reason" "close_reason",
    "realised_pnl" DECIMAL(38,18),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL,
    "position_id" UUID,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "role" "order_role" NOT NULL,
    "generation" INTEGER NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "list" "order_list" NOT NULL,
    "side" "order_side" NOT NULL,
    "quantity" DECIMAL(38,18),
    "trigger_price" DECIMAL(38,18),
    "trigger_type" "trigger_type",
    "reduce_only" BOOLEAN NOT NULL,
    "closes_position" BOOLEAN NOT NULL DEFAULT false,
    "status" "order_status" NOT NULL,
    "exchange_order_id" TEXT,
    "child_order_id" TEXT,
    "executed_quantity" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "average_price" DECIMAL(38,18),
    "cancel_intended_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "intent" (
    "id" UUID NOT NULL,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "kind" "intent_kind" NOT NULL,
    "order_id" UUID,
    "request" JSONB NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "intent_outcome" NOT NULL DEFAULT 'open',
    "evidence" TEXT,
    "answer" JSONB,
    "answered_at" TIMESTAMPTZ(3),
    "missed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fill" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "trade_id" TEXT NOT NULL,
    "side" "order_side" NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "fee_asset" TEXT NOT NULL,
    "realised_pnl" DECIMAL(38,18) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim" (
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "holder" UUID,
    "fence_until" TIMESTAMPTZ(6) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "sightings" JSONB NOT NULL DEFAULT '[]',
    "quarantine_reason" TEXT,
    "quarantined_at" TIMESTAMPTZ(3),
    "cooldown_until" TIMESTAMPTZ(3),

    CONSTRAINT "claim_pkey" PRIMARY KEY ("exchange","account","symbol")
);

-- CreateTable
CREATE TABLE "position_event" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "position_id" UUID,
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "evidence" TEXT,
    "data" JSONB NOT NULL,
    "worker" TEXT,
    "job_id" TEXT,
    "correlation_id" TEXT,

    CONSTRAINT "position_event_pkey" PRIMARY KEY ("id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "reconciliation_report" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "symbol" TEXT,
    "cause" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "acts" JSONB NOT NULL,
    "calls" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "reconciliation_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "page" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "exchange" "exchange",
    "account" TEXT,
    "symbol" TEXT,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "raised_count" INTEGER NOT NULL DEFAULT 1,
    "delivered_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "page_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wave_unfinished" ON "wave"("status") WHERE ("status" != 'finished');

-- CreateIndex
CREATE UNIQUE INDEX "wave_source_external_id_key" ON "wave"("source", "external_id");

-- CreateIndex
CREATE INDEX "signal_wave_id_idx" ON "signal"("wave_id");

-- CreateIndex
CREATE INDEX "signal_unsettled_by_key" ON "signal"("exchange", "account", "symbol") WHERE ("outcome" = 'pending');

-- CreateIndex
CREATE UNIQUE INDEX "signal_source_external_id_key" ON "signal"("source", "external_id");

-- CreateIndex
CREATE INDEX "position_exchange_account_symbol_idx" ON "position"("exchange", "account", "symbol");

-- CreateIndex
CREATE INDEX "position_bare" ON "position"("exchange", "account", "symbol") WHERE (bare_since IS NOT NULL AND status <> 'closed');

-- CreateIndex
CREATE UNIQUE INDEX "position_one_live_per_key" ON "position"("exchange", "account", "symbol", "leg") WHERE ("status" != 'closed');

-- CreateIndex
CREATE UNIQUE INDEX "position_one_per_signal" ON "position"("signal_id");

-- CreateIndex
CREATE INDEX "order_position_id_idx" ON "order"("position_id");

-- CreateIndex
CREATE INDEX "order_unfinished_by_key" ON "order"("exchange", "account", "symbol") WHERE (status IN ('planned', 'resting', 'triggered'));

-- CreateIndex
CREATE UNIQUE INDEX "order_exchange_order_id_key" ON "order"("exchange", "account", "symbol", "list", "exchange_order_id");

-- CreateIndex
CREATE INDEX "intent_unanswered_by_key" ON "intent"("exchange", "account", "symbol") WHERE (outcome IN ('open', 'unknown'));

-- CreateIndex
CREATE INDEX "intent_order_id_idx" ON "intent"("order_id");

-- CreateIndex
CREATE INDEX "fill_order_id_idx" ON "fill"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "fill_trade_id_key" ON "fill"("exchange", "account", "symbol", "trade_id");

-- CreateIndex
CREATE INDEX "claim_due" ON "claim"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "claim_abandoned" ON "claim"("fence_until") WHERE (holder IS NOT NULL);

-- CreateIndex
CREATE INDEX "position_event_exchange_account_symbol_at_idx" ON "position_event"("exchange", "account", "symbol", "at");

-- CreateIndex
CREATE INDEX "position_event_position_id_idx" ON "position_event"("position_id");

-- CreateIndex
CREATE INDEX "reconciliation_report_exchange_account_at_idx" ON "reconciliation_report"("exchange", "account", "at");

-- CreateIndex
CREATE INDEX "worker_role_heartbeat_at_idx" ON "worker"("role", "heartbeat_at");

-- CreateIndex
CREATE UNIQUE INDEX "page_one_unacknowledged_per_subject" ON "page"("subject") WHERE ("acknowledged_at" IS NULL);

-- AddForeignKey
ALTER TABLE "signal" ADD CONSTRAINT "signal_wave_id_fkey" FOREIGN KEY ("wave_id") REFERENCES "wave"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "position" ADD CONSTRAINT "position_signal_id_fkey" FOREIGN KEY ("signal_id") REFERENCES "signal"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order" ADD CONSTRAINT "order_position_id_fkey" FOREIGN KEY ("position_id") REFERENCES "position"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intent" ADD CONSTRAINT "intent_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fill" ADD CONSTRAINT "fill_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- From here on: what the schema language cannot say. Each rule carries the number of its promise (ARCHITECTURE.md).
-- ---------------------------------------------------------------------------------------------------------------------

-- Keys have one spelling. Exchanges and legs are enums; account and symbol may not hold what would make a second one
-- (white space, the separators of other notations) or break a job id.
ALTER TABLE "account" ADD CONSTRAINT "account_name_spelling" CHECK ("account" ~ '^[a-z0-9][a-z0-9-]*$');
ALTER TABLE "account" ADD CONSTRAINT "account_positions_max_positive" CHECK ("positions_max" >= 0);
ALTER TABLE "position" ADD CONSTRAINT "position_symbol_spelling" CHECK ("symbol" !~ '[[:space:]/:]' AND "symbol" = upper("symbol"));
ALTER TABLE "signal" ADD CONSTRAINT "signal_symbol_spelling" CHECK ("symbol" !~ '[[:space:]/:]' AND "symbol" = upper("symbol"));
ALTER TABLE "claim" ADD CONSTRAINT "claim_symbol_spelling" CHECK ("symbol" !~ '[[:space:]/:]' AND "symbol" = upper("symbol"));
ALTER TABLE "order" ADD CONSTRAINT "order_symbol_spelling" CHECK ("symbol" !~ '[[:space:]/:]' AND "symbol" = upper("symbol"));

-- Every key lives in a configured account.
ALTER TABLE "position" ADD CONSTRAINT "position_account_fkey" FOREIGN KEY ("exchange", "account") REFERENCES "account" ("exchange", "account");
ALTER TABLE "signal" ADD CONSTRAINT "signal_account_fkey" FOREIGN KEY ("exchange", "account") REFERENCES "account" ("exchange", "account");
ALTER TABLE "claim" ADD CONSTRAINT "claim_account_fkey" FOREIGN KEY ("exchange", "account") REFERENCES "account" ("exchange", "account");

-- I1. The index position_one_live_per_key above keeps workers apart when no lock does. "Live" is one word everywhere:
-- not closed. A closed row says when and why; a live one does not.
ALTER TABLE "position" ADD CONSTRAINT "position_closed_means_when_and_why"
  CHECK (("status" = 'closed') = ("closed_at" IS NOT NULL) AND ("status" = 'closed') = ("close_reason" IS NOT NULL));
ALTER TABLE "position" ADD CONSTRAINT "position_open_means_filled"
  CHECK ("status" NOT IN ('open', 'closing') OR ("entry_price" IS NOT NULL AND "first_fill_at" IS NOT NULL));
ALTER TABLE "position" ADD CONSTRAINT "position_quantity_positive" CHECK ("quantity" > 0);
ALTER TABLE "position" ADD CONSTRAINT "position_entry_price_positive" CHECK ("entry_price" > 0);
ALTER TABLE "position" ADD CONSTRAINT "position_bare_ms_counts_up" CHECK ("bare_ms" >= 0);
ALTER TABLE "position" ADD CONSTRAINT "position_leg_fits_side" CHECK ("leg" = 'net' OR "leg"::text = "side"::text);
ALTER TABLE "position" ADD CONSTRAINT "position_from_signal_names_it" CHECK ("origin" <> 'signal' OR "signal_id" IS NOT NULL);

ALTER TABLE "signal" ADD CONSTRAINT "signal_leg_fits_side" CHECK ("leg" = 'net' OR "leg"::text = "side"::text);
ALTER TABLE "signal" ADD CONSTRAINT "signal_notional_positive" CHECK ("notional" > 0);
ALTER TABLE "signal" ADD CONSTRAINT "signal_outcome_has_reason" CHECK ("outcome" IN ('pending', 'opened') OR "reason" IS NOT NULL);
ALTER TABLE "wave" ADD CONSTRAINT "wave_finished_means_when" CHECK (("status" = 'finished') = ("finished_at" IS NOT NULL));

-- I3, I5. What protects can only shrink; a stop has a trigger.
ALTER TABLE "order" ADD CONSTRAINT "order_exits_only_reduce" CHECK ("role" IN ('entry', 'foreign') OR "reduce_only");
ALTER TABLE "order" ADD CONSTRAINT "order_entry_may_not_reduce" CHECK ("role" <> 'entry' OR NOT "reduce_only");
ALTER TABLE "order" ADD CONSTRAINT "order_stop_has_trigger" CHECK ("role" <> 'stop' OR ("trigger_price" > 0 AND "trigger_type" IS NOT NULL));
ALTER TABLE "order" ADD CONSTRAINT "order_quantity_or_closes" CHECK ("closes_position" OR "quantity" > 0);
ALTER TABLE "order" ADD CONSTRAINT "order_client_order_id_spelling" CHECK ("role" = 'foreign' OR "client_order_id" ~ '^bw[A-Za-z0-9_-]{3,34}$');
-- I2. Our own client ids are unique for ever; those of others may repeat (Binance frees an id with its order).
CREATE UNIQUE INDEX "order_own_client_order_id_key" ON "order" ("exchange", "account", "client_order_id") WHERE "role" <> 'foreign';
-- At most one entry order a position (I2).
CREATE UNIQUE INDEX "order_one_entry_per_position" ON "order" ("position_id") WHERE "role" = 'entry';

ALTER TABLE "intent" ADD CONSTRAINT "intent_places_an_order" CHECK ("kind" NOT IN ('place', 'cancel', 'amend') OR "order_id" IS NOT NULL);
ALTER TABLE "intent" ADD CONSTRAINT "intent_answer_has_time" CHECK (("outcome" = 'open') = ("answered_at" IS NULL));
ALTER TABLE "intent" ADD CONSTRAINT "intent_expires_after_signing" CHECK ("expires_at" > "created_at");
ALTER TABLE "fill" ADD CONSTRAINT "fill_quantity_positive" CHECK ("quantity" > 0 AND "price" > 0);

-- Statuses describe confirmed facts and move only forward. Two exceptions, both because a late fill always wins: an
-- order that was said never to have existed may turn up, and the position that it opens lives again.
CREATE FUNCTION "position_moves_forward"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' AND NEW.status <> 'closed' AND NOT (OLD.close_reason = 'never_filled' AND NEW.status = 'open') THEN
    RAISE EXCEPTION 'position % is closed (%) and cannot become %', OLD.id, OLD.close_reason, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status < OLD.status AND OLD.status <> 'closed' THEN
    RAISE EXCEPTION 'position % cannot go back from % to %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.entry_price IS NOT NULL AND NEW.entry_price IS DISTINCT FROM OLD.entry_price THEN
    RAISE EXCEPTION 'position %: the entry price % is final', OLD.id, OLD.entry_price USING ERRCODE = 'check_violation';
  END IF;
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER "position_moves_forward" BEFORE UPDATE ON "position" FOR EACH ROW EXECUTE FUNCTION "position_moves_forward"();

CREATE FUNCTION "order_moves_forward"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status < OLD.status AND OLD.status <> 'never_existed' THEN
    RAISE EXCEPTION 'order % cannot go back from % to %', OLD.client_order_id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.status IN ('filled', 'canceled', 'rejected', 'expired') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'order % is % and cannot become %', OLD.client_order_id, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.executed_quantity < OLD.executed_quantity THEN
    RAISE EXCEPTION 'order %: executed quantity cannot shrink from % to %', OLD.client_order_id, OLD.executed_quantity, NEW.executed_quantity USING ERRCODE = 'check_violation';
  END IF;
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER "order_moves_forward" BEFORE UPDATE ON "order" FOR EACH ROW EXECUTE FUNCTION "order_moves_forward"();

-- I10. Whoever writes a live row counts it, so the slot that a reservation checks is the truth.
CREATE FUNCTION "account_counts_live_positions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  delta integer := 0;
  moved record;
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.status <> 'closed' THEN delta := delta - 1; END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.status <> 'closed' THEN delta := delta + 1; END IF;
  IF TG_OP = 'DELETE' THEN moved := OLD; ELSE moved := NEW; END IF;
  IF delta <> 0 THEN
    UPDATE "account" SET live_positions = live_positions + delta, updated_at = clock_timestamp()
     WHERE exchange = moved.exchange AND account = moved.account;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "account_counts_live_positions" AFTER INSERT OR UPDATE OF "status" OR DELETE ON "position"
  FOR EACH ROW EXECUTE FUNCTION "account_counts_live_positions"();

-- I9. Events are written once. Retention drops whole partitions; nothing else may remove or change one.
CREATE FUNCTION "position_event_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'position_event is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "position_event_is_append_only" BEFORE UPDATE OR DELETE ON "position_event"
  FOR EACH ROW EXECUTE FUNCTION "position_event_is_append_only"();
CREATE TRIGGER "position_event_is_never_truncated" BEFORE TRUNCATE ON "position_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "position_event_is_append_only"();

-- Monthly partitions; the default one catches what falls outside, so that no event is ever refused.
CREATE TABLE "position_event_default" PARTITION OF "position_event" DEFAULT;
CREATE FUNCTION "create_position_event_partitions"(months_ahead integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  first_day date := date_trunc('month', clock_timestamp())::date;
  made integer := 0;
  month date;
  name text;
BEGIN
  FOR i IN 0..months_ahead LOOP
    month := (first_day + make_interval(months => i))::date;
    name := format('position_event_%s', to_char(month, 'YYYY_MM'));
    IF to_regclass(name) IS NULL AND NOT EXISTS (
      SELECT FROM "position_event_default" WHERE at >= month AND at < month + make_interval(months => 1)
    ) THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF position_event FOR VALUES FROM (%L) TO (%L)', name, month, (month + make_interval(months => 1))::date);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
SELECT "create_position_event_partitions"(12);
