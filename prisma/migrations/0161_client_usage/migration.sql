-- When an app was used last, and by whom lately, without reading all of its grants.
CREATE INDEX "app_grants_client_used_idx" ON "app_grants"("client_id", "last_used_at" DESC NULLS LAST) WHERE "revoked_at" IS NULL;
