-- Failures are few, and were looked for among all events of a kind, an app or a provider.
CREATE INDEX "audit_events_failure_type_at_idx" ON "audit_events"("type", "at") WHERE "outcome" = 'failure';
CREATE INDEX "audit_events_failure_client_id_at_idx" ON "audit_events"("client_id", "at") WHERE "outcome" = 'failure' AND "client_id" IS NOT NULL;
CREATE INDEX "audit_events_failure_provider_id_at_idx" ON "audit_events"("provider_id", "at") WHERE "outcome" = 'failure' AND "provider_id" IS NOT NULL;
