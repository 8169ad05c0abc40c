-- A stop that another program placed and that an import took over keeps the id that it was given there: it is told by its generation, 0 or below (our own begin with
-- 1), and named to the exchange by the exchange's own id.
ALTER TABLE "order" DROP CONSTRAINT "order_client_order_id_spelling";
ALTER TABLE "order" ADD CONSTRAINT "order_client_order_id_spelling"
  CHECK ("role" = 'foreign' OR "client_order_id" ~ '^bw[A-Za-z0-9_-]{3,34}$' OR ("role" = 'stop' AND "generation" <= 0 AND "exchange_order_id" IS NOT NULL));
