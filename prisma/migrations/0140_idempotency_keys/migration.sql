-- Requests to the API of the administration that came with an Idempotency-Key, and their answers, for a day.
CREATE TABLE "idempotency_keys" (
    "id_hash" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "running_until" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id_hash")
);

CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");
