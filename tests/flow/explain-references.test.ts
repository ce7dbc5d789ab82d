import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import {
  createReferenceExplainer,
  type ExplanationReader,
  type ReferenceExplainer,
} from "#server/admin/explain/explain-reference.ts";
import { createRefusalStore } from "#server/audit/refusals/refusal-store.ts";
import { createSettingOrigins } from "#server/config/origins/setting-origin.ts";
import {
  basic,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, obtainCode, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let harness: Harness;
let explainer: ReferenceExplainer;
let directory: string;
let file: string;

const config = { ...testConfig, rateLimits: { tokenPerMinute: 60 } };

beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), config);
  directory = mkdtempSync(join(tmpdir(), "portico-explain-"));
  file = join(directory, "portico.config.ts");
  writeFileSync(file, `export default ${JSON.stringify(config, null, 2)};\n`);
  explainer = createReferenceExplainer({
    refusals: createRefusalStore(harness.database),
    query: harness.database.query,
    catalog: harness.catalog,
    originOf: createSettingOrigins({ settings: { sources: { file, variables: [] } }, isStored: () => false }),
    flush: async () => void (await Promise.all([harness.refusals.flush(), harness.audit.flush()])),
    keptDays: 30,
  });
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await harness.close();
  await harness.database.close();
});

const reader: ExplanationReader = { language: "en", seesPeople: true, seesEvents: true };
const referenceOf = (answer: Response) => answer.headers.get("x-request-id") ?? "";

