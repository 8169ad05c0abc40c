-- Signals that exit: `close`, `reduce` and `set_stop`. One that has no outcome yet is a wish, which whoever holds the key carries
-- out; it is settled in the statement that books what came of it.
ALTER TYPE "signal_outcome" ADD VALUE 'closed';
ALTER TYPE "signal_outcome" ADD VALUE 'reduced';
ALTER TYPE "signal_outcome" ADD VALUE 'stop_set';
ALTER TYPE "signal_outcome" ADD VALUE 'skipped_no_position';

-- A wish may leave out on which leg and which side, and has no score: it competes with nothing.
ALTER TABLE "signal" ALTER COLUMN "leg" DROP NOT NULL;
ALTER TABLE "signal" ALTER COLUMN "side" DROP NOT NULL;
ALTER TABLE "signal" ALTER COLUMN "score" DROP NOT NULL;
ALTER TABLE "signal" ADD COLUMN "quantity" DECIMAL(38,18);
ALTER TABLE "signal" ADD COLUMN "fraction" DECIMAL(38,18);
ALTER TABLE "signal" ADD COLUMN "target_quantity" DECIMAL(38,18);
ALTER TABLE "signal" ADD COLUMN "may_loosen" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "signal" ADD COLUMN "covers_foreign" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "signal" ADD CONSTRAINT "signal_entry_is_whole"
  CHECK ("action" <> 'open' OR ("leg" IS NOT NULL AND "side" IS NOT NULL AND "score" IS NOT NULL));
ALTER TABLE "signal" ADD CONSTRAINT "signal_wish_is_whole" CHECK (
  ("action" = 'reduce') = (("quantity" IS NOT NULL) <> ("fraction" IS NOT NULL)) AND ("quantity" IS NULL OR "fraction" IS NULL)
  AND ("action" <> 'set_stop' OR "stop_rule" IS NOT NULL));
ALTER TABLE "signal" ADD CONSTRAINT "signal_wish_amounts"
  CHECK (COALESCE("quantity" > 0, true) AND COALESCE("fraction" > 0 AND "fraction" <= 1, true) AND COALESCE("target_quantity" > 0, true));
-- A wish takes no place in its wave: nobody selects or ranks it.
ALTER TABLE "signal" ADD CONSTRAINT "signal_wish_is_not_ranked" CHECK ("action" = 'open' OR ("rank" IS NULL AND "selected_at" IS NULL));

CREATE INDEX "signal_wished_by_key" ON "signal"("exchange", "account", "symbol") WHERE (outcome = 'pending' AND action <> 'open');
