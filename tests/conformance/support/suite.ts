import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { expect, vi } from "vitest";
import { basic, type Harness } from "#tests/support/authorization-server-harness.ts";
import { type AssertionChange, clientAssertion } from "./client-assertion.ts";
import type { ConformancePlan } from "./define-module.ts";
import { type AuthorizationAnswer, followAuthorization, type Person } from "./person.ts";
import { client, type SuiteClient } from "./suite-clients.ts";
import type { SuiteListener } from "./suite-listener.ts";

/** Parameters by name; undefined leaves one out. */
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

export interface PostOptions {
  headers?: Record<string, string>;
  assertion?: AssertionChange;
}

/**
 * The server under test and everything that modules do to it. One for all plans: a module isolates itself by bringing a
 * new person.
 */
export class Suite {
  readonly issuer: string;
  readonly harness: Harness;
  readonly listener: SuiteListener;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly jwks: JSONWebKeySet;
  /** Of the plan that runs now. */
  responseMode: ConformancePlan["responseMode"] = "query";
  #people = 0;
  #requests = 0;

  constructor(harness: Harness, listener: SuiteListener, metadata: Suite["metadata"], jwks: JSONWebKeySet) {
    this.issuer = harness.issuer;
    this.harness = harness;
    this.listener = listener;
    this.metadata = metadata;
    this.jwks = jwks;
  }

  async close(): Promise<void> {
    this.listener.close();
    await this.harness.close();
    await this.harness.database.close();
    vi.useRealTimers();
  }

  passSeconds(seconds: number): void {
    vi.advanceTimersByTime(seconds * 1000);
  }

  nowSeconds(): number {
    return Math.floor(Date.now() / 1000);
  }

  /** Somebody new, signed in nowhere. */
  newPerson(): Person {
    const userName = `Person ${++this.#people}`;
    return { userName, browser: this.harness.newBrowser(), session: undefined, declines: false };
  }

  /** The suite's request: scope openid, a fresh state and nonce; `change` replaces or leaves out. */
  authorizationRequest(change: Params = {}, who: SuiteClient = client): URLSearchParams {
    const unique = ++this.#requests;
    return given({
      client_id: who.clientId,
      redirect_uri: who.redirectUri,
      response_type: "code",
      scope: "openid",
      state: `state-${unique}`,
      nonce: `nonce-${unique}`,
      ...(this.responseMode === "form_post" ? { response_mode: "form_post" } : {}),
      ...change,
    });
  }

  authorize(person: Person, request: URLSearchParams): Promise<AuthorizationAnswer> {
    return followAuthorization(this.harness, person, { url: `/oauth2/authorize?${request}` });
  }

  /** A successful answer, checked as the suite checks each: where, how, state, iss (RFC 9207), and nothing else. */
  expectCode(answer: AuthorizationAnswer, request: URLSearchParams): string {
    this.#expectDelivery(answer, request);
    const { code = "", ...others } = Object.fromEntries(answer.params);
    const state = request.get("state");
    expect(others).toEqual({ ...(state ? { state } : {}), iss: this.issuer });
    // RFC 6749 §10.10: 128 bits and more can't be guessed; base64url carries six in a character.
    expect(code.length).toBeGreaterThanOrEqual(22);
    expect(code).toMatch(/^[\x20-\x7e]+$/);
    return code;
  }

  /** An error that the app hears about. */
  expectError(answer: AuthorizationAnswer, request: URLSearchParams, error: string): void {
    this.#expectDelivery(answer, request);
    const { error_description: _, ...others } = Object.fromEntries(answer.params);
    expect(others).toEqual({ error, state: request.get("state"), iss: this.issuer });
  }

  #expectDelivery(answer: AuthorizationAnswer, request: URLSearchParams): void {
    expect(answer.delivered).toBe(this.responseMode);
    expect(answer.url.origin + answer.url.pathname).toBe(request.get("redirect_uri"));
  }

  /** An authenticated request to a back-channel endpoint. */
  async post(path: string, params: Params, who: SuiteClient = client, options: PostOptions = {}): Promise<Response> {
    const body = Object.fromEntries(given(params));
    if (who.authentication === "client_secret_basic") {
      return this.harness.form(path, body, { ...basic(who.clientId, who.secret), ...options.headers });
    }
    const proof =
      who.authentication === "client_secret_post"
        ? { client_id: who.clientId, client_secret: who.secret }
        : await clientAssertion(this.listener.privateKeyOf(who.clientId), who.clientId, this.issuer, options.assertion);
    return this.harness.form(path, { ...body, ...proof }, options.headers);
  }

  redeem(code: string, who: SuiteClient = client, change: Params = {}): Promise<Response> {
    const redemption = { grant_type: "authorization_code", code, redirect_uri: who.redirectUri, ...change };
    return this.post("/oauth2/token", redemption, who);
  }

  /** RFC 6749 §5.1, OIDC Core §3.1.3.3. */
  async expectTokens(response: Response): Promise<TokenResponse> {
    const body = (await response.json()) as TokenResponse;
    expect([response.status, body]).toEqual([200, expect.any(Object)]);
    expect(response.headers.get("content-type")).toMatch(/^application\/json\b/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(body.access_token).toMatch(/^[\x21-\x7e]{22,}$/);
    expect(body.expires_in).toBeGreaterThan(0);
    return body;
  }

  /** RFC 6749 §5.2. */
  async expectTokenError(response: Response, error: string, status = 400): Promise<void> {
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  }

  /** OIDC Core §3.1.3.7. */
  async verifyIdToken(token: string, who: SuiteClient, nonce: string | null): Promise<JWTPayload> {
    const expected = { issuer: this.issuer, audience: who.clientId };
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(this.jwks), expected);
    expect(protectedHeader.kid).toBeTypeOf("string");
    expect(payload.aud).toBe(who.clientId);
    expect(payload["nonce"] ?? null).toBe(nonce);
    expect(payload.sub).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(payload.exp).toBeGreaterThan(payload.iat ?? Number.NaN);
    expect(Math.abs((payload.iat ?? 0) - this.nowSeconds())).toBeLessThanOrEqual(60);
    return payload;
  }

  /** The whole code flow, with every check that the suite makes on the way. */
  async completeFlow(person: Person, change: Params = {}, who: SuiteClient = client): Promise<Flow> {
    const request = this.authorizationRequest(change, who);
    return this.finishFlow(await this.authorize(person, request), request, who);
  }

  async finishFlow(
    answer: AuthorizationAnswer,
    request: URLSearchParams,
    who: SuiteClient = client,
    redeemWith: Params = {},
  ): Promise<Flow> {
    const code = this.expectCode(answer, request);
    const tokens = await this.expectTokens(await this.redeem(code, who, redeemWith));
    expect(tokens.token_type).toBe("Bearer");
    const claims = await this.verifyIdToken(tokens.id_token, who, request.get("nonce"));
    return { answer, code, tokens, claims };
  }

  userinfo(accessToken: string): Promise<Response> {
    return fetch(`${this.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
  }

  /** OIDC Core §5.3.2: JSON, about the ID token's subject. */
  async expectUserinfo(response: Response, subject: string | undefined): Promise<Record<string, unknown>> {
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json\b/);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body["sub"]).toBe(subject);
    return body;
  }
}

function given(params: Params): URLSearchParams {
  return new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => !!entry[1]));
}