describe("the reference of a refusal is explained:", () => {
  it("an error page of the authorization server, by its whole address", async () => {
    const query = authorizationRequest(buddy, newVerifier().challenge, {
      redirect_uri: "https://evil.example/cb?x=secret",
    });
    const answer = await harness.newBrowser().fetch(`/oauth2/authorize?${query}`);
    const location = answer.headers.get("location") ?? "";
    const { refusals } = await explainer.explain(location, reader);
    expect(refusals[0]).toMatchObject({
      code: "redirect_uri_mismatch",
      rule: "oauth.redirect_uri",
      clientId: "calendar-buddy",
      had: ["https://evil.example/cb"],
      needed: ["https://buddy.example/callback"],
      request: { path: "/oauth2/authorize" },
    });
    expect(refusals[0]?.settings).toMatchObject([
      { path: "clients[calendar-buddy].redirectUris", origin: { kind: "file", file, exact: true } },
    ]);
    expect(refusals[0]?.advice).toContain("Calendar Buddy");
    expect(JSON.stringify(refusals)).not.toContain("secret");
  });

  it("in German too", async () => {
    const query = authorizationRequest(buddy, newVerifier().challenge, { redirect_uri: "https://evil.example/cb" });
    const answer = await harness.newBrowser().fetch(`/oauth2/authorize?${query}`);
    const { refusals } = await explainer.explain(answer.headers.get("location") ?? "", { ...reader, language: "de" });
    expect(refusals[0]?.check).toMatch(/^Die Rückkehradresse/);
  });

  it("a wrong client secret at the token endpoint", async () => {
    const answer = await harness.form(
      "/oauth2/token",
      { grant_type: "client_credentials" },
      basic("night-report", "a wrong secret"),
    );
    expect(answer.status).toBe(401);
    const { refusals } = await explainer.explain(referenceOf(answer), reader);
    expect(refusals[0]).toMatchObject({ rule: "oauth.client_secret", clientId: "night-report" });
    expect(refusals[0]?.settings).toMatchObject([
      { path: "clients[night-report].clientSecretHash", origin: { kind: "file", exact: false } },
    ]);
    expect(JSON.stringify(refusals)).not.toContain("a wrong secret");
  });

  it("a grant type that the app is not registered for", async () => {
    const answer = await harness.form(
      "/oauth2/token",
      { grant_type: "refresh_token", refresh_token: "x".repeat(43) },
      basic("night-report", "the secret of Night Report"),
    );
    const { refusals } = await explainer.explain(referenceOf(answer), reader);
    expect(refusals[0]).toMatchObject({
      rule: "oauth.grant_type",
      had: ["refresh_token"],
      needed: ["client_credentials"],
    });
  });

  it("a code that is used again, with the library's reason that no answer has", async () => {
    const code = await obtainCode(harness, await harness.signIn(), buddy);
    expect((await tokenRequest(harness, buddy, code)).status).toBe(200);
    const again = await tokenRequest(harness, buddy, code);
    expect(await again.json()).toMatchObject({ error: "invalid_grant" });
    const { refusals, events } = await explainer.explain(referenceOf(again), reader);
    expect(refusals[0]).toMatchObject({ rule: "oauth.used_again" });
    expect(refusals[0]?.detail).toContain("already consumed");
    expect(JSON.stringify(refusals)).not.toContain(code.code);
    expect(events.map(({ type }) => type)).toContain("token.refused");
  });

  it("without what it says of people and without events, to readers who may see neither", async () => {
    const code = await obtainCode(harness, await harness.signIn(), buddy);
    await tokenRequest(harness, buddy, code);
    const again = await tokenRequest(harness, buddy, code);
    const admin = createAdmin({
      services: { explain: { reference: explainer } } as unknown as AdminServices,
      audit: { record: () => {}, flush: async () => {} },
    });
    const asked = { reference: referenceOf(again) };
    const as = (...scopes: string[]) =>
      admin.call(clientActor({ clientId: "ops", scopes, person: undefined }), "explain.reference", asked);
    const all = await as("portico.admin.read");
    expect(all.events.length).toBeGreaterThan(0);
    expect(all.refusals[0]?.request.clientAddress).toBe("127.0.0.1");
    expect(all.refusals[0]?.detail).toContain("already consumed");

    const { events, refusals } = await as("portico.admin.explain.read");
    expect(events).toEqual([]);
    expect(refusals[0]).toMatchObject({ rule: "oauth.used_again", facts: {} });
    expect(refusals[0]?.request.clientAddress).toBeNull();
    expect(JSON.stringify(refusals)).not.toContain("already consumed");
    expect((await as("portico.admin.explain.read", "portico.admin.audit.read")).events).toEqual(all.events);
  });

  it("a missing PKCE challenge", async () => {
    const query = authorizationRequest(buddy, "", { code_challenge: undefined, code_challenge_method: undefined });
    const answer = await harness.newBrowser().fetch(`/oauth2/authorize?${query}`);
    const { refusals } = await explainer.explain(referenceOf(answer), reader);
    expect(refusals[0]).toMatchObject({ rule: "oauth.pkce" });
    expect(refusals[0]?.settings[0]?.path).toBe("clients[calendar-buddy].requirePkce");
  });

  it("a problem of the portal, by its whole text", async () => {
    const answer = await fetch(`${harness.url}/oauth2/nowhere`, { headers: { accept: "application/json" } });
    const { refusals } = await explainer.explain(await answer.text(), reader);
    expect(refusals[0]).toMatchObject({ code: "route_not_found", request: { path: "/oauth2/nowhere" } });
  });

  it("a rate limit, with its setting and line", async () => {
    let answer = await harness.form("/oauth2/token", { grant_type: "x" });
    while (answer.status !== 429) answer = await harness.form("/oauth2/token", { grant_type: "x" });
    const { refusals } = await explainer.explain(referenceOf(answer), reader);
    expect(refusals[0]).toMatchObject({ rule: "rate_limit.token", needed: ["60"] });
    expect(refusals[0]?.settings).toMatchObject([
      { path: "rateLimits.tokenPerMinute", origin: { kind: "file", exact: true } },
    ]);
  });
});

it("says how long refusals are kept where nothing is known", async () => {
  expect(await explainer.explain("hello", reader)).toEqual({
    reference: "hello",
    refusals: [],
    events: [],
    keptDays: 30,
  });
});
