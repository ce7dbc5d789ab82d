-- Clients, providers, resources and scopes beside the configuration file, each in the file's words. `entry` is JSON and not JSONB,
-- because it keeps the order in which the fields were written. Keys are compared as bytes, so that pages have one order everywhere.
CREATE TABLE "catalog_entries" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "entry" JSON NOT NULL,
    "secret_hashes" JSONB NOT NULL DEFAULT '[]',
    "secret" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "revision" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,
    CONSTRAINT "catalog_entries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "catalog_entries_kind" CHECK ("kind" IN ('clients', 'providers', 'resources', 'scopes')),
    CONSTRAINT "catalog_entries_size" CHECK (length("entry"::text) <= 65536)
);
CREATE UNIQUE INDEX "catalog_entries_kind_key_key" ON "catalog_entries"("kind", "key");

-- One row: another value after every change of an entry. Changes lock it, so they happen one after the other, and a process that
-- gets no announcements compares it instead of reading all entries.
CREATE TABLE "catalog_generation" (
    "id" INTEGER NOT NULL,
    "generation" UUID NOT NULL,
    CONSTRAINT "catalog_generation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "catalog_generation_one_row" CHECK ("id" = 1)
);
INSERT INTO "catalog_generation" ("id", "generation") VALUES (1, gen_random_uuid());
