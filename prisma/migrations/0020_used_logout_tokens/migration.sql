-- Logout tokens of providers that were used: a replayed one is refused (Back-Channel Logout 1.0 §2.6).

CREATE TABLE "used_logout_tokens" (
    "jti_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "used_logout_tokens_pkey" PRIMARY KEY ("jti_hash")
);
CREATE INDEX "used_logout_tokens_expires_at_idx" ON "used_logout_tokens"("expires_at");
