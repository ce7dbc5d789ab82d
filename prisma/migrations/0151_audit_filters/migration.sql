-- Each filter of the audit log, the newest first.
CREATE INDEX "audit_events_client_id_at_idx" ON "audit_events"("client_id", "at") WHERE "client_id" IS NOT NULL;
CREATE INDEX "audit_events_provider_id_at_idx" ON "audit_events"("provider_id", "at") WHERE "provider_id" IS NOT NULL;
CREATE INDEX "audit_events_session_id_at_idx" ON "audit_events"("session_id", "at") WHERE "session_id" IS NOT NULL;
CREATE INDEX "audit_events_actor_at_idx" ON "audit_events"("actor", "at") WHERE "actor" IS NOT NULL;
CREATE INDEX "audit_events_failure_at_idx" ON "audit_events"("at") WHERE "outcome" = 'failure';
CREATE INDEX "audit_events_request_id_idx" ON "audit_events"("request_id") WHERE "request_id" IS NOT NULL;
CREATE INDEX "audit_events_address_at_idx" ON "audit_events"("address_of"("client_address"), "at") WHERE "client_address" IS NOT NULL;
