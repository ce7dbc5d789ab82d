-- Whose tokens these are: the provider's kind, issuer and client (provider-binding.ts). A provider id may come to mean another
-- provider; its tokens are not sent there. Null: written by the version before, for what the id means.
ALTER TABLE "upstream_tokens" ADD COLUMN "provider_binding" TEXT;
CREATE INDEX "upstream_tokens_identity_id_idx" ON "upstream_tokens"("identity_id");
