-- Housekeeping goes through the authorization server's records of sessions, a slice at a time, in the order of their ids.
CREATE INDEX "oidc_records_session_uid_idx" ON "oidc_records"("uid") WHERE "model" = 'Session';
