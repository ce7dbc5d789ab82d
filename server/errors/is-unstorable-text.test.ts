import { beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { toAppError } from "#server/http/problem.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { isUnstorableText } from "./is-unstorable-text.ts";

eachDatabase("text that the database can't keep", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it.each<[string, (database: Database) => Promise<unknown>]>([
    ["a raw statement", ({ query }) => query("SELECT $1::text", ["a\u0000"])],
    ["a raw statement with JSON", ({ query }) => query("SELECT $1::jsonb", ['{"a":"\\u0000"}'])],
    ["Prisma looking something up", ({ prisma }) => prisma.identity.findFirst({ where: { subject: "\u0000" } })],
    ["Prisma writing", ({ prisma }) => prisma.signingKey.deleteMany({ where: { kid: "a\u0000b" } })],
  ])("is the caller's mistake, not ours or an outage, in %s", async (_how, use) => {
    const error = await use(database).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(isUnstorableText(error)).toBe(true);
    expect(toAppError(error).code).toBe("request_invalid");
  });

  it("is nothing else that goes wrong", async () => {
    const error = await database.query("SELECT $1::uuid", ["x"]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(toAppError(error).code).toBe("internal_error");
    expect(isUnstorableText("22021")).toBe(false);
  });
});
