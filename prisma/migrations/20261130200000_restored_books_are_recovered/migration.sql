-- AlterTable
ALTER TABLE "account" ADD COLUMN     "entries_before_recovery" BOOLEAN,
ADD COLUMN     "recovered_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "books" (
    "id" INTEGER NOT NULL,
    "identity" TEXT NOT NULL,
    "recovery_began_at" TIMESTAMPTZ(3),
    "recovery_identity" TEXT,
    "fenced_until" TIMESTAMPTZ(3),

    CONSTRAINT "books_pkey" PRIMARY KEY ("id")
);

-- One row: there is one set of books in a database, and one recovery of them at a time.
ALTER TABLE "books" ADD CONSTRAINT "books_are_one" CHECK ("id" = 1);
ALTER TABLE "books" ADD CONSTRAINT "books_recovery_is_of_a_database"
  CHECK (("recovery_began_at" IS NULL) = ("recovery_identity" IS NULL) AND ("recovery_began_at" IS NULL) = ("fenced_until" IS NULL));
