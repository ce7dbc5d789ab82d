import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, obtainCode, obtainTokens, spa, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const own = { origin: "https://spa.example" };
const foreign = [
  "https://evil.example",
  "https://spa.example:8443",
  "http://spa.example",
  "https://a.spa.example",
  "null",
];

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: "desktop",
        name: "Desktop App",
        applicationType: "native",
        redirectUris: ["com.example.desktop:/callback"],
      },
    ],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const allowed = (response: Response) => response.headers.get("access-control-allow-origin");

/** Nobody is let in with cookies, whatever else is allowed. */
function expectAllowed(response: Response, origin: string | null) {
  expect(allowed(response)).toBe(origin);
  expect(response.headers.has("access-control-allow-credentials")).toBe(false);
}

describe("a public client's code in the browser", () => {
  it("redeems, refreshes, calls userinfo and revokes from its own origin", async () => {
    const scope = "openid offline_access";
    const code = await obtainCode(harness, await harness.signIn(), spa, { scope, prompt: "consent" });
    const redeemed = await tokenRequest(harness, spa, code, own);
    expect(redeemed.status).toBe(200);
    expectAllowed(redeemed, own.origin);
    expect(redeemed.headers.get("vary")).toContain("Origin");
    const tokens = (await redeemed.json()) as { access_token: string; refresh_token: string };
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    expectAllowed(await fetch(`${harness.url}/oauth2/userinfo`, { headers: { ...bearer, ...own } }), own.origin);
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    expectAllowed(await tokenRequest(harness, spa, refresh, own), own.origin);
    const revocation = { client_id: spa.clientId, token: tokens.access_token };
    expectAllowed(await harness.form("/oauth2/revoke", revocation, own), own.origin);
  });

  it.each(foreign)("gets nothing from %s, and no code is used up", async (origin) => {
    const code = await obtainCode(harness, await harness.signIn(), spa);
    const refused = await tokenRequest(harness, spa, code, { origin });
    expect([refused.status, allowed(refused)]).toEqual([400, null]);
    expect((await tokenRequest(harness, spa, code, own)).status).toBe(200);
  });

  it.each(foreign)("can't take its token to userinfo from %s", async (origin) => {
    const { access_token } = await obtainTokens(harness, await harness.signIn(), spa);
    const headers = { authorization: `Bearer ${access_token}`, origin };
    const refused = await fetch(`${harness.url}/oauth2/userinfo`, { headers });
    expect([refused.status, allowed(refused)]).toEqual([400, null]);
  });
});

it("a confidential client's secret has no business in a browser, not even on its own origin", async () => {
  const code = await obtainCode(harness, await harness.signIn(), buddy);
  const refused = await tokenRequest(harness, buddy, code, { origin: new URL(buddy.redirectUri).origin });
  expect([refused.status, allowed(refused)]).toEqual([400, null]);
  const introspection = await harness.form(
    "/oauth2/introspect",
    { token: "ptc_at_ux" },
    { ...basic(buddy.clientId, buddy.secret ?? ""), origin: new URL(buddy.redirectUri).origin },
  );
  expect([introspection.status, allowed(introspection)]).toEqual([400, null]);
});

it("a native app has no origin: a page of origin null is not it", async () => {
  const body = { client_id: "desktop", grant_type: "refresh_token", refresh_token: "ptc_rt_x" };
  const refused = await harness.form("/oauth2/token", body, { origin: "null" });
  expect([refused.status, allowed(refused)]).toEqual([400, null]);
});

it.each(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"])(
  "%s is public, for every origin",
  async (path) => {
    expectAllowed(
      await fetch(harness.url + path, { headers: { origin: "https://anybody.example" } }),
      "https://anybody.example",
    );
  },
);

it.each(["/oauth2/authorize", "/oauth2/end-session", "/oauth2/register"])(
  "%s is for navigations and servers, and allows no origin",
  async (path) => {
    const preflight = await fetch(harness.url + path, {
      method: "OPTIONS",
      headers: { ...own, "access-control-request-method": "POST" },
    });
    expectAllowed(preflight, null);
    expectAllowed(await fetch(harness.url + path, { headers: own, redirect: "manual" }), null);
  },
);

it("a preflight answers which headers may be sent, and nothing about cookies", async () => {
  const preflight = await fetch(`${harness.url}/oauth2/token`, {
    method: "OPTIONS",
    headers: { ...own, "access-control-request-method": "POST", "access-control-request-headers": "dpop" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("dpop");
  expectAllowed(preflight, own.origin);
});
