-- CreateIndex
CREATE INDEX "order_foreign_by_key" ON "order"("exchange", "account", "symbol", "created_at") WHERE ("role" = 'foreign');
