import { afterAll, beforeAll, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { dpopProof, newProofKey } from "#tests/support/dpop-proof.ts";
import {
  authorizationRequest,
  buddy,
  newVerifier,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const initialAccessToken = "an-initial-access-token-of-the-operator";
const strict: RawClient = {
  clientId: "strict-app",
  secret: "the secret of the strict app",
  redirectUri: "https://strict.example/callback",
};
const strictSettings = {
  clientId: strict.clientId,
  clientSecret: strict.secret ?? "",
  name: "Strict App",
  redirectUris: [strict.redirectUri],
  grantTypes: ["authorization_code", "refresh_token", "client_credentials", exchangeGrant],
  scopes: ["openid", "profile", "offline_access", "notes:read"],
  resources: [notesAudience],
  introspects: [calendarAudience],
  exchangeScopes: ["notes:read"],
  requirePushedAuthorizationRequests: true,
  requireDpop: true,
} satisfies NonNullable<PorticoConfig["clients"]>[number];

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [...testConfig.clients, strictSettings],
    dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const proof = async (key = newProofKey()) => ({
  dpop: await dpopProof(await key, { htu: `${harness.issuer}/oauth2/token` }),
});
const errorOf = async (response: Response) => `${response.status} ${((await response.json()) as TokenAnswer).error}`;

/** Asks in the browser's address, as an app without PAR does. */
async function askDirectly(client: RawClient) {
  const request = authorizationRequest(client, newVerifier().challenge);
  return (await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${request}`)).callback;
}

async function codeByPush(client: RawClient) {
  const { verifier, challenge } = newVerifier();
  const body = Object.fromEntries(authorizationRequest(client, challenge));
  const pushed = await harness.form("/oauth2/par", body, basic(client.clientId, client.secret ?? ""));
  const { request_uri } = (await pushed.json()) as { request_uri: string };
  const query = new URLSearchParams({ client_id: client.clientId, request_uri });
  const { callback } = await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${query}`);
  return {
    grant_type: "authorization_code",
    code: callback.searchParams.get("code") ?? "",
    code_verifier: verifier,
    redirect_uri: client.redirectUri,
  };
}

async function expectStrict(client: RawClient) {
  const refused = await askDirectly(client);
  expect(refused.searchParams.get("error")).toBe("invalid_request");
  expect(refused.searchParams.get("error_description")).toBe("Pushed Authorization Request must be used");
  expect(await errorOf(await tokenRequest(harness, client, await codeByPush(client)))).toBe("400 invalid_grant");
  const answer = await tokenRequest(harness, client, await codeByPush(client), await proof());
  expect(await answer.json()).toMatchObject({ token_type: "DPoP" });
}

it("a client held to PAR and DPoP gets no code without a push, and no token without a proof", async () => {
  await expectStrict(strict);
});

it("so does one that asked for it when it registered itself", async () => {
  const answer = await fetch(`${harness.issuer}/oauth2/register`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${initialAccessToken}` },
    body: JSON.stringify({
      client_name: "Strict Notes",
      redirect_uris: [strict.redirectUri],
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    }),
  });
  const registered = (await answer.json()) as { client_id: string; client_secret: string };
  expect(registered).toMatchObject({ require_pushed_authorization_requests: true, dpop_bound_access_tokens: true });
  await expectStrict({ ...strict, clientId: registered.client_id, secret: registered.client_secret });
});

it("neither a service's own token nor an exchanged one comes without a proof", async () => {
  const service = { grant_type: "client_credentials", scope: "notes:read" };
  const tokens = await obtainTokens(harness, await harness.signIn(), buddy, {
    scope: "openid offline_access calendar:read",
    resource: calendarAudience,
  });
  const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
  const received = await tokenRequest(harness, buddy, { ...refresh, resource: calendarAudience });
  const exchange = {
    grant_type: exchangeGrant,
    subject_token: ((await received.json()) as TokenAnswer).access_token,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    resource: notesAudience,
  };
  for (const asked of [service, exchange]) {
    expect(await errorOf(await tokenRequest(harness, strict, asked))).toBe("400 invalid_grant");
    const answer = await tokenRequest(harness, strict, asked, await proof());
    expect(await answer.json()).toMatchObject({ token_type: "DPoP", scope: "notes:read" });
  }
});
