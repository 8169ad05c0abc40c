-- CreateTable
CREATE TABLE "stream_lease" (
    "exchange" "exchange" NOT NULL,
    "account" TEXT NOT NULL,
    "holder" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_lease_pkey" PRIMARY KEY ("exchange","account")
);
