import { decodeJwt, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  newVerifier,
  obtainCode,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const redirectUri = "https://app.example/callback";
const clientOf = (clientId: string): RawClient => ({ clientId, redirectUri, secret: undefined });
const plain = clientOf("plain");
const telling = clientOf("telling");
const apiFirst = clientOf("api-first");
const both = "openid profile email";

const person = {
  name: "Ada Lovelace",
  preferred_username: "countess",
  picture: "https://pictures.example/1.svg",
  locale: "en",
  email: "ada@example.com",
  email_verified: true,
};
const told = (claims: object) =>
  Object.keys(claims)
    .filter((name) => Object.hasOwn(person, name))
    .sort();

let harness: Harness;
beforeAll(async () => {
  const app = (client: RawClient) => ({
    clientId: client.clientId,
    name: client.clientId,
    redirectUris: [redirectUri],
    scopes: ["openid", "profile", "email", "offline_access", "notes:read"],
    optionalScopes: ["email"],
    resources: [notesAudience],
  });
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [app(plain), { ...app(telling), claimsInIdToken: true }, { ...app(apiFirst), apiTokenFirst: true }],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const ada = (username?: string) => harness.signIn("Ada Lovelace", undefined, username ? { username } : {});

async function userinfoOf({ access_token }: TokenAnswer): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${access_token}` };
  return (await (await fetch(`${harness.url}/oauth2/userinfo`, { headers })).json()) as Record<string, unknown>;
}

const idTokenOf = ({ id_token = "" }: TokenAnswer): JWTPayload => decodeJwt(id_token);

async function refresh(client: RawClient, tokens: TokenAnswer, change: Record<string, string> = {}) {
  const request = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", ...change };
  return (await (await tokenRequest(harness, client, request)).json()) as TokenAnswer;
}

describe("an ID token", () => {
  it("says who it is and nothing more, unless the client wants claims in it", async () => {
    const tokens = await obtainTokens(harness, await ada("countess"), plain, { scope: both });
    expect(told(idTokenOf(tokens))).toEqual([]);
    expect(await userinfoOf(tokens)).toMatchObject(person);
  });

  it("has the claims of the granted scopes for a client with claimsInIdToken, at every refresh too", async () => {
    const request = { scope: `${both} offline_access`, prompt: "consent" };
    const tokens = await obtainTokens(harness, await ada("countess"), telling, request);
    expect(idTokenOf(tokens)).toMatchObject(person);
    expect(await userinfoOf(tokens)).toMatchObject(person);
    const refreshed = await refresh(telling, tokens);
    expect(idTokenOf(refreshed)).toMatchObject(person);
    expect(told(idTokenOf(await refresh(telling, refreshed, { scope: "openid email" })))).toEqual([
      "email",
      "email_verified",
    ]);
  });

  it.each(["openid", "openid profile"])("has no claim beyond %s", async (scope) => {
    const tokens = await obtainTokens(harness, await harness.signIn("Grace Hopper"), telling, { scope });
    expect(told(idTokenOf(tokens))).toEqual(scope === "openid" ? [] : ["locale", "name", "picture"]);
  });

  it("has nothing that the person refused", async () => {
    const { verifier, challenge } = newVerifier();
    const request = `/oauth2/authorize?${authorizationRequest(telling, challenge, { scope: both })}`;
    const who = await harness.signIn("Edsger Dijkstra", undefined, { username: "edsger@example.com" });
    const { callback } = await walkAuthorization(harness, who, request, { scopes: ["openid", "profile"] });
    const redeemed = await tokenRequest(harness, telling, {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: redirectUri,
    });
    const tokens = (await redeemed.json()) as TokenAnswer;
    expect(told(idTokenOf(tokens))).toEqual(["locale", "name", "picture"]);
    expect(told(await userinfoOf(tokens))).toEqual(["locale", "name", "picture"]);
  });
});

describe("preferred_username", () => {
  it("is what the latest provider that said one said, under profile only", async () => {
    const who = await ada("countess");
    await harness.signIn("Ada Lovelace", who);
    expect(await userinfoOf(await obtainTokens(harness, who, plain, { scope: "openid profile" }))).toMatchObject({
      preferred_username: "countess",
    });
    await harness.signIn("Ada Lovelace", who, { username: "enchantress" });
    const tokens = await obtainTokens(harness, who, plain, { scope: "openid profile" });
    expect(await userinfoOf(tokens)).toMatchObject({ preferred_username: "enchantress" });
    expect(told(await userinfoOf(await obtainTokens(harness, who, plain, { scope: "openid email" })))).toEqual([
      "email",
      "email_verified",
    ]);
  });

  it("that is an e-mail address is told with the address, and never without", async () => {
    const who = await harness.signIn("Barbara Liskov", undefined, { username: "barbara@corp.example" });
    const narrow = await obtainTokens(harness, who, plain, { scope: "openid profile" });
    expect(told(await userinfoOf(narrow))).toEqual(["locale", "name", "picture"]);
    const wide = await obtainTokens(harness, who, plain, { scope: both });
    expect(await userinfoOf(wide)).toMatchObject({ preferred_username: "barbara@corp.example" });
  });

  it("is in discovery and can be asked for by itself", async () => {
    const discovery = await (await fetch(`${harness.url}/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({ claims_supported: expect.arrayContaining(["preferred_username"]) });
    const claims = JSON.stringify({ id_token: { preferred_username: null } });
    const tokens = await obtainTokens(harness, await ada("countess"), plain, { scope: "openid", claims });
    expect(told(idTokenOf(tokens))).toEqual(["preferred_username"]);
  });
});

describe("a request for openid and the scope of one API, without a resource", () => {
  const scope = "openid profile offline_access notes:read";

  it("gets a token for userinfo first", async () => {
    const tokens = await obtainTokens(harness, await ada(), plain, { scope, prompt: "consent" });
    expect(tokens.access_token).toMatch(/^ptc_at_u/);
  });

  it("gets the API's for a client with apiTokenFirst, at every refresh too", async () => {
    const tokens = await obtainTokens(harness, await ada(), apiFirst, { scope, prompt: "consent" });
    for (const { access_token, id_token } of [tokens, await refresh(apiFirst, tokens)]) {
      expect(decodeJwt(access_token)).toMatchObject({ aud: notesAudience, scope: "notes:read" });
      // OIDC Core §5.4: the claims are here when no token for userinfo is.
      expect(decodeJwt(id_token ?? "")).toMatchObject({ name: "Ada Lovelace" });
    }
  });

  it("gets one for userinfo where no API is among the scopes", async () => {
    const code = await obtainCode(harness, await ada(), apiFirst, { scope: "openid profile" });
    const tokens = (await (await tokenRequest(harness, apiFirst, code)).json()) as TokenAnswer;
    expect(await userinfoOf(tokens)).toMatchObject({ name: "Ada Lovelace" });
  });
});
