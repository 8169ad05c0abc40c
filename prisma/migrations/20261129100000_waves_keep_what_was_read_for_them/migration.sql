-- I10. What the policy of a wave asks for is read once and kept with it, so that two workers and a restart judge by the same figures.
ALTER TABLE "wave" ADD COLUMN "facts" JSONB NOT NULL DEFAULT '{"markets": {}, "balances": {}}';

-- When the last position of a symbol closed: its cool-down ends so long after that.
CREATE INDEX "position_closed" ON "position"("exchange", "account", "symbol", "closed_at") WHERE ("status" = 'closed');
