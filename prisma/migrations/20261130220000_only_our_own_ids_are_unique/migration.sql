-- Other programs give client order ids twice: a stop that was taken over (generation 0 and below) is told from others by the exchange's id, not by theirs.
DROP INDEX "order_own_client_order_id_key";
CREATE UNIQUE INDEX "order_own_client_order_id_key" ON "order" ("exchange", "account", "client_order_id") WHERE "role" <> 'foreign' AND "generation" > 0;
