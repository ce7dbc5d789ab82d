import * as oidc from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";
import { choosePerson } from "./choose-person.ts";
import { type StandIn, standInFor } from "./portico-stand-in.ts";

let demo: Demo;
let portico: StandIn;

beforeAll(async () => {
  demo = await startTestDemo();
  portico = await standInFor(demo.urls.google, "google");
});
afterAll(() => demo.close());
beforeEach(() => demo.controls.reset());

const offline = { params: { access_type: "offline" } };

describe("demo Google", () => {
  it("signs a person in by code, PKCE, state and nonce, with a verifiable ID token", async () => {
    const { tokens } = await portico.signIn("ada");
    const claims = tokens.claims();
    expect(claims).toMatchObject({
      iss: demo.urls.google,
      azp: "portico-at-google",
      email: "ada@lovelace.example",
      email_verified: true,
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
    });
    expect(claims?.sub).toMatch(/^\d{21}$/);
    expect(tokens.access_token).toMatch(/^ya29\./);
    expect(tokens.refresh_token).toBeUndefined();
    const userinfo = await oidc.fetchUserInfo(portico.configuration, tokens.access_token, claims?.sub ?? "");
    const picture = await fetch(userinfo.picture ?? "");
    expect(picture.headers.get("content-type")).toBe("image/svg+xml");
  });

  it("says which address is not verified, and the organisation's domain", async () => {
    expect((await portico.signIn("alan")).tokens.claims()).toMatchObject({ email_verified: false });
    expect((await portico.signIn("grace")).tokens.claims()).toMatchObject({ hd: "navy.example" });
  });

  it("sends the iss response parameter without promising it in discovery", async () => {
    const { callback } = await portico.signIn("ada");
    expect(callback.searchParams.get("iss")).toBe(demo.urls.google);
    expect(portico.configuration.serverMetadata().authorization_response_iss_parameter_supported).toBeUndefined();
  });

  it("gives a refresh token for offline access on the first consent or with prompt=consent only, and never rotates it", async () => {
    const first = (await portico.signIn("ada", offline)).tokens.refresh_token ?? "";
    expect(first).not.toBe("");
    expect((await portico.signIn("ada", offline)).tokens.refresh_token).toBeUndefined();
    const consented = await portico.signIn("ada", { params: { access_type: "offline", prompt: "consent" } });
    expect(consented.tokens.refresh_token).toBeDefined();
    const refreshed = await oidc.refreshTokenGrant(portico.configuration, first);
    expect(refreshed.refresh_token).toBeUndefined();
    expect(refreshed.claims()?.email).toBe("ada@lovelace.example");
    await oidc.refreshTokenGrant(portico.configuration, first);
  });

  it("adds earlier scopes with include_granted_scopes", async () => {
    await portico.signIn("ada");
    const calendar = "https://www.googleapis.com/auth/calendar.readonly";
    const { tokens } = await portico.signIn("ada", {
      scope: `openid ${calendar}`,
      params: { include_granted_scopes: "true" },
    });
    expect(tokens.scope?.split(" ")).toEqual(
      expect.arrayContaining(["openid", calendar, "https://www.googleapis.com/auth/userinfo.email"]),
    );
  });

  it("kills access and refresh token when either is revoked", async () => {
    const { tokens } = await portico.signIn("ada", offline);
    await oidc.tokenRevocation(portico.configuration, tokens.refresh_token ?? "");
    await expect(oidc.refreshTokenGrant(portico.configuration, tokens.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(
      oidc.fetchUserInfo(portico.configuration, tokens.access_token, tokens.claims()?.sub ?? ""),
    ).rejects.toMatchObject({ status: 401 });
  });

  it("answers prompt=none silently for who is signed in, else with login_required", async () => {
    const { cookie, tokens } = await portico.signIn("ada");
    const { url, checks } = await portico.start({ params: { prompt: "none" } });
    const silent = await fetch(url, { headers: { cookie }, redirect: "manual" });
    const again = await oidc.authorizationCodeGrant(
      portico.configuration,
      new URL(silent.headers.get("location") ?? ""),
      checks,
    );
    expect(again.claims()).toMatchObject({ sub: tokens.claims()?.sub, auth_time: tokens.claims()?.auth_time });
    const stranger = await fetch(url, { redirect: "manual" });
    expect(errorIn(stranger)).toBe("login_required");
  });

  it("answers prompt=none with consent_required for scopes nobody agreed to", async () => {
    const { cookie } = await portico.signIn("ada");
    const { url } = await portico.start({ scope: "openid calendar", params: { prompt: "none" } });
    expect(errorIn(await fetch(url, { headers: { cookie }, redirect: "manual" }))).toBe("consent_required");
  });

  it("answers Cancel with access_denied and the state", async () => {
    const { url, checks } = await portico.start();
    const { callback } = await choosePerson(url, "cancel");
    expect(callback.searchParams.get("error")).toBe("access_denied");
    expect(callback.searchParams.get("state")).toBe(checks.expectedState);
  });

  it("puts the hinted person first", async () => {
    const { url } = await portico.start({ params: { login_hint: "grace@navy.example" } });
    const page = await (await fetch(url)).text();
    expect(page.indexOf("Grace Hopper")).toBeLessThan(page.indexOf("Ada Lovelace"));
    expect(page).toMatch(/value="grace" autofocus/);
  });

  it("labels its page as pretend, names who asks, and lets nothing run or frame it", async () => {
    const { url } = await portico.start();
    const response = await fetch(url);
    const page = await response.text();
    expect(page).toContain("Demo Google – not the real one");
    expect(page).toContain("localhost:21999");
    expect(page).not.toContain("<script");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("form-action");
  });

  it("ends who is signed in at the end-session endpoint, and goes back to the portal only", async () => {
    const url = oidc.buildEndSessionUrl(portico.configuration, {
      post_logout_redirect_uri: "http://localhost:21999/signed-out",
      state: "s",
    });
    const home = await fetch(url, { redirect: "manual" });
    expect(home.headers.get("location")).toBe("http://localhost:21999/signed-out?state=s");
    expect(home.headers.get("set-cookie")).toContain("Max-Age=0");
    url.searchParams.set("post_logout_redirect_uri", "https://attacker.example/");
    expect((await fetch(url, { redirect: "manual" })).status).toBe(200);
  });
});

function errorIn(response: Response): string | null {
  return new URL(response.headers.get("location") ?? "http://nowhere.example").searchParams.get("error");
}
