import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { expect } from "vitest";
import { newVerifier } from "#tests/support/raw-client.ts";
import type { AssertionChange } from "./client-assertion.ts";
import type { AuthorizationAnswer, Person } from "./person.ts";
import type { Params, Suite, TokenResponse } from "./suite.ts";
import { fapiClient, type SuiteClient } from "./suite-clients.ts";

export interface ProofKey {
  privateKey: CryptoKey;
  publicJwk: JWK;
  privateJwk: JWK;
}

/** What a DPoP proof says differently from a correct one; undefined leaves a claim out. */
export interface ProofChange {
  claims?: Readonly<Record<string, unknown>>;
  header?: Readonly<Record<string, unknown>>;
}

export async function newProofKey(): Promise<ProofKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { privateKey, publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}

/** RFC 9449 §4.2. */
export function proofOf(
  key: ProofKey,
  at: { method: string; url: string; accessToken?: string },
  change: ProofChange = {},
): Promise<string> {
  const claims = {
    htm: at.method,
    htu: at.url,
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    ...(at.accessToken ? { ath: createHash("sha256").update(at.accessToken).digest("base64url") } : {}),
    ...change.claims,
  };
  const header = { alg: "ES256", typ: "dpop+jwt", jwk: key.publicJwk, ...change.header };
  return new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey);
}

export interface PushedRequest {
  who: SuiteClient;
  verifier: string;
  /** What was pushed. */
  params: URLSearchParams;
  response: Response;
}

export interface PushOptions {
  who?: SuiteClient;
  assertion?: AssertionChange;
  headers?: Record<string, string>;
}

/** Pushes a request as FAPI 2.0 wants it (§5.3.2.2): by PAR, with PKCE S256, authenticated by key. */
export async function push(suite: Suite, change: Params = {}, options: PushOptions = {}): Promise<PushedRequest> {
  const { who = fapiClient, assertion = {}, headers = {} } = options;
  const { verifier, challenge } = newVerifier();
  const params = suite.authorizationRequest(
    { code_challenge: challenge, code_challenge_method: "S256", ...change },
    who,
  );
  const response = await suite.post("/oauth2/par", Object.fromEntries(params), who, { headers, assertion });
  return { who, verifier, params, response };
}

/** RFC 9126 §2.2: 201, a request_uri, and a life that FAPI 2.0 keeps short. */
export async function requestUriOf({ response }: PushedRequest): Promise<string> {
  const body = (await response.json()) as { request_uri: string; expires_in: number };
  expect([response.status, body]).toEqual([201, { request_uri: expect.any(String), expires_in: expect.any(Number) }]);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(body.expires_in).toBeGreaterThanOrEqual(5);
  expect(body.expires_in).toBeLessThan(600);
  return body.request_uri;
}

/** RFC 9126 §2.3. */
export async function expectPushError({ response }: PushedRequest, error: string, status = 400): Promise<void> {
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
}

/** The front half of a pushed request: client_id and request_uri, nothing else. */
export function openRequestUri(
  suite: Suite,
  person: Person,
  requestUri: string,
  who: SuiteClient = fapiClient,
): Promise<AuthorizationAnswer> {
  return suite.authorize(person, new URLSearchParams({ client_id: who.clientId, request_uri: requestUri }));
}

export interface CodeInHand {
  who: SuiteClient;
  code: string;
  verifier: string;
  params: URLSearchParams;
}

export async function fapiCode(suite: Suite, person: Person, change: Params = {}, options: PushOptions = {}) {
  const pushed = await push(suite, change, options);
  const answer = await openRequestUri(suite, person, await requestUriOf(pushed), pushed.who);
  const { who, verifier, params } = pushed;
  return { who, verifier, params, code: suite.expectCode(answer, params) } satisfies CodeInHand;
}

export interface RedeemOptions {
  who?: SuiteClient;
  change?: Params;
  proof?: ProofChange;
  assertion?: AssertionChange;
}

/** Redeems a code with a DPoP proof (or without, when there is no key). */
export async function redeemWithProof(
  suite: Suite,
  hand: CodeInHand,
  key: ProofKey | undefined,
  { who = hand.who, change = {}, proof = {}, assertion = {} }: RedeemOptions = {},
): Promise<Response> {
  const params = {
    grant_type: "authorization_code",
    code: hand.code,
    redirect_uri: hand.params.get("redirect_uri") ?? "",
    code_verifier: hand.verifier,
    ...change,
  };
  return suite.post("/oauth2/token", params, who, { headers: await tokenProof(suite, key, proof), assertion });
}

export async function tokenProof(suite: Suite, key: ProofKey | undefined, change: ProofChange = {}) {
  if (!key) return {};
  return { dpop: await proofOf(key, { method: "POST", url: `${suite.issuer}/oauth2/token` }, change) };
}

/** The whole FAPI 2.0 flow, up to tokens that are bound to `key`. */
export async function fapiTokens(
  suite: Suite,
  person: Person,
  key: ProofKey,
  change: Params = {},
  options: PushOptions = {},
): Promise<{ hand: CodeInHand; tokens: TokenResponse; subject: string | undefined }> {
  const hand = await fapiCode(suite, person, change, options);
  const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key));
  expect(tokens.token_type).toBe("DPoP");
  const claims = await suite.verifyIdToken(tokens.id_token, hand.who, hand.params.get("nonce"));
  return { hand, tokens, subject: claims.sub };
}

/** Calls userinfo, the plan's protected resource, with a bound token. */
export async function callResource(
  suite: Suite,
  accessToken: string,
  key: ProofKey,
  change: ProofChange = {},
  scheme = "DPoP",
): Promise<Response> {
  const url = `${suite.issuer}/oauth2/userinfo`;
  const dpop = await proofOf(key, { method: "GET", url, accessToken }, change);
  return fetch(url, { headers: { authorization: `${scheme} ${accessToken}`, dpop } });
}
