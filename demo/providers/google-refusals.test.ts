import * as oidc from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo, testCredentials } from "#demo/start-test-demo.ts";
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

describe("demo Google refuses", () => {
  it.each([
    ["an unknown client", { client_id: "nobody" }],
    [
      "a redirect URI that only begins like the registered one",
      { redirect_uri: "http://localhost:21999/api/auth/callback/google/" },
    ],
  ])("%s on a page, never by a redirect", async (_title, params) => {
    const { url } = await portico.start({ params });
    const response = await fetch(url, { redirect: "manual" });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
  });

  it("a repeated parameter on a page", async () => {
    const { url } = await portico.start();
    url.searchParams.append("scope", "openid");
    expect((await fetch(url, { redirect: "manual" })).status).toBe(400);
  });

  it.each([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
    ["a challenge that is no hash", { code_challenge: "short" }, "invalid_request"],
    ["a scope without openid", { scope: "email" }, "invalid_scope"],
    ["prompt=login, which Google does not know", { prompt: "login" }, "invalid_request"],
    ["prompt=none with company", { prompt: "none consent" }, "invalid_request"],
    ["an odd max_age", { max_age: "soon" }, "invalid_request"],
  ])("%s", async (_title, params, error) => {
    const { url } = await portico.start({ params });
    expect(errorIn(await fetch(url, { redirect: "manual" }))).toBe(error);
  });

  it("a choice that another site made", async () => {
    const { url } = await portico.start();
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ person: "ada" }),
      headers: { "sec-fetch-site": "cross-site" },
      redirect: "manual",
    });
    expect(response.status).toBe(400);
  });

  it("a wrong verifier, a used code, and a wrong redirect URI", async () => {
    const { callback, checks, tokens } = await portico.signIn("ada");
    await expect(exchange(callback, checks.pkceCodeVerifier)).resolves.toMatchObject({ error: "invalid_grant" });
    // What the first exchange got is dead with the second (RFC 6749 §4.1.2).
    await expect(
      oidc.fetchUserInfo(portico.configuration, tokens.access_token, tokens.claims()?.sub ?? ""),
    ).rejects.toMatchObject({ status: 401 });
    const second = await portico.start();
    const back = await choosePerson(second.url, "ada");
    await expect(exchange(back.callback, "x".repeat(43))).resolves.toMatchObject({ error: "invalid_grant" });
    const third = await portico.start();
    const again = await choosePerson(third.url, "ada");
    await expect(
      exchange(again.callback, third.checks.pkceCodeVerifier, "http://localhost:21999/elsewhere"),
    ).resolves.toMatchObject({ error: "invalid_grant" });
  });

  it("a wrong client secret", async () => {
    const { url, checks } = await portico.start();
    const { callback } = await choosePerson(url, "ada");
    await expect(exchange(callback, checks.pkceCodeVerifier, portico.redirectUri, "wrong")).resolves.toMatchObject({
      error: "invalid_client",
    });
  });

  it("more scope at refresh than was granted", async () => {
    const { tokens } = await portico.signIn("ada", offline);
    await expect(
      oidc.refreshTokenGrant(portico.configuration, tokens.refresh_token ?? "", { scope: "openid drive" }),
    ).rejects.toMatchObject({ error: "invalid_scope" });
  });

  it("userinfo without a token and with a made-up one", async () => {
    const url = `${demo.urls.google}/userinfo`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: "Bearer ya29.demo.AAAA" } })).status).toBe(401);
  });
});

function errorIn(response: Response): string | null {
  return new URL(response.headers.get("location") ?? "http://nowhere.example").searchParams.get("error");
}

async function exchange(
  callback: URL,
  codeVerifier: string,
  redirectUri = portico.redirectUri,
  clientSecret = testCredentials("portico-at-google").clientSecret,
): Promise<unknown> {
  const response = await fetch(`${demo.urls.google}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: codeVerifier,
      redirect_uri: redirectUri,
      client_id: "portico-at-google",
      client_secret: clientSecret,
    }),
  });
  return response.json();
}
