-- One-time codes that carry a sign-in from the portal's host to the host of an app behind forward auth.

CREATE TABLE "forward_auth_codes" (
    "code_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "target" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "forward_auth_codes_pkey" PRIMARY KEY ("code_hash")
);
CREATE INDEX "forward_auth_codes_expires_at_idx" ON "forward_auth_codes"("expires_at");
