-- The groups that the provider named at this sign-in, for forward auth.

ALTER TABLE "sessions" ADD COLUMN "groups" TEXT[] DEFAULT ARRAY[]::TEXT[];
