import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

type Harness = Awaited<ReturnType<typeof startSignInHarness>>;

let database: Database;
let harness: Harness;
let admin: { browser: CookieBrowser; session: LiveSession };

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  harness = await startSignInHarness(database, {}, undefined, ["github"]);
  admin = await harness.signedIn("ada");
});
afterAll(async () => {
  await harness.close();
  await database.close();
});

/** Begins a test sign-in; answers where the browser is sent. */
async function start(providerId: string): Promise<string> {
  const { browser, session } = admin;
  const answer = await harness.signIn.service.startProviderTest(session, providerId, browser.cookieHeader("/"));
  for (const header of answer.headers.getSetCookie()) browser.store(header);
  return answer.headers.get("location") ?? "";
}

function reportAt(location: string | null) {
  const address = new URL(location ?? "", "https://portal.example");
  expect(address.pathname).toBe("/admin/providers/test");
  const report = harness.reports[Number(address.searchParams.get("run"))];
  if (!report) throw new Error(`no report at ${location}`);
  return report;
}

const rows = async () => {
  const counted = await database.query<{ counts: unknown }>(
    `SELECT json_build_array((SELECT count(*) FROM users), (SELECT count(*) FROM identities),
       (SELECT count(*) FROM sessions), (SELECT count(*) FROM upstream_tokens)) AS counts`,
  );
  return counted[0]?.counts;
};

it("shows each step and the claims, and touches no account, session or token", async () => {
  const before = await rows();
  const callback = await harness.choose(await start("google"), "grace");
  const answer = await harness.at(admin.browser, callback);
  const report = reportAt(answer.headers.get("location"));
  expect(report.steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
    "discovery true",
    "request true",
    "answer true",
    "tokens true",
    "identity true",
    "policy true",
  ]);
  expect(report.claims?.idToken).toContainEqual(["email", "grace@navy.example"]);
  expect(report.claims?.mapped).toContainEqual(["email", "grace@navy.example"]);
  expect(await rows()).toEqual(before);
  expect((await harness.vault.authenticate(admin.browser.cookieHeader("/")))?.userId).toBe(admin.session.userId);
  expect(harness.recorded.at(-1)).toMatchObject({
    actor: `user:${admin.session.userId}`,
    details: { operation: "providers.test" },
  });
});

it("has no token, code or secret in its report", async () => {
  const callback = await harness.choose(await start("github"), "grace");
  const answer = await harness.at(admin.browser, callback);
  const text = JSON.stringify(reportAt(answer.headers.get("location")));
  expect(text).not.toContain(new URL(callback).searchParams.get("code"));
  for (const sign of ["eyJ", "gho_", "ghu_"]) expect(text).not.toContain(sign);
});

it("says which step failed and why", async () => {
  const cancelled = await harness.at(admin.browser, await harness.choose(await start("google"), "cancel"));
  expect(reportAt(cancelled.headers.get("location")).steps.at(-1)).toMatchObject({
    step: "answer",
    ok: false,
    failure: { code: "sign_in_cancelled" },
  });

  const callback = new URL(await harness.choose(await start("google"), "grace"));
  callback.searchParams.set("code", "another");
  const refused = await harness.at(admin.browser, callback.pathname + callback.search);
  expect(reportAt(refused.headers.get("location")).steps.at(-1)).toMatchObject({ step: "tokens", ok: false });
});

it("ends without a report in the browser of another person", async () => {
  const before = harness.reports.length;
  const callback = await harness.choose(await start("google"), "grace");
  const other = await harness.signedIn("alan");
  // The transaction is the administrator's, the session another person's.
  const transaction = (admin.browser.cookieHeader("/") ?? "").split("; ").filter((pair) => pair.includes("-sign-in-"));
  for (const pair of transaction) other.browser.store(`${pair}; Path=/`);
  const answer = await harness.at(other.browser, callback);
  expect(answer.headers.get("location")).toContain("/error?code=sign_in_expired");
  expect(harness.reports).toHaveLength(before);
});

it("tests a disabled provider, where no person can sign in", async () => {
  await harness.disableProvider("github");
  const callback = await harness.choose(await start("github"), "grace");
  const answer = await harness.at(admin.browser, callback);
  const report = reportAt(answer.headers.get("location"));
  expect(report.steps.at(-1)).toMatchObject({ step: "policy", ok: true });
  expect(report.claims?.mapped).toContainEqual(["username", "grace-hopper"]);
  await expect(harness.signInAs("grace", "github")).rejects.toThrow();
  await expect(start("unknown")).rejects.toMatchObject({ code: "provider_unknown" });
});
