-- A session can begin without a provider, such as by a passkey or a link in a mail.
ALTER TABLE "sessions" ALTER COLUMN "identity_id" DROP NOT NULL, ALTER COLUMN "provider_id" DROP NOT NULL;
