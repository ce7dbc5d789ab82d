-- Who did what the event says, where that isn't the person it is about: an administrator, a client of the API, the operator.
ALTER TABLE "audit_events" ADD COLUMN "actor" TEXT;
