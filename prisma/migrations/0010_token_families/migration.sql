-- Tokens that one authorization led to are a family: a replayed code or refresh token ends the family, not the consent.
ALTER TABLE "oidc_records" ADD COLUMN "family_id" TEXT;
CREATE INDEX "oidc_records_family_id_idx" ON "oidc_records"("family_id");

-- The answer that a rotated refresh token got (JWE under a key made from that token), for a retry within the grace window.
ALTER TABLE "oidc_records" ADD COLUMN "answer" TEXT;

-- Signing keys come in generations, so that processes that start or rotate together make one key, not one each.
ALTER TABLE "signing_keys" ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX "signing_keys_algorithm_generation_key" ON "signing_keys"("algorithm", "generation");
