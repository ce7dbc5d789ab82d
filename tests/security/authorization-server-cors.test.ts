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

/** Requests with credentials are answered to the own origins of public clients only. */
function expectAllowed(response: Response, origin: string | null) {
  expect(allowed(response)).toBe(origin);
  const credentials = origin === own.origin ? "true" : null;
  expect(response.headers.get("access-control-allow-credentials")).toBe(credentials);
}

function preflight(path: string, origin: string, method: string, headers = "authorization,dpop") {
  return fetch(harness.url + path, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": method, "access-control-request-headers": headers },
  });
}

const userinfo = (headers: Record<string, string>, init: RequestInit = {}) =>
  fetch(`${harness.url}/oauth2/userinfo`, { ...init, headers });

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
    expectAllowed(await userinfo({ ...bearer, ...own }), own.origin);
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
    expectAllowed(await preflight(path, own.origin, "POST"), null);
    expectAllowed(await fetch(harness.url + path, { headers: own, redirect: "manual" }), null);
  },
);

describe("a preflight", () => {
  it.each([
    ["/oauth2/token", "POST"],
    ["/oauth2/par", "POST"],
    ["/oauth2/introspect", "POST"],
    ["/oauth2/revoke", "POST"],
    ["/oauth2/device_authorization", "POST"],
    ["/oauth2/userinfo", "GET"],
    ["/oauth2/userinfo", "POST"],
    ["/oauth2/jwks", "GET"],
    ["/.well-known/openid-configuration", "GET"],
    ["/.well-known/oauth-authorization-server", "GET"],
  ])("of %s answers that %s and its headers may be sent", async (path, method) => {
    for (const origin of [own.origin, ...foreign]) {
      const answer = await preflight(path, origin, method);
      expect([answer.status, await answer.text()]).toEqual([204, ""]);
      expect(answer.headers.get("access-control-allow-methods")?.split(",")).toContain(method);
      expect(answer.headers.get("access-control-allow-headers")).toBe("authorization,dpop");
      expect(answer.headers.get("vary")).toContain("Origin");
      expectAllowed(answer, origin);
    }
  });

  it("of userinfo says nothing of the person whose cookie comes along", async () => {
    const { browser } = await harness.signIn();
    const answer = await browser.fetch("/oauth2/userinfo", {
      method: "OPTIONS",
      headers: { ...own, "access-control-request-method": "GET" },
    });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
  });
});

describe("userinfo", () => {
  it("takes a token in the form of a POST, as a browser sends it without a preflight", async () => {
    const { access_token } = await obtainTokens(harness, await harness.signIn(), spa);
    const answer = await userinfo(own, { method: "POST", body: new URLSearchParams({ access_token }) });
    expect(answer.status).toBe(200);
    expectAllowed(answer, own.origin);
    expect(await answer.json()).toMatchObject({ name: "Ada Lovelace" });
  });

  it.each([
    ["an unknown token", { authorization: "Bearer ptc_at_unever-issued" }, /^Bearer .*error="invalid_token"/],
    ["no token", {}, /^Bearer realm="[^"]+", DPoP/],
  ])("lets code in a browser read that it got %s", async (_, headers, challenge) => {
    const answer = await userinfo({ ...headers, ...own });
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ error: "invalid_token" })]);
    expect(answer.headers.get("www-authenticate")).toMatch(challenge);
    expect(answer.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
    expectAllowed(answer, own.origin);
  });

  it.each([own.origin, "https://evil.example", "null"])("reads no cookie for code of %s", async (origin) => {
    const { browser } = await harness.signIn();
    for (const method of ["GET", "HEAD", "POST"]) {
      const answer = await browser.fetch("/oauth2/userinfo", { method, headers: { origin } });
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toMatch(/ada/i);
    }
  });

  it("reads no cookie where a token comes along, and refuses one in the address (RFC 9700 §4.3.2)", async () => {
    const ada = await harness.signIn();
    const { access_token } = await obtainTokens(harness, ada, spa);
    const refused = await ada.browser.fetch(`/oauth2/userinfo?access_token=${access_token}`, {
      headers: { accept: "*/*" },
    });
    expect([refused.status, await refused.json()]).toEqual([
      400,
      expect.objectContaining({ error: "invalid_request" }),
    ]);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer /);
    for (const headers of [{ authorization: "Bearer x" }, { authorization: "Basic x" }, { dpop: "x" }]) {
      expect((await ada.browser.fetch("/oauth2/userinfo", { headers })).status).toBeGreaterThanOrEqual(400);
    }
  });

  it("answers a plain GET of the portal's own origin by cookie, as oauth2-proxy does", async () => {
    const { browser, session } = await harness.signIn();
    for (const headers of [{}, { origin: harness.issuer }]) {
      const answer = await browser.fetch("/oauth2/userinfo", { headers });
      expect(await answer.json()).toMatchObject({ user: session.userId });
    }
    const anonymous = await userinfo({});
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toBe(`Bearer realm="${harness.issuer}"`);
  });
});

describe("code in a browser can read a refusal", () => {
  it("of the library, before it knows the client", async () => {
    const refused = await harness.form("/oauth2/token", { grant_type: "refresh_token", client_id: "nobody" }, own);
    expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ error: "invalid_client" })]);
    expectAllowed(refused, own.origin);
  });

  it("of the rate limit, and when to ask again", async () => {
    const limited = await startAuthorizationServer(harness.database, {
      ...testConfig,
      rateLimits: { tokenPerMinute: 1 },
    });
    try {
      const body = { grant_type: "refresh_token", client_id: spa.clientId, refresh_token: "ptc_rt_x" };
      expect((await limited.form("/oauth2/token", body, own)).status).toBe(400);
      const refused = await limited.form("/oauth2/token", body, own);
      expect(refused.status).toBe(429);
      expectAllowed(refused, own.origin);
      expect(refused.headers.get("access-control-expose-headers")).toContain("Retry-After");
      expect(refused.headers.get("vary")).toContain("Origin");
      // A page that people see is no endpoint for code of other origins.
      const page = await limited.form("/oauth2/authorize", {}, own);
      expectAllowed(page, null);
    } finally {
      await limited.close();
    }
  });

  it.each([
    ["a method that isn't taken", "/oauth2/token", { method: "GET" }, 405],
    [
      "a body that is too large",
      "/oauth2/token",
      { method: "POST", body: new URLSearchParams({ a: "x".repeat(70_000) }) },
      413,
    ],
  ])("of %s", async (_, path, init, status) => {
    const refused = await fetch(harness.url + path, { ...init, headers: { accept: "application/json", ...own } });
    expect(refused.status).toBe(status);
    expectAllowed(refused, own.origin);
  });
});
