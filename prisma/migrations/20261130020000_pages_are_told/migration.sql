-- CreateTable
CREATE TABLE "page_telling" (
    "page_id" UUID NOT NULL,
    "receiver" TEXT NOT NULL,
    "told_count" INTEGER NOT NULL DEFAULT 0,
    "told_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "leased_until" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "page_telling_pkey" PRIMARY KEY ("page_id","receiver")
);

-- CreateIndex
CREATE INDEX "page_telling_unsettled" ON "page_telling"("receiver") WHERE (settled_at IS NULL);

-- CreateIndex
CREATE INDEX "page_unacknowledged" ON "page"("id") WHERE (acknowledged_at IS NULL);

-- AddForeignKey
ALTER TABLE "page_telling" ADD CONSTRAINT "page_telling_page_id_fkey" FOREIGN KEY ("page_id") REFERENCES "page"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
