import { expect, it } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import { testDatabaseUrl } from "#tests/support/postgres-template.ts";

const opening = (url: string) => openDatabase({ kind: "postgres", url, poolSize: 1 });

it("a PostgreSQL that is not there may be there in a moment: its place is named, not the password", async () => {
  await expect(opening("postgresql://me:hush@127.0.0.1:1/portico")).rejects.toMatchObject({
    code: "database_unavailable",
    detail:
      "PostgreSQL at 127.0.0.1:1/portico: connect ECONNREFUSED 127.0.0.1:1. Check DATABASE_URL and that the server runs.",
  });
});

it.skipIf(!testDatabaseUrl)("a database that doesn't exist is a mistake in the settings", async () => {
  const url = new URL(testDatabaseUrl ?? "");
  url.pathname = "/nosuchdb";
  await expect(opening(url.href)).rejects.toMatchObject({
    code: "invalid_settings",
    detail: `DATABASE_URL: PostgreSQL at ${url.hostname}:${url.port || 5432}/nosuchdb: database "nosuchdb" does not exist.`,
  });
});
