-- CreateTable
CREATE TABLE "outcome_message" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sequence" BIGINT,
    "source" TEXT NOT NULL,
    "wave_id" UUID NOT NULL,
    "signal_id" UUID,
    "type" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "is_owed" BOOLEAN NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_failed_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "outcome_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outcome_order" (
    "id" INTEGER NOT NULL,
    "last" BIGINT NOT NULL DEFAULT 0,
    "forgotten" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "outcome_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outcome_webhook" (
    "source" TEXT NOT NULL,
    "wanted_until" TIMESTAMPTZ(3) NOT NULL,
    "holder" UUID,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "outcome_webhook_pkey" PRIMARY KEY ("source")
);

-- CreateIndex
CREATE UNIQUE INDEX "outcome_message_message_id_key" ON "outcome_message"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "outcome_message_sequence_key" ON "outcome_message"("sequence");

-- CreateIndex
CREATE INDEX "outcome_message_source_sequence_idx" ON "outcome_message"("source", "sequence");

-- CreateIndex
CREATE INDEX "outcome_message_wave_id_idx" ON "outcome_message"("wave_id");

-- CreateIndex
CREATE INDEX "outcome_message_without_sequence" ON "outcome_message"("id") WHERE (sequence IS NULL);

-- CreateIndex
CREATE INDEX "outcome_message_waiting" ON "outcome_message"("sequence") WHERE (is_owed AND delivered_at IS NULL);

-- CreateIndex
CREATE INDEX "outcome_message_waiting_by_wave" ON "outcome_message"("wave_id") WHERE (is_owed AND delivered_at IS NULL);

-- From here on: what the schema language cannot say.

ALTER TABLE "outcome_order" ADD CONSTRAINT "outcome_order_is_one_row" CHECK ("id" = 1);
INSERT INTO "outcome_order" ("id") VALUES (1);

-- Several statements settle signals, and more will: a trigger tells of it whoever writes, in the same statement, so that no
-- outcome is in the books without its message and no message without its outcome. The NOTIFY only spares readers a pause.
CREATE FUNCTION "tell_of_outcome"(source text, wave_id uuid, signal_id uuid, type text, body jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "outcome_message" (source, wave_id, signal_id, type, body, is_owed)
  VALUES (source, wave_id, signal_id, type, body,
          EXISTS (SELECT FROM "outcome_webhook" h WHERE h.source IN (tell_of_outcome.source, 'default') AND h.wanted_until > clock_timestamp()));
  SELECT pg_notify('breakwater_outcomes', '');
$$;

CREATE FUNCTION "signal_tells_its_outcome"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_of_outcome"(NEW.source, NEW.wave_id, NEW.id, 'signal.outcome', jsonb_build_object(
      'wave', jsonb_build_object('id', w.external_id, 'waveId', w.id),
      'signal', jsonb_build_object('id', NEW.external_id, 'action', NEW.action, 'exchange', NEW.exchange, 'account', NEW.account, 'symbol', NEW.symbol,
                                   'side', NEW.side, 'outcome', NEW.outcome, 'before', COALESCE(OLD.outcome::text, 'pending'), 'reason', NEW.reason),
      'position', CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('positionId', p.id, 'quantity', trim_scale(p.quantity)::text, 'entryPrice', trim_scale(p.entry_price)::text) END))
    FROM "wave" w LEFT JOIN "position" p ON p.signal_id = NEW.id
   WHERE w.id = NEW.wave_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "signal_is_born_with_outcome" AFTER INSERT ON "signal"
  FOR EACH ROW WHEN (NEW.outcome <> 'pending') EXECUTE FUNCTION "signal_tells_its_outcome"();
CREATE TRIGGER "signal_changes_outcome" AFTER UPDATE OF "outcome" ON "signal"
  FOR EACH ROW WHEN (NEW.outcome IS DISTINCT FROM OLD.outcome) EXECUTE FUNCTION "signal_tells_its_outcome"();

CREATE FUNCTION "wave_tells_its_end"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_of_outcome"(NEW.source, NEW.id, NULL, 'wave.finished', jsonb_build_object(
      'wave', jsonb_build_object('id', NEW.external_id, 'waveId', NEW.id, 'finishedAt', to_char(NEW.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
      'outcomes', (SELECT COALESCE(jsonb_object_agg(c.outcome, c.count), '{}') FROM (SELECT s.outcome, count(*) FROM "signal" s WHERE s.wave_id = NEW.id GROUP BY s.outcome) c)));
  RETURN NULL;
END $$;
CREATE TRIGGER "wave_ends" AFTER UPDATE OF "status" ON "wave"
  FOR EACH ROW WHEN (NEW.status = 'finished' AND OLD.status <> 'finished') EXECUTE FUNCTION "wave_tells_its_end"();
