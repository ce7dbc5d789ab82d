import type { IncomingMessage, ServerResponse } from "node:http";
import { readForm } from "#demo/http/read-body.ts";
import { sendJson } from "#demo/http/reply.ts";
import { findPerson, type Person } from "#demo/people.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { authenticatesClient } from "./client-authentication.ts";
import { makeIdToken } from "./id-token.ts";
import type { Grant } from "./issued-tokens.ts";
import type { Realm } from "./realm.ts";

type TokenAnswer = Record<string, unknown>;
type Answer = { tokens: TokenAnswer } | { error: string; description: string };

/** Spec: RFC 6749 §4.1.3, §5, §6. */
export async function tokenEndpoint(
  realm: Realm,
  codes: AuthorizationCodes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request);
  const answer = await answerTo(realm, codes, request, form);
  if ("error" in answer) {
    const { status, body } = realm.dialect.tokenError(answer.error, answer.description);
    return send(realm, request, response, status, body);
  }
  send(realm, request, response, 200, answer.tokens);
}

async function answerTo(
  realm: Realm,
  codes: AuthorizationCodes,
  request: IncomingMessage,
  form: URLSearchParams,
): Promise<Answer> {
  if (request.method !== "POST") return { error: "invalid_request", description: "Use POST." };
  if (!authenticatesClient(realm.context.client, request.headers.authorization, form)) {
    return { error: "invalid_client", description: "The client id or secret is wrong." };
  }
  // GitHub doesn't ask for grant_type on a code.
  const grantType = form.get("grant_type") ?? (realm.dialect.isOpenId ? "" : "authorization_code");
  if (grantType === "authorization_code") return exchangeCode(realm, codes, form);
  if (grantType === "refresh_token") return refresh(realm, form);
  return { error: "unsupported_grant_type", description: `Unknown grant_type ${grantType}.` };
}

async function exchangeCode(realm: Realm, codes: AuthorizationCodes, form: URLSearchParams): Promise<Answer> {
  const redeemed = codes.redeem(form.get("code"), {
    redirectUri: form.get("redirect_uri"),
    codeVerifier: form.get("code_verifier"),
  });
  if (!redeemed.ok) {
    if (redeemed.reusedFamily) realm.context.tokens.killFamily(redeemed.reusedFamily);
    return { error: "invalid_grant", description: redeemed.reason };
  }
  const { grant, nonce, withRefreshToken } = redeemed.content;
  const refreshToken = withRefreshToken ? newRefreshToken(realm, grant) : undefined;
  return { tokens: await tokenResponse(realm, grant, refreshToken, nonce) };
}

async function refresh(realm: Realm, form: URLSearchParams): Promise<Answer> {
  const { tokens, state } = realm.context;
  const { refreshRotation, refusesRefreshOf } = state.behaviour;
  const oldToken = form.get("refresh_token") ?? "";
  const singleUse = refreshRotation === "single-use" || refreshRotation === "punish-reuse";
  const redeemed = tokens.redeemRefresh(oldToken, singleUse);
  const refusal = {
    error: realm.dialect.isOpenId ? "invalid_grant" : "bad_refresh_token",
    description: "The refresh token is expired, revoked, or was never issued.",
  };
  if (!redeemed.ok) {
    if (redeemed.reason === "reused" && refreshRotation === "punish-reuse") tokens.revoke(oldToken);
    return refusal;
  }
  if (refusesRefreshOf.has(redeemed.grant.person)) return refusal;
  const narrowed = narrowScopes(realm, redeemed.grant, form.get("scope"));
  if (!narrowed) return { error: "invalid_scope", description: "The scope goes beyond what was granted." };
  const next = refreshRotation === "none" ? undefined : newRefreshToken(realm, redeemed.grant);
  return { tokens: await tokenResponse(realm, narrowed, next, undefined) };
}

async function tokenResponse(
  realm: Realm,
  grant: Grant,
  refreshToken: string | undefined,
  nonce: string | undefined,
): Promise<TokenAnswer> {
  const { context, dialect } = realm;
  const { accessTokenSeconds, expiresIn, expiringTokens } = context.state.behaviour;
  const expires = dialect.isOpenId || expiringTokens;
  const accessToken = context.tokens.issue(
    dialect.tokenPrefixes.access,
    "access",
    grant,
    expires ? accessTokenSeconds : null,
  );
  return {
    access_token: accessToken,
    token_type: dialect.isOpenId ? "Bearer" : "bearer",
    scope: dialect.grantedScope(grant.scopes),
    ...(expires ? { expires_in: expiresIn ?? accessTokenSeconds } : {}),
    ...(refreshToken ? { refresh_token: refreshToken } : {}),
    ...(refreshToken && !dialect.isOpenId ? { refresh_token_expires_in: refreshTokenSeconds } : {}),
    ...(grant.scopes.includes("openid") && dialect.isOpenId
      ? { id_token: await makeIdToken(realm, personOf(grant), grant, accessToken, nonce) }
      : {}),
  };
}

/** Half a year, as GitHub's. */
const refreshTokenSeconds = 15_897_600;

function newRefreshToken({ context, dialect }: Realm, grant: Grant): string {
  return context.tokens.issue(dialect.tokenPrefixes.refresh, "refresh", grant, refreshTokenSeconds);
}

function narrowScopes({ dialect }: Realm, grant: Grant, scope: string | null): Grant | undefined {
  if (!scope) return grant;
  const scopes = dialect.parseScope(scope);
  return scopes.every((wanted) => grant.scopes.includes(wanted)) ? { ...grant, scopes } : undefined;
}

function personOf({ person }: Grant): Person {
  const found = findPerson(person);
  if (!found) throw new Error("a token names nobody");
  return found;
}

/** GitHub answers in form encoding unless JSON is asked for. */
function send(
  { dialect }: Realm,
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Record<string, unknown>,
): void {
  if (dialect.isOpenId || /json/.test(request.headers.accept ?? "")) {
    sendJson(response, status, body);
    return;
  }
  const form = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)]));
  response
    .writeHead(status, {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "cache-control": "no-store",
    })
    .end(form.toString());
}
