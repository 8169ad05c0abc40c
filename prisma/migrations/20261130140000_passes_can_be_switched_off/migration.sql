-- AlterTable
ALTER TABLE "account" ADD COLUMN "sync_off_at" TIMESTAMPTZ(3);
