-- People, identities, sessions, provider tokens, authorization server records, app grants, signing keys, audit.

CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "email" TEXT,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "picture_url" TEXT,
    "locale" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "display_name" TEXT,
    "email" TEXT,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "picture_url" TEXT,
    "username" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),
    CONSTRAINT "identities_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "identities_issuer_subject_key" ON "identities"("issuer", "subject");
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "upstream_sid" TEXT,
    "acr" TEXT,
    "amr" TEXT[],
    "user_agent" TEXT,
    "client_address" TEXT,
    "auth_time" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_active_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "sessions_id_hash_key" ON "sessions"("id_hash");
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");
CREATE INDEX "sessions_identity_id_idx" ON "sessions"("identity_id");
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

CREATE TABLE "upstream_tokens" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "identity_id" UUID NOT NULL,
    "access_token" TEXT NOT NULL,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "token_type" TEXT NOT NULL DEFAULT 'bearer',
    "scope" TEXT NOT NULL DEFAULT '',
    "access_token_expires_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "lease_id" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "upstream_tokens_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "upstream_tokens_session_id_provider_id_key" ON "upstream_tokens"("session_id", "provider_id");

CREATE TABLE "oidc_records" (
    "model" TEXT NOT NULL,
    "id_hash" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "account_id" TEXT,
    "client_id" TEXT,
    "grant_id" TEXT,
    "user_code" TEXT,
    "uid" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "consumed_at" TIMESTAMPTZ(3),
    CONSTRAINT "oidc_records_pkey" PRIMARY KEY ("model", "id_hash")
);
CREATE INDEX "oidc_records_grant_id_idx" ON "oidc_records"("grant_id");
CREATE INDEX "oidc_records_uid_idx" ON "oidc_records"("uid");
CREATE INDEX "oidc_records_user_code_idx" ON "oidc_records"("user_code");
CREATE INDEX "oidc_records_account_id_idx" ON "oidc_records"("account_id");
CREATE INDEX "oidc_records_expires_at_idx" ON "oidc_records"("expires_at");

CREATE TABLE "app_grants" (
    "id" UUID NOT NULL,
    "grant_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "scopes" TEXT[],
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_for" TEXT,
    "revoked_at" TIMESTAMPTZ(3),
    CONSTRAINT "app_grants_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "app_grants_grant_id_key" ON "app_grants"("grant_id");
CREATE INDEX "app_grants_user_id_client_id_idx" ON "app_grants"("user_id", "client_id");
-- One live grant per person and app; Prisma's schema language can't say "partial".
CREATE UNIQUE INDEX "app_grants_live_key" ON "app_grants"("user_id", "client_id") WHERE "revoked_at" IS NULL;

CREATE TABLE "signing_keys" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_jwk" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "active_from" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "published_to" TIMESTAMPTZ(3),
    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("kid")
);

CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "user_id" UUID,
    "session_id" UUID,
    "client_id" TEXT,
    "provider_id" TEXT,
    "client_address" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_events_user_id_at_idx" ON "audit_events"("user_id", "at");
CREATE INDEX "audit_events_type_at_idx" ON "audit_events"("type", "at");
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- Append-only: a row may be purged when its retention ends, never rewritten.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only';
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE ON "audit_events"
    FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();

ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_identity_id_fkey"
    FOREIGN KEY ("identity_id") REFERENCES "identities"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "upstream_tokens" ADD CONSTRAINT "upstream_tokens_session_id_fkey"
    FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "app_grants" ADD CONSTRAINT "app_grants_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
