-- Requests of callers that nobody knows yet are removed as soon as they have expired, long before tokens are.
CREATE INDEX "oidc_records_unanswered_expires_at_idx" ON "oidc_records"("expires_at")
  WHERE "model" IN ('Interaction', 'PushedAuthorizationRequest', 'DeviceCode', 'ReplayDetection');
