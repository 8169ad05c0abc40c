-- A CHECK is broken only by false: a null in a comparison let both of these pass. Found by holding the books in memory of
-- apps/storm against Postgres.
ALTER TABLE "order" DROP CONSTRAINT "order_stop_has_trigger";
ALTER TABLE "order" ADD CONSTRAINT "order_stop_has_trigger" CHECK ("role" <> 'stop' OR ("trigger_price" IS NOT NULL AND "trigger_price" > 0 AND "trigger_type" IS NOT NULL));
ALTER TABLE "order" DROP CONSTRAINT "order_quantity_or_closes";
ALTER TABLE "order" ADD CONSTRAINT "order_quantity_or_closes" CHECK ("closes_position" OR ("quantity" IS NOT NULL AND "quantity" > 0));
