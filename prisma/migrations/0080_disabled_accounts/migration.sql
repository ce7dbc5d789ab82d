-- An account that is disabled or deleted by SQL is announced as if the portal had done it: its sessions and tokens are refused at
-- once by every process that listens. The channel's name is made as in server/database/notification-message.ts.
CREATE FUNCTION "announce_disabled_account"() RETURNS trigger AS $$
BEGIN
    PERFORM pg_notify(
        CASE TG_TABLE_SCHEMA WHEN 'public' THEN 'portico' ELSE 'portico_' || md5(TG_TABLE_SCHEMA) END,
        'portico_account_disabled' || chr(10) || OLD."id"
    );
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER "users_announce_disabled" AFTER UPDATE OF "disabled_at" ON "users"
    FOR EACH ROW WHEN (OLD."disabled_at" IS NULL AND NEW."disabled_at" IS NOT NULL)
    EXECUTE FUNCTION "announce_disabled_account"();
CREATE TRIGGER "users_announce_deleted" AFTER DELETE ON "users"
    FOR EACH ROW EXECUTE FUNCTION "announce_disabled_account"();

-- Housekeeping looks for what disabled accounts still have.
CREATE INDEX "users_disabled_idx" ON "users"("id") WHERE "disabled_at" IS NOT NULL;
