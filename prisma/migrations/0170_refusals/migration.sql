-- Why a request was refused, by the reference of its answer. Kept for days; the audit log has what is kept for long.
CREATE TABLE "refusals" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "request_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "user_id" UUID,
    "client_id" TEXT,
    "provider_id" TEXT,
    "client_address" TEXT,
    "method" TEXT,
    "host" TEXT,
    "path" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "refusals_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "refusals_request_id_idx" ON "refusals"("request_id");
CREATE INDEX "refusals_at_idx" ON "refusals"("at");
