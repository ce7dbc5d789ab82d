-- Messages to other servers that still have to be delivered, of any kind. Logout tokens were the first kind.

CREATE TABLE "outbox" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "outbox_payload_size" CHECK (length("payload"::text) <= 65536)
);
CREATE INDEX "outbox_kind_next_attempt_at_idx" ON "outbox"("kind", "next_attempt_at");

-- Processes of the version before keep writing to the old table until they are replaced: what they write is moved as well. The
-- table stays for them; a later migration drops it.
CREATE FUNCTION "move_backchannel_logout"() RETURNS trigger AS $$
BEGIN
    INSERT INTO "outbox" ("kind", "target", "payload")
    VALUES ('backchannel_logout', NEW."client_id", jsonb_build_object('accountId', NEW."account_id", 'sid', NEW."sid"));
    RETURN NULL;
END;
$$ LANGUAGE plpgsql SET search_path FROM CURRENT;
CREATE TRIGGER "backchannel_logouts_moved" BEFORE INSERT ON "backchannel_logouts"
    FOR EACH ROW EXECUTE FUNCTION "move_backchannel_logout"();

WITH waiting AS (DELETE FROM "backchannel_logouts" RETURNING *)
INSERT INTO "outbox" ("id", "kind", "target", "payload", "attempts", "next_attempt_at", "created_at")
SELECT "id", 'backchannel_logout', "client_id", jsonb_build_object('accountId', "account_id", 'sid', "sid"), "attempts",
    "next_attempt_at", "created_at"
FROM waiting;
