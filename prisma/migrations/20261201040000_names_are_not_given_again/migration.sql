-- Books that were put back do not know which client order ids were given since: from then on stops and exits count from the time of the
-- recovery, in seconds, so that no id is given again. 0: they were never put back.
ALTER TABLE "books" ADD COLUMN "generation_floor" INTEGER NOT NULL DEFAULT 0;
