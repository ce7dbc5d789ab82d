import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let database: Database;
let harness: SignInHarness;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  harness = await startSignInHarness(database, {}, undefined, ["google"]);
});
afterAll(async () => {
  await harness.close();
  await database.close();
});

const clientId = "portico-at-google";
const events = (type: string) => harness.recorded.filter((entry) => entry.type === type);

it("redeems no code of a sign-in that began before the provider got another client", async () => {
  const browser = harness.newBrowser();
  const callback = await harness.choose(await harness.press(browser, "google"), "ada");
  await harness.changeProvider("google", { clientId: "another-client" });
  const answer = await harness.at(browser, callback);
  expect(answer.headers.get("location")).toContain("code=sign_in_expired");
  expect(await harness.vault.authenticate(browser.cookieHeader("/"))).toBeNull();
  await harness.changeProvider("google", { clientId });
  expect((await harness.signInAs("ada")).session).not.toBeNull();
});

it("keeps a sign-in that is under way when the provider changes otherwise", async () => {
  const browser = harness.newBrowser();
  const callback = await harness.choose(await harness.press(browser, "google"), "ada");
  await harness.changeProvider("google", { name: "Our Google" });
  await harness.at(browser, callback);
  expect(await harness.vault.authenticate(browser.cookieHeader("/"))).not.toBeNull();
});

it("sends no token to what the id means after a change: for calls, refreshes and revocations", async () => {
  const { session } = await harness.signedIn("ada");
  const request = { providerId: "google", scopes: [] };
  expect(await harness.signIn.upstreamTokens.forSession(session, request)).toBeDefined();
  expect(await harness.signIn.upstreamTokens.stillHeld(session, request)).toBe(true);
  await harness.changeProvider("google", { clientId: "another-client" });
  await expect(harness.signIn.upstreamTokens.forSession(session, request)).rejects.toMatchObject({
    code: "provider_connection_required",
  });
  expect(await harness.signIn.upstreamTokens.stillHeld(session, request)).toBe(false);
  const revoked = events("upstream_token.revoked").length;
  expect(await harness.signIn.upstreamTokens.revokeOfSession(session)).toEqual([
    { providerId: "google", outcome: "not_revoked" },
  ]);
  expect(events("upstream_token.revoked")).toHaveLength(revoked);
  await harness.changeProvider("google", { clientId });
});

it("ends the tokens that a removed provider gave, for sessions that go on, too", async () => {
  const { session } = await harness.signedIn("ada");
  const request = { providerId: "google", scopes: [] };
  expect(await harness.signIn.upstreamTokens.stillHeld(session, request)).toBe(true);
  expect(await harness.signIn.endTokensOfProvider("github")).toBe(0);
  expect(await harness.signIn.endTokensOfProvider("google")).toBeGreaterThan(0);
  expect(await harness.signIn.upstreamTokens.stillHeld(session, request)).toBe(false);
  expect(await harness.signIn.endTokensOfProvider("google")).toBe(0);
});

it("sends no token that an ended session left to what the id means after a change", async () => {
  const { session } = await harness.signedIn("ada");
  await harness.changeProvider("google", { clientId: "another-client" });
  const revoked = events("upstream_token.revoked").length;
  await harness.vault.end(session, "revoked_by_person");
  await harness.signIn.leftTokens.settle();
  expect(events("upstream_token.revoked")).toHaveLength(revoked);
  expect(harness.logged.join("")).toContain("means another provider or client by now");
  await harness.changeProvider("google", { clientId });
});
