-- What the provider said at the latest sign-in that its allow can ask for: tenant, hosted domain, organizations, teams.
ALTER TABLE "identities" ADD COLUMN "provider_facts" JSONB NOT NULL DEFAULT '{}';

-- The tenant of Entra ID stands in the issuer, so people needn't sign in again when tenants are named.
UPDATE "identities"
  SET "provider_facts" = jsonb_build_object('tenant', substring("issuer" FROM '^https://login\.microsoftonline\.com/([0-9a-fA-F-]{36})/'))
  WHERE "issuer" ~ '^https://login\.microsoftonline\.com/[0-9a-fA-F-]{36}/';

-- The policy that administrators set beside that of the file. At most one row; none is none.
CREATE TABLE "access_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "rules" JSONB NOT NULL,
    "revision" UUID NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "access_policy_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "access_policy_one_row" CHECK ("id" = 1)
);

-- How far people were compared with the policies that hold: digest names these, through is the last person.
CREATE TABLE "access_sweep" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "digest" TEXT NOT NULL,
    "through" UUID,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_sweep_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "access_sweep_one_row" CHECK ("id" = 1)
);
