-- Ending everything that a client has, without reading every record.
CREATE INDEX "oidc_records_client_id_idx" ON "oidc_records"("client_id");
CREATE INDEX "app_grants_live_client_idx" ON "app_grants"("client_id") WHERE "revoked_at" IS NULL;

-- Ending the sessions that began at a provider.
CREATE INDEX "sessions_live_provider_idx" ON "sessions"("provider_id") WHERE "ended_at" IS NULL;
