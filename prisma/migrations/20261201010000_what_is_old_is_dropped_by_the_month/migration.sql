-- Tables of history are partitioned by month: what is old goes as a whole partition, at once, and no row is ever deleted (I9).

CREATE FUNCTION "create_month_partitions"("parent" text, "since" timestamptz, "months_ahead" integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', since)::date;
  last date := (date_trunc('month', clock_timestamp()) + make_interval(months => months_ahead))::date;
  made integer := 0;
  is_caught boolean;
  name text;
BEGIN
  WHILE month <= last LOOP
    name := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
    IF to_regclass(name) IS NULL THEN
      -- What the default partition has caught stays there: rows are not moved.
      EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE at >= $1 AND at < $2)', parent || '_default') INTO is_caught USING month, month + make_interval(months => 1);
      IF NOT is_caught THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, month, (month + make_interval(months => 1))::date);
        made := made + 1;
      END IF;
    END IF;
    month := (month + make_interval(months => 1))::date;
  END LOOP;
  RETURN made;
END $$;

-- The months that are over before an instant; the default partition stays.
CREATE FUNCTION "drop_month_partitions"("parent" text, "before" timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = parent::regclass
       AND substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz <= before
     ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', part.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

DROP FUNCTION "create_position_event_partitions"(integer);

-- AlterTable: reports are partitioned as well.
ALTER TABLE "reconciliation_report" RENAME TO "reconciliation_report_of_before";
ALTER TABLE "reconciliation_report_of_before" RENAME CONSTRAINT "reconciliation_report_pkey" TO "reconciliation_report_of_before_pkey";
ALTER INDEX "reconciliation_report_exchange_account_at_idx" RENAME TO "reconciliation_report_of_before_idx";

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

    CONSTRAINT "reconciliation_report_pkey" PRIMARY KEY ("id","at")
) PARTITION BY RANGE ("at");
CREATE TABLE "reconciliation_report_default" PARTITION OF "reconciliation_report" DEFAULT;
CREATE INDEX "reconciliation_report_exchange_account_at_idx" ON "reconciliation_report"("exchange", "account", "at");
SELECT "create_month_partitions"('reconciliation_report', COALESCE((SELECT min("at") FROM "reconciliation_report_of_before"), clock_timestamp()), 12);
INSERT INTO "reconciliation_report" ("id", "at", "exchange", "account", "symbol", "cause", "findings", "acts", "calls", "weight", "duration_ms")
SELECT "id", "at", "exchange", "account", "symbol", "cause", "findings", "acts", "calls", "weight", "duration_ms" FROM "reconciliation_report_of_before";
DROP TABLE "reconciliation_report_of_before";

-- AlterTable: I2. Waves from before this instant may have been removed: one that says that it was made before is never taken in anew.
ALTER TABLE "books" ADD COLUMN     "waves_since" TIMESTAMPTZ(3);
