import { generateKeyPair } from "jose";
import * as oidc from "openid-client";
import { expect } from "vitest";
import type { Person } from "./person.ts";
import type { Suite } from "./suite.ts";
import { client, fapiClient, type SuiteClient } from "./suite-clients.ts";

/** Somebody else's opinion: an independent client library that checks all it knows, signatures of ID tokens included. */
async function discover(suite: Suite, who: SuiteClient, authentication: oidc.ClientAuth): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(suite.issuer), who.clientId, undefined, authentication, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
}

/** The code flow with openid-client, answered in the plan's response mode. */
export async function completeWithLibrary(suite: Suite, person: Person): Promise<void> {
  const config = await discover(suite, client, oidc.ClientSecretBasic(client.secret));
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const request = suite.authorizationRequest({ state, nonce });
  const answer = await suite.authorize(person, oidc.buildAuthorizationUrl(config, request).searchParams);
  const received = answer.delivered === "form_post" ? posted(answer.url, answer.params) : answer.url;
  const tokens = await oidc.authorizationCodeGrant(config, received, { expectedState: state, expectedNonce: nonce });
  const subject = tokens.claims()?.sub ?? "";
  expect(await oidc.fetchUserInfo(config, tokens.access_token, subject)).toMatchObject({ sub: subject });
}

function posted(url: URL, body: URLSearchParams): Request {
  return new Request(url, { method: "POST", body });
}

/** FAPI 2.0 with openid-client: PAR, PKCE, a key instead of a secret, and DPoP. */
export async function completeFapiWithLibrary(suite: Suite, person: Person): Promise<void> {
  const key = { key: suite.listener.privateKeyOf(fapiClient.clientId), kid: fapiClient.clientId };
  const config = await discover(suite, fapiClient, oidc.PrivateKeyJwt(key));
  const DPoP = oidc.getDPoPHandle(config, await generateKeyPair("ES256"));
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const request = suite.authorizationRequest(
    { code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256" },
    fapiClient,
  );
  const url = await oidc.buildAuthorizationUrlWithPAR(config, request, { DPoP });
  const answer = await suite.authorize(person, url.searchParams);
  const checks = {
    pkceCodeVerifier,
    expectedState: request.get("state") ?? "",
    expectedNonce: request.get("nonce") ?? "",
  };
  const tokens = await oidc.authorizationCodeGrant(config, answer.url, checks, undefined, { DPoP });
  expect(tokens.token_type).toBe("dpop");
  const subject = tokens.claims()?.sub ?? "";
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, subject, { DPoP });
  expect(userinfo).toMatchObject({ sub: subject });
}
