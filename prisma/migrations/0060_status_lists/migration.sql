-- JWT access tokens have a record like opaque ones, with their place in a status list: what deletes the record ends the token.
ALTER TABLE "oidc_records" ADD COLUMN "status_list_id" TEXT;
ALTER TABLE "oidc_records" ADD COLUMN "status_index" INTEGER;
CREATE INDEX "oidc_records_status_list_id_idx" ON "oidc_records"("status_list_id") WHERE "status_list_id" IS NOT NULL;

-- A list belongs to the process that made it, which alone gives out its places.
CREATE TABLE "status_lists" (
    "id" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "status_lists_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "status_lists_expires_at_idx" ON "status_lists"("expires_at");

-- Places of tokens that ended before they expired.
CREATE TABLE "ended_token_statuses" (
    "list_id" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "ended_token_statuses_pkey" PRIMARY KEY ("list_id", "index")
);
CREATE INDEX "ended_token_statuses_expires_at_idx" ON "ended_token_statuses"("expires_at");

-- A trigger, because tokens are deleted by many statements: none of them can forget the list.
CREATE FUNCTION "list_ended_token"() RETURNS trigger AS $$
BEGIN
    INSERT INTO "ended_token_statuses" ("list_id", "index", "expires_at")
    VALUES (OLD."status_list_id", OLD."status_index", OLD."expires_at") ON CONFLICT DO NOTHING;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER "oidc_records_list_ended_token" AFTER DELETE ON "oidc_records"
    FOR EACH ROW WHEN (OLD."status_list_id" IS NOT NULL AND OLD."expires_at" > CURRENT_TIMESTAMP)
    EXECUTE FUNCTION "list_ended_token"();
