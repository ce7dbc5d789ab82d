-- Housekeeping looks for sessions that are over and don't say so, the longest unused first.
CREATE INDEX "sessions_not_ended_last_active_at_idx" ON "sessions"("last_active_at") WHERE "ended_at" IS NULL;
CREATE INDEX "sessions_not_ended_expires_at_idx" ON "sessions"("expires_at") WHERE "ended_at" IS NULL;
