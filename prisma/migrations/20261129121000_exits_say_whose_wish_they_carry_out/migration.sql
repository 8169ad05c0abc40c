-- The signal that an exit carries out; null for an exit that nobody asked for (an emergency). By it a reduce counts what was
-- done for it, and a close is told from an emergency.
ALTER TABLE "order" ADD COLUMN "wish_id" UUID;
ALTER TABLE "order" ADD CONSTRAINT "order_wish_id_fkey" FOREIGN KEY ("wish_id") REFERENCES "signal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "order" ADD CONSTRAINT "order_only_exits_are_wished" CHECK ("wish_id" IS NULL OR "role" = 'exit');
CREATE INDEX "order_wish_id_idx" ON "order"("wish_id") WHERE (wish_id IS NOT NULL);
