-- Every worker's sweeper took every unfinished wave for due, each second: now one look a second is enough for all of them.
ALTER TABLE "wave" ADD COLUMN "worked_at" TIMESTAMPTZ(3);
