-- What an identity's provider said at the latest sign-in there: groups with their provider's id (corp:admins), and attributes.
ALTER TABLE "identities"
    ADD COLUMN "groups" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "attributes" JSONB NOT NULL DEFAULT '{}';

-- People keep the groups of their latest sign-in, so that roles by group count before they sign in again.
UPDATE "identities" i
  SET "groups" = ARRAY(SELECT s."provider_id" || ':' || g FROM unnest(s."groups") AS g)
  FROM (
    SELECT DISTINCT ON ("identity_id") "identity_id", "provider_id", "groups" FROM "sessions"
      WHERE "identity_id" IS NOT NULL AND "provider_id" IS NOT NULL ORDER BY "identity_id", "created_at" DESC
  ) s
  WHERE s."identity_id" = i."id" AND cardinality(s."groups") > 0;

-- The members of a group.
CREATE INDEX "identities_groups_idx" ON "identities" USING GIN ("groups");

-- Roles of people and of groups. One that waits is for a person who has not signed in yet: by verified address or provider:subject.
CREATE TABLE "role_assignments" (
    "id" BIGSERIAL NOT NULL,
    "role" TEXT NOT NULL,
    "user_id" UUID,
    "group_name" TEXT,
    "awaited" TEXT,
    "assigned_by" TEXT NOT NULL,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_assignments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "role_assignments_one_holder" CHECK (num_nonnulls("user_id", "group_name", "awaited") = 1)
);
CREATE UNIQUE INDEX "role_assignments_user_id_role_key" ON "role_assignments"("user_id", "role");
CREATE UNIQUE INDEX "role_assignments_group_name_role_key" ON "role_assignments"("group_name", "role");
CREATE UNIQUE INDEX "role_assignments_awaited_role_key" ON "role_assignments"("awaited", "role");
CREATE INDEX "role_assignments_role_id_idx" ON "role_assignments"("role", "id");
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
