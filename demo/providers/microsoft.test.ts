import * as oidc from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";
import { demoTenant } from "#server/config/demo-urls.ts";
import { choosePerson } from "./choose-person.ts";
import { otherTenant } from "./microsoft.ts";
import { type StandIn, standInFor } from "./portico-stand-in.ts";

let demo: Demo;
let portico: StandIn;

beforeAll(async () => {
  demo = await startTestDemo();
  portico = await standInFor(demo.urls.microsoft, "microsoft");
});
afterAll(() => demo.close());
beforeEach(() => demo.controls.reset());

const scope = "openid profile email offline_access User.Read";

describe("demo Microsoft", () => {
  it("issues ID tokens like Entra ID: tenant in iss and tid, oid, pairwise sub, no email_verified", async () => {
    const { tokens, callback } = await portico.signIn("ada", { scope });
    const claims = tokens.claims();
    expect(claims).toMatchObject({
      iss: demo.urls.microsoft,
      tid: demoTenant,
      ver: "2.0",
      preferred_username: "ada@lovelace.example",
      email: "ada@lovelace.example",
    });
    expect(claims?.["oid"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(claims?.sub).not.toBe(claims?.["oid"]);
    expect(claims).not.toHaveProperty("email_verified");
    expect(callback.searchParams.has("session_state")).toBe(true);
    expect(callback.searchParams.has("iss")).toBe(false);
    expect(tokens.scope).toBe("openid profile email User.Read");
  });

  it("gives a refresh token for offline_access only, a new one each time, and the old one goes on working", async () => {
    expect((await portico.signIn("ada")).tokens.refresh_token).toBeUndefined();
    const first = (await portico.signIn("ada", { scope })).tokens.refresh_token ?? "";
    const second = await oidc.refreshTokenGrant(portico.configuration, first);
    expect(second.refresh_token).toBeDefined();
    expect(second.refresh_token).not.toBe(first);
    await oidc.refreshTokenGrant(portico.configuration, first);
  });

  it("serves Graph's /me below the issuer, with User.Read only", async () => {
    const { tokens } = await portico.signIn("grace", { scope });
    const me = await fetch(`${demo.urls.microsoft}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await me.json()).toMatchObject({ displayName: "Grace Hopper", mail: "grace@navy.example" });
    const poorer = await portico.signIn("grace", { scope: "openid" });
    const refused = await fetch(`${demo.urls.microsoft}/me`, {
      headers: { authorization: `Bearer ${poorer.tokens.access_token}` },
    });
    expect(refused.status).toBe(403);
    expect((await fetch(`${demo.urls.microsoft}/me`)).status).toBe(401);
  });

  it("serves userinfo with the ID token's subject", async () => {
    const { tokens } = await portico.signIn("alan", { scope });
    const userinfo = await oidc.fetchUserInfo(portico.configuration, tokens.access_token, tokens.claims()?.sub ?? "");
    expect(userinfo).toMatchObject({ name: "Alan Turing" });
    expect(userinfo).not.toHaveProperty("email_verified");
  });

  it("takes prompt=login and a max_age, and says when the person signed in", async () => {
    const beforeSeconds = Math.floor(Date.now() / 1000);
    const { tokens, cookie } = await portico.signIn("ada", { scope, params: { prompt: "login", max_age: "0" } });
    expect(tokens.claims()?.auth_time).toBeGreaterThanOrEqual(beforeSeconds);
    const { url } = await portico.start({ params: { prompt: "none", max_age: "0" } });
    const later = new Date(Date.now() + 60_000).getTime() / 1000;
    const aged = cookie.replace(/~\d+~/, `~${Math.floor(later) - 120}~`);
    const response = await fetch(url, { headers: { cookie: aged }, redirect: "manual" });
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("login_required");
  });

  it("says a template as issuer at the shared endpoints, and each person's home tenant in the ID token", async () => {
    const { origin } = new URL(demo.urls.microsoft);
    const discovery = await fetch(`${origin}/microsoft/common/v2.0/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: `${origin}/microsoft/{tenantid}/v2.0` });
    const own = portico.configuration.serverMetadata();
    const endpoint = (path: string) => path.replace(demoTenant, "common");
    const common = new oidc.Configuration(
      {
        // What a relying party has to work out per person.
        issuer: own.issuer.replace(demoTenant, otherTenant),
        authorization_endpoint: endpoint(own.authorization_endpoint ?? ""),
        token_endpoint: endpoint(own.token_endpoint ?? ""),
        jwks_uri: own.jwks_uri ?? "",
      },
      portico.configuration.clientMetadata().client_id,
      undefined,
      oidc.ClientSecretBasic("secret of portico-at-microsoft: 50% + & more"),
    );
    oidc.allowInsecureRequests(common);
    const { url, checks } = await portico.start({ scope });
    const { callback } = await choosePerson(endpoint(url.href), "alan");
    const tokens = await oidc.authorizationCodeGrant(common, callback, checks);
    expect(tokens.claims()).toMatchObject({ tid: otherTenant });
  });

  it("dresses its errors with AADSTS codes", async () => {
    await expect(oidc.refreshTokenGrant(portico.configuration, "0.nonsense")).rejects.toMatchObject({
      error: "invalid_grant",
      error_description: expect.stringContaining("AADSTS70008"),
    });
  });
});
