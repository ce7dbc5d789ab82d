import { generateKeyPairSync } from "node:crypto";
import { exportJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toAppError } from "#server/http/problem.ts";
import {
  basic,
  buddySecret,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type OpenDoor, openFrontDoor } from "#tests/support/front-door-of.ts";
import { authorizationRequest, newVerifier, spa } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const initialAccessToken = "a token that lets apps register here".replaceAll(" ", "-");
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** Endpoints that anybody may call, with the parameters that they read. */
const endpoints: readonly [path: string, parameters: readonly string[]][] = [
  ["/oauth2/authorize", ["client_id", "redirect_uri", "scope", "state", "nonce", "login_hint", "ui_locales", "claims"]],
  [
    "/oauth2/authorize",
    ["code_challenge", "request", "request_uri", "id_token_hint", "acr_values", "resource", "prompt"],
  ],
  ["/oauth2/par", ["client_id", "redirect_uri", "scope", "state", "nonce", "request", "client_assertion", "resource"]],
  [
    "/oauth2/token",
    ["client_id", "client_secret", "grant_type", "code", "refresh_token", "device_code", "redirect_uri"],
  ],
  [
    "/oauth2/token",
    ["client_assertion", "client_assertion_type", "subject_token", "code_verifier", "scope", "resource"],
  ],
  ["/oauth2/device_authorization", ["client_id", "scope", "resource", "acr_values", "claims"]],
  ["/oauth2/introspect", ["token", "token_type_hint", "client_id"]],
  ["/oauth2/revoke", ["token", "token_type_hint", "client_id"]],
  ["/oauth2/userinfo", ["access_token"]],
  ["/oauth2/end-session", ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint"]],
];
const forms = endpoints.flatMap(([path, parameters]) => parameters.map((name) => [path, name] as const));

eachDatabase("characters that PostgreSQL keeps in no text", (open) => {
  let harness: Harness;
  let door: OpenDoor;

  beforeAll(async () => {
    harness = await startAuthorizationServer(await open(), {
      ...testConfig,
      dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
    });
    const rateLimits = { signInPerMinute: 9_999, tokenPerMinute: 9_999, adminPerMinute: 600, bffPerMinute: undefined };
    door = await openFrontDoor(harness, { rateLimits, nowSeconds: () => 0 });
  });
  beforeEach(() => {
    harness.logged.length = 0;
    door.logged.length = 0;
  });
  afterAll(async () => {
    await door.close();
    await harness.close();
  });

  const complete = (path: string) =>
    path.includes("device")
      ? new URLSearchParams({ client_id: "tv-guide", scope: "openid" })
      : authorizationRequest(spa, newVerifier().challenge, { grant_type: "authorization_code" });

  async function expectRefusalWithoutOutage(answer: Response): Promise<void> {
    if (answer.status >= 500) throw new Error(`${answer.status}: ${await answer.text()}`);
    expect(harness.logged.join("")).not.toMatch(/store failed|internal_error|authorization server failed/);
  }

  it.each(forms)("at %s in %s are no outage", async (path, name) => {
    for (const text of ["\u0000", "a\u0000b"]) {
      const body = complete(path);
      body.set(name, text);
      const headers = { accept: "application/json" };
      await expectRefusalWithoutOutage(
        await fetch(door.url + path, { method: "POST", body, headers, redirect: "manual" }),
      );
      if (path !== "/oauth2/authorize" && path !== "/oauth2/end-session") continue;
      await expectRefusalWithoutOutage(await fetch(`${door.url}${path}?${body}`, { redirect: "manual", headers }));
    }
  });

  it.each([
    ["a client's id", basic("a\u0000", "b")],
    ["a client's secret", basic("calendar-buddy", "\u0000")],
    ["a bearer token", { authorization: "Bearer %00" }],
  ])("in %s in a header are no outage", async (_what, headers) => {
    const body = new URLSearchParams({ grant_type: "client_credentials", token: "x" });
    for (const path of ["token", "introspect", "revoke", "userinfo"]) {
      await expectRefusalWithoutOutage(await fetch(`${door.url}/oauth2/${path}`, { method: "POST", body, headers }));
    }
  });

  it.each(["%00", "a%00b", "%00/%00"])("in a path (%s) are no outage", async (text) => {
    for (const path of [`authorize/${text}`, `register/${text}`, `device/${text}`, text]) {
      const headers = { authorization: "Bearer x" };
      await expectRefusalWithoutOutage(await fetch(`${door.url}/oauth2/${path}`, { headers, redirect: "manual" }));
    }
  });

  describe.each(["\u0000", "\ud83d", "a\ude00b"])("%j", (text) => {
    it.each(["client_name", "client_uri", "tos_uri", "scope", "software_id", "redirect_uris", "jwks", "contacts"])(
      "in %s of a registration is no outage",
      async (name) => {
        const odd =
          name === "redirect_uris" ? [`https://a.example/${text}`] : name === "jwks" ? { keys: [{ kid: text }] } : text;
        const metadata = { client_name: "App", redirect_uris: ["https://a.example/cb"], [name]: odd };
        const answer = await fetch(`${door.url}/oauth2/register`, {
          method: "POST",
          headers: { authorization: `Bearer ${initialAccessToken}`, "content-type": "application/json" },
          body: JSON.stringify(metadata),
        });
        await expectRefusalWithoutOutage(answer);
      },
    );

    it("in a request object is no outage", async () => {
      const object = new UnsecuredJWT({ client_id: "spa", state: text, nonce: text, login_hint: text }).encode();
      for (const path of ["/oauth2/par", "/oauth2/authorize"]) {
        const body = authorizationRequest(spa, newVerifier().challenge, { request: object });
        await expectRefusalWithoutOutage(await fetch(door.url + path, { method: "POST", body, redirect: "manual" }));
      }
    });

    it("in a client assertion, its jti and a DPoP proof is no outage", async () => {
      const jwk = await exportJWK(publicKey);
      const sign = (claims: Record<string, unknown>, typ: string) =>
        new SignJWT({ jti: text, iat: Math.floor(Date.now() / 1000), ...claims })
          .setProtectedHeader({ alg: "ES256", typ, jwk })
          .sign(privateKey);
      const assertion = await sign({ iss: text, sub: text, aud: harness.issuer, exp: 9e9 }, "JWT");
      const dpop = await sign({ htm: "POST", htu: `${harness.issuer}/oauth2/token` }, "dpop+jwt");
      const body = new URLSearchParams({
        grant_type: "authorization_code",
        code: "ptc_ac_x",
        client_id: "spa",
        client_assertion: assertion,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      });
      const send = () => fetch(`${door.url}/oauth2/token`, { method: "POST", body, headers: { dpop } });
      await expectRefusalWithoutOutage(await send());
      body.delete("client_assertion");
      body.delete("client_assertion_type");
      await expectRefusalWithoutOutage(await send());
    });

    it("in what a person types or follows to a page is no outage", async () => {
      const ada = await harness.signIn();
      const cookies = ada.browser.cookieHeader("/");
      const { consent, device } = harness.server;
      const codeOf = (error: unknown) => toAppError(error).code;
      const refusals = [
        await device.open(ada.session, text).catch(codeOf),
        await consent.open(text, cookies, ada.session).then(({ kind }) => kind, codeOf),
        await harness.connectedApps.get(ada.session, text).catch(codeOf),
        await harness.connectedApps.revoke(ada.session, text).catch(codeOf),
        await consent.appBehind(`/consent/${text}`).catch(codeOf),
      ];
      expect(refusals).toEqual([
        "device_code_invalid",
        "interaction_expired",
        "grant_not_found",
        "grant_not_found",
        undefined,
      ]);
      expect(harness.logged).toEqual([]);
    });
  });

  it("are refused for a known app with the secret that it has", async () => {
    const body = new URLSearchParams({ grant_type: "authorization_code", code: "\u0000", redirect_uri: "\u0000" });
    const answer = await fetch(`${door.url}/oauth2/token`, {
      method: "POST",
      body,
      headers: basic("calendar-buddy", buddySecret),
    });
    expect(answer.status).toBe(400);
  });
});
