import { createHash, randomBytes } from "node:crypto";
import { basic, buddyRedirect, buddySecret, type Harness, type SignedIn } from "./authorization-server-harness.ts";
import { walkAuthorization } from "./walk-authorization.ts";

export interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope?: string;
  token_type?: string;
  expires_in?: number;
  error?: string;
  error_description?: string;
}

export interface RawClient {
  clientId: string;
  redirectUri: string;
  secret: string | undefined;
}

export const buddy: RawClient = { clientId: "calendar-buddy", redirectUri: buddyRedirect, secret: buddySecret };
export const spa: RawClient = { clientId: "spa", redirectUri: "https://spa.example/callback", secret: undefined };

export function newVerifier(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** A correct authorization request; `change` replaces or (with undefined) leaves out parameters. */
export function authorizationRequest(
  client: RawClient,
  challenge: string,
  change: Record<string, string | undefined> = {},
): URLSearchParams {
  const params: Record<string, string | undefined> = {
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    response_type: "code",
    scope: "openid profile",
    state: "the-state",
    nonce: "the-nonce",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given);
}

export function tokenRequest(
  harness: Harness,
  client: RawClient,
  params: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const identified = client.secret === undefined ? { client_id: client.clientId, ...params } : params;
  const authenticated = client.secret === undefined ? {} : basic(client.clientId, client.secret);
  return harness.form("/oauth2/token", identified, { ...authenticated, ...headers });
}

/** Gets a code, with everything needed to redeem it. */
export async function obtainCode(
  harness: Harness,
  who: SignedIn,
  client: RawClient = buddy,
  change: Record<string, string | undefined> = {},
): Promise<{ grant_type: string; code: string; code_verifier: string; redirect_uri: string }> {
  const { verifier, challenge } = newVerifier();
  const request = authorizationRequest(client, challenge, change);
  const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`);
  const code = callback.searchParams.get("code");
  if (!code) throw new Error(`no code: ${callback}`);
  return { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: client.redirectUri };
}

export async function obtainTokens(
  harness: Harness,
  who: SignedIn,
  client: RawClient = buddy,
  change: Record<string, string | undefined> = {},
): Promise<TokenAnswer> {
  const answer = await tokenRequest(harness, client, await obtainCode(harness, who, client, change));
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as TokenAnswer;
}

export async function introspect(harness: Harness, token: string): Promise<Record<string, unknown>> {
  const caller = basic("calendar-api", "the secret of the calendar API");
  return (await (await harness.form("/oauth2/introspect", { token }, caller)).json()) as Record<string, unknown>;
}
