-- The name that a provider gives a person to sign in with, told to apps as preferred_username.

ALTER TABLE "users" ADD COLUMN "username" TEXT;

-- As the latest sign-in said.
UPDATE "users" u SET "username" = i."username"
  FROM (
    SELECT DISTINCT ON ("user_id") "user_id", "username" FROM "identities"
      WHERE "username" IS NOT NULL ORDER BY "user_id", "last_sign_in_at" DESC NULLS LAST
  ) i
  WHERE i."user_id" = u."id";
