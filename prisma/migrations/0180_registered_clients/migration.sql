-- The administration lists apps that registered themselves, the newest first, by pages; they are few among the records.
CREATE INDEX "oidc_records_registered_idx" ON "oidc_records"("created_at" DESC, "id_hash" DESC) WHERE "model" = 'Client';
