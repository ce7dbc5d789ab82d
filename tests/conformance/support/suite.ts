import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { expect, vi } from "vitest";
import { basic, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { type AssertionChange, clientAssertion } from "./client-assertion.ts";
import type { ConformancePlan } from "./define-module.ts";
import { type AuthorizationAnswer, followAuthorization, type Person } from "./person.ts";
import { client, fapiClient, fapiClient2, type SuiteClient, suiteConfig } from "./suite-clients.ts";
import { startSuiteListener } from "./suite-listener.ts";

export type Params = Readonly<Record<string, string | undefined>>;

export interface TokenResponse {
  access_token: string;
  token_type: string;
  expires_in: number;
  id_token: string;
  refresh_token?: string;
  scope?: string;
}

export interface Flow {
  answer: AuthorizationAnswer;
  code: string;
  tokens: TokenResponse;
  /** Of the ID token, verified. */
  claims: JWTPayload;
}

export type Suite = Awaited<ReturnType<typeof startSuite>>;

let people = 0;
let requests = 0;

/**
 * The server under test and everything that modules do to it. One for all plans: a module isolates itself by bringing a
 * new person.
 *
 * The clock is the suite's: it runs on by itself, and `passSeconds` moves it, so that nothing waits for a code to expire.
 */
export async function startSuite() {
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  const listener = await startSuiteListener([fapiClient.clientId, fapiClient2.clientId]);
  const database = await openEmbeddedTestDatabase();
  const harness = await startAuthorizationServer(database, suiteConfig(listener));
  const { issuer } = harness;
  const json = async (path: string) => (await fetch(issuer + path)).json();
  const metadata = (await json("/.well-known/openid-configuration")) as Record<string, unknown>;
  const jwks = (await json("/oauth2/jwks")) as JSONWebKeySet;
  const keySet = createLocalJWKSet(jwks);

  const suite = {
    issuer,
    harness,
    listener,
    metadata,
    jwks,
    responseMode: "query" as ConformancePlan["responseMode"],

    passSeconds: (seconds: number) => vi.advanceTimersByTime(seconds * 1000),
    nowSeconds: () => Math.floor(Date.now() / 1000),

    /** Somebody new, signed in nowhere. */
    newPerson: (): Person => ({
      userName: `Person ${++people}`,
      browser: harness.newBrowser(),
      session: undefined,
      declines: false,
    }),

    /** The suite's request: scope openid, a fresh state and nonce; `change` replaces or leaves out. */
    authorizationRequest(change: Params = {}, who: SuiteClient = client): URLSearchParams {
      const unique = ++requests;
      const params: Params = {
        client_id: who.clientId,
        redirect_uri: who.redirectUri,
        response_type: "code",
        scope: "openid",
        state: `state-${unique}`,
        nonce: `nonce-${unique}`,
        ...(suite.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
        ...change,
      };
      return new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => !!entry[1]));
    },

    authorize: (person: Person, request: URLSearchParams): Promise<AuthorizationAnswer> =>
      followAuthorization(harness, person, { url: `/oauth2/authorize?${request}` }),

    /** A successful answer, checked as the suite checks each: where, how, state, iss (RFC 9207), and nothing else. */
    expectCode(answer: AuthorizationAnswer, request: URLSearchParams): string {
      expect(answer.delivered).toBe(suite.responseMode);
      expect(answer.url.origin + answer.url.pathname).toBe(request.get("redirect_uri"));
      const { code = "", ...others } = Object.fromEntries(answer.params);
      const state = request.get("state");
      expect(others).toEqual({ ...(state ? { state } : {}), iss: issuer });
      // RFC 6749 §10.10: 128 bits and more can't be guessed; base64url carries six in a character.
      expect(code.length).toBeGreaterThanOrEqual(22);
      expect(code).toMatch(/^[\x20-\x7e]+$/);
      return code;
    },

    /** An error that the app hears about. */
    expectError(answer: AuthorizationAnswer, request: URLSearchParams, error: string): void {
      expect(answer.delivered).toBe(suite.responseMode);
      expect(answer.url.origin + answer.url.pathname).toBe(request.get("redirect_uri"));
      expect(Object.fromEntries(answer.params)).toMatchObject({ error, state: request.get("state"), iss: issuer });
      expect(answer.params.has("code")).toBe(false);
    },

    /** An authenticated request to a back-channel endpoint. */
    async post(
      path: string,
      params: Params,
      who: SuiteClient = client,
      { headers = {}, assertion }: { headers?: Record<string, string>; assertion?: AssertionChange } = {},
    ): Promise<Response> {
      const body = Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => !!entry[1]));
      if (who.authentication === "client_secret_basic") {
        return harness.form(path, body, { ...basic(who.clientId, who.secret), ...headers });
      }
      const proof =
        who.authentication === "client_secret_post"
          ? { client_id: who.clientId, client_secret: who.secret }
          : await clientAssertion(listener.privateKeyOf(who.clientId), who.clientId, issuer, assertion);
      return harness.form(path, { ...body, ...proof }, headers);
    },

    redeem: (code: string, who: SuiteClient = client, change: Params = {}): Promise<Response> =>
      suite.post(
        "/oauth2/token",
        { grant_type: "authorization_code", code, redirect_uri: who.redirectUri, ...change },
        who,
      ),

    /** RFC 6749 §5.1, OIDC Core §3.1.3.3. */
    async expectTokens(response: Response): Promise<TokenResponse> {
      const body = (await response.json()) as TokenResponse;
      expect([response.status, body]).toEqual([200, expect.any(Object)]);
      expect(response.headers.get("content-type")).toMatch(/^application\/json\b/);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(body.access_token).toMatch(/^[\x21-\x7e]{22,}$/);
      expect(body.expires_in).toBeGreaterThan(0);
      return body;
    },

    /** RFC 6749 §5.2. */
    async expectTokenError(response: Response, error: string, status = 400): Promise<void> {
      expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
      expect(response.headers.get("cache-control")).toBe("no-store");
    },

    /** OIDC Core §3.1.3.7. */
    async verifyIdToken(token: string, who: SuiteClient, nonce: string | null): Promise<JWTPayload> {
      const { payload, protectedHeader } = await jwtVerify(token, keySet, { issuer, audience: who.clientId });
      expect(protectedHeader.kid).toBeTypeOf("string");
      expect(payload.aud).toBe(who.clientId);
      expect(payload["nonce"] ?? null).toBe(nonce);
      expect(payload.sub).toMatch(/^[\x21-\x7e]{1,255}$/);
      expect(payload.exp).toBeGreaterThan(payload.iat ?? Number.NaN);
      expect(Math.abs((payload.iat ?? 0) - suite.nowSeconds())).toBeLessThanOrEqual(5);
      return payload;
    },

    /** The whole code flow, with every check that the suite makes on the way. */
    async completeFlow(person: Person, change: Params = {}, who: SuiteClient = client): Promise<Flow> {
      const request = suite.authorizationRequest(change, who);
      return suite.finishFlow(await suite.authorize(person, request), request, who);
    },

    async finishFlow(
      answer: AuthorizationAnswer,
      request: URLSearchParams,
      who: SuiteClient = client,
      redeemWith: Params = {},
    ) {
      const code = suite.expectCode(answer, request);
      const tokens = await suite.expectTokens(await suite.redeem(code, who, redeemWith));
      expect(tokens.token_type).toBe("Bearer");
      const claims = await suite.verifyIdToken(tokens.id_token, who, request.get("nonce"));
      return { answer, code, tokens, claims };
    },

    userinfo: (accessToken: string): Promise<Response> =>
      fetch(`${issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } }),

    /** OIDC Core §5.3.2: JSON, about the ID token's subject. */
    async expectUserinfo(response: Response, subject: string | undefined): Promise<Record<string, unknown>> {
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/^application\/json\b/);
      const body = (await response.json()) as Record<string, unknown>;
      expect(body["sub"]).toBe(subject);
      return body;
    },

    async close() {
      listener.close();
      await harness.close();
      await database.close();
      vi.useRealTimers();
    },
  };
  return suite;
}
