-- The console lists people by when they came and when they last signed in, and finds them by the beginning of any word of their
-- name, address or user name. The words are kept, because making them for each row of a list takes longer than reading it.
CREATE FUNCTION "person_words"(display_name text, username text, email text) RETURNS tsvector AS $$
    SELECT to_tsvector('simple'::regconfig, translate(
        display_name || ' ' || coalesce(username, '') || ' ' || coalesce(email, ''),
        '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                '));
$$ LANGUAGE sql IMMUTABLE PARALLEL SAFE;
ALTER TABLE "users"
    ADD COLUMN "last_sign_in_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ADD COLUMN "words" tsvector GENERATED ALWAYS AS ("person_words"("display_name", "username", "email")) STORED;
UPDATE "users" u SET "last_sign_in_at" = coalesce(
    (SELECT max(i."last_sign_in_at") FROM "identities" i WHERE i."user_id" = u."id"), u."created_at");
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at", "id");
CREATE INDEX "users_last_sign_in_at_id_idx" ON "users"("last_sign_in_at", "id");
CREATE INDEX "users_words_idx" ON "users" USING GIN ("words");
CREATE INDEX "users_lower_email_idx" ON "users"(lower("email"));
CREATE INDEX "identities_lower_email_idx" ON "identities"(lower("email"));
CREATE INDEX "identities_provider_id_user_id_idx" ON "identities"("provider_id", "user_id");
CREATE INDEX "identities_provider_id_subject_idx" ON "identities"("provider_id", "subject");

-- An address for comparison with networks. NULL for what is none, such as one with a zone, because a session must begin and an event
-- be written whatever its address looks like.
CREATE FUNCTION "address_of"(address text) RETURNS inet AS $$
BEGIN
    RETURN address::inet;
EXCEPTION WHEN others THEN
    RETURN NULL;
END;
$$ LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE;

-- Sessions that have not ended, the newest first: of all, at an address, of a provider.
CREATE INDEX "sessions_not_ended_created_at_id_idx" ON "sessions"("created_at", "id") WHERE "ended_at" IS NULL;
CREATE INDEX "sessions_not_ended_address_idx" ON "sessions"("address_of"("client_address"), "created_at") WHERE "ended_at" IS NULL;
CREATE INDEX "sessions_not_ended_provider_id_idx" ON "sessions"("provider_id", "created_at") WHERE "ended_at" IS NULL;

-- Grants in force, the newest first: of all, of an app.
CREATE INDEX "app_grants_in_force_granted_at_id_idx" ON "app_grants"("granted_at", "id") WHERE "revoked_at" IS NULL;
CREATE INDEX "app_grants_in_force_client_id_idx" ON "app_grants"("client_id", "granted_at") WHERE "revoked_at" IS NULL;
CREATE INDEX "app_grants_in_force_client_id_user_id_idx" ON "app_grants"("client_id", "user_id") WHERE "revoked_at" IS NULL;
