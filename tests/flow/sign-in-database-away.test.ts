import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "#server/database/database.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";

describe.skipIf(!testDatabaseUrl)("PostgreSQL goes away while the person is at the provider, and the callback", () => {
  let created: PostgresTestDatabase;
  let relay: CuttableRelay;
  let database: Database;
  let harness: SignInHarness;

  beforeAll(async () => {
    created = await createPostgresDatabase();
    relay = await startCuttableRelay(created.url);
    database = await openDatabase({ kind: "postgres", url: relay.url, poolSize: 3 });
    harness = await startSignInHarness(database);
  });
  afterAll(async () => {
    await harness.close();
    await database.close();
    await relay.cut();
    await created.drop();
  });

  async function comeBack(browser: CookieBrowser): Promise<URL> {
    const form = { callbackUrl: "/playground" };
    const callback = await harness.choose(await harness.press(browser, "google", form), "ada");
    await relay.cut();
    try {
      const context = { requestId: "the-reference", clientAddress: "192.0.2.1", userAgent: undefined };
      const answer = await runInRequestContext(context, () => harness.at(browser, callback));
      expect(answer.status).toBe(303);
      return new URL(answer.headers.get("location") ?? "", harness.settings.origin);
    } finally {
      await relay.mend();
    }
  }

  const said = { code: "database_unavailable", ref: "the-reference", provider: "google", return_to: "/playground" };

  it("says so, blames no provider, and signs in once it is back", async () => {
    const browser = harness.newBrowser();
    const { pathname, searchParams } = await comeBack(browser);
    expect([pathname, Object.fromEntries(searchParams)]).toEqual(["/error", said]);
    expect(harness.logged.join("\n")).not.toContain("a sign-in failed");
    expect(harness.recorded.at(-1)).toMatchObject({ details: { code: "database_unavailable" } });
    const back = async () => (await harness.signInAs("ada", "google", browser)).session?.displayName;
    await expect.poll(back, { timeout: 30_000 }).toBe("Ada Lovelace");
  });

  it("says so to somebody who has a session already", async () => {
    const { browser } = await harness.signedIn("ada");
    const { pathname, searchParams } = await comeBack(browser);
    expect([pathname, searchParams.get("code")]).toEqual(["/error", "database_unavailable"]);
    expect(harness.logged.join("\n")).not.toContain("a sign-in failed");
  });
});
