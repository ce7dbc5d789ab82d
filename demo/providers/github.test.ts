import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PersonId } from "#demo/people.ts";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo, testCredentials, testPortalUrl } from "#demo/start-test-demo.ts";
import { choosePerson } from "./choose-person.ts";

let demo: Demo;

beforeAll(async () => {
  demo = await startTestDemo();
});
afterAll(() => demo.close());
beforeEach(() => demo.controls.reset());

const { clientId, clientSecret } = testCredentials("portico-at-github");
const redirectUri = `${testPortalUrl}/api/auth/callback/github`;

describe("demo GitHub", () => {
  it("signs a person in by code and PKCE, without an ID token, and shows user, addresses and repositories", async () => {
    const { tokens, callback } = await signIn("ada");
    expect(callback.searchParams.get("iss")).toBe(`${demo.urls.github}/login/oauth`);
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^gho_/),
      token_type: "bearer",
      scope: "read:user,user:email",
    });
    expect(await (await api("/user", tokens.access_token)).json()).toMatchObject({
      id: 18151210,
      login: "ada-lovelace",
    });
    const emails = await (await api("/user/emails", tokens.access_token)).json();
    expect(emails).toContainEqual({
      email: "ada@lovelace.example",
      primary: true,
      verified: true,
      visibility: "private",
    });
    const repos = await api("/user/repos", tokens.access_token);
    expect(await repos.json()).toHaveLength(2);
    expect(repos.headers.get("x-oauth-scopes")).toBe("read:user, user:email");
  });

  it("says that Alan's primary address is not verified", async () => {
    const { tokens } = await signIn("alan");
    const emails = (await (await api("/user/emails", tokens.access_token)).json()) as unknown[];
    expect(emails[0]).toMatchObject({ primary: true, verified: false });
  });

  it("answers in form encoding unless JSON is asked for", async () => {
    const response = await token({ code: "nonsense", code_verifier: "x".repeat(43) }, "*/*");
    expect(response.headers.get("content-type")).toContain("application/x-www-form-urlencoded");
    expect(new URLSearchParams(await response.text()).get("error")).toBe("bad_verification_code");
  });

  it.each([
    ["a bad code", { code: "nonsense" }, "bad_verification_code"],
    ["a wrong secret", { code: "nonsense", client_secret: "wrong" }, "incorrect_client_credentials"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "ghr_nonsense" }, "bad_refresh_token"],
  ])("answers %s with status 200 and an error inside", async (_title, params, error) => {
    const response = await token(params);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ error });
  });

  it("hides addresses from tokens without user:email", async () => {
    const { tokens } = await signIn("ada", "read:user");
    expect((await api("/user/emails", tokens.access_token)).status).toBe(404);
  });

  it("refuses calls without a token, with a made-up one, and without a User-Agent", async () => {
    expect((await api("/user", "gho_demo.AAAA")).status).toBe(401);
    expect((await fetch(`${demo.urls.github}/user`)).status).toBe(401);
    expect((await fetch(`${demo.urls.github}/user`, { headers: { "user-agent": "" } })).status).toBe(403);
  });

  it("deletes a token for its app only", async () => {
    const { tokens } = await signIn("ada");
    const remove = (secret: string) =>
      fetch(`${demo.urls.github}/applications/${clientId}/token`, {
        method: "DELETE",
        headers: {
          authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString("base64")}`,
        },
        body: JSON.stringify({ access_token: tokens.access_token }),
      });
    expect((await remove("wrong")).status).toBe(404);
    expect((await api("/user", tokens.access_token)).status).toBe(200);
    expect((await remove(clientSecret)).status).toBe(204);
    expect((await api("/user", tokens.access_token)).status).toBe(401);
  });

  it("gives expiring tokens with single-use refresh tokens when it is a GitHub App", async () => {
    demo.controls.adjust("github", { expiringTokens: true });
    const { tokens } = await signIn("ada");
    expect(tokens).toMatchObject({ expires_in: 28_800, refresh_token_expires_in: 15_897_600 });
    const refresh = () => token({ grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" });
    expect(await (await refresh()).json()).toMatchObject({ refresh_token: expect.stringMatching(/^ghr_/) });
    expect(await (await refresh()).json()).toMatchObject({ error: "bad_refresh_token" });
  });
});

interface Tokens {
  access_token: string;
  refresh_token?: string;
}

async function signIn(person: PersonId, scope = "read:user user:email"): Promise<{ tokens: Tokens; callback: URL }> {
  const codeVerifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: "a state",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const { callback } = await choosePerson(`${demo.urls.github}/login/oauth/authorize?${query}`, person);
  const response = await token({ code: callback.searchParams.get("code") ?? "", code_verifier: codeVerifier });
  return { tokens: (await response.json()) as Tokens, callback };
}

function token(params: Record<string, string>, accept = "application/json"): Promise<Response> {
  return fetch(`${demo.urls.github}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept },
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      ...params,
    }),
  });
}

function api(path: string, accessToken: string): Promise<Response> {
  return fetch(`${demo.urls.github}${path}`, {
    headers: { authorization: `Bearer ${accessToken}`, "user-agent": "test" },
  });
}
