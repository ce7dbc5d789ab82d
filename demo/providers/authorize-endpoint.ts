import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readForm } from "#demo/http/read-body.ts";
import { redirect } from "#demo/http/reply.ts";
import { findPerson } from "#demo/people.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { type AuthorizationRequest, checkAuthorizationRequest } from "./authorization-request.ts";
import type { Realm } from "./realm.ts";
import { type RememberedPerson, rememberCookie, rememberedPerson, signInAs } from "./remembered-person.ts";
import { sendProblemPage, sendSignInPage } from "./sign-in-page.ts";

/**
 * GET shows the people (or answers prompt=none), POST is the choice. The request stays in the query all along: there is
 * nothing to lose between the two.
 */
export async function authorizeEndpoint(
  realm: Realm,
  codes: AuthorizationCodes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const checked = checkAuthorizationRequest(realm, queryOf(request));
  if (checked.kind === "page") return sendProblemPage(response, realm, checked.problem);
  if (checked.kind === "redirect") {
    const { redirectUri, state, error, description } = checked;
    return redirect(response, errorLocation(realm, { redirectUri, state }, error, { error_description: description }));
  }
  const asked = checked.request;
  const remembered = rememberedPerson(request, realm.context.name);
  if (request.method === "POST") return choose(realm, codes, asked, remembered, request, response);
  if (realm.dialect.prompts && asked.prompts.includes("none"))
    return answerSilently(realm, codes, asked, remembered, response);
  sendSignInPage(response, realm, asked, remembered);
}

async function choose(
  realm: Realm,
  codes: AuthorizationCodes,
  asked: AuthorizationRequest,
  remembered: RememberedPerson | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Another site must not choose for the person. Programs don't send the header.
  if (!["same-origin", "none", undefined].includes(header(request, "sec-fetch-site"))) {
    return sendProblemPage(response, realm, "The choice was not made on this page.");
  }
  const form = await readForm(request);
  if (form.has("cancel")) {
    return redirect(response, errorLocation(realm, asked, "access_denied", realm.dialect.cancelled));
  }
  const person = findPerson(form.get("person"));
  if (!person) return sendProblemPage(response, realm, "Nobody of that name is here.");
  const signedIn = signInAs(person, remembered);
  redirect(response, codeLocation(realm, codes, asked, signedIn), {
    "set-cookie": rememberCookie(realm.context.name, signedIn),
  });
}

/** Spec: OpenID Connect Core §3.1.2.1 (prompt=none), §3.1.2.6. */
function answerSilently(
  realm: Realm,
  codes: AuthorizationCodes,
  asked: AuthorizationRequest,
  remembered: RememberedPerson | undefined,
  response: ServerResponse,
): void {
  const refuse = (error: string, description: string) =>
    redirect(response, errorLocation(realm, asked, error, { error_description: description }));
  if (!remembered) {
    refuse("login_required", "Nobody is signed in.");
    return;
  }
  const ageSeconds = Date.now() / 1000 - remembered.authTimeSeconds;
  if (asked.maxAgeSeconds !== undefined && ageSeconds > asked.maxAgeSeconds) {
    refuse("login_required", "The sign-in is older than max_age.");
    return;
  }
  const agreed = realm.context.state.consents.get(remembered.person.id);
  if (!agreed || asked.scopes.some((scope) => !agreed.has(scope))) {
    refuse("consent_required", "The person has not agreed to this yet.");
    return;
  }
  redirect(response, codeLocation(realm, codes, asked, remembered));
}

/** Remembers the consent, makes the code. */
function codeLocation(
  realm: Realm,
  codes: AuthorizationCodes,
  asked: AuthorizationRequest,
  { person, authTimeSeconds, sid }: RememberedPerson,
): string {
  const { context, dialect } = realm;
  const agreedBefore = context.state.consents.get(person.id);
  context.state.consents.set(person.id, new Set([...(agreedBefore ?? []), ...asked.scopes]));
  // Google's incremental authorization: the new token can do what earlier ones could.
  const includesEarlier = asked.params.get("include_granted_scopes") === "true";
  const scopes = [...new Set([...asked.scopes, ...(includesEarlier ? (agreedBefore ?? []) : [])])];
  const isFirstConsent = agreedBefore === undefined || asked.scopes.some((scope) => !agreedBefore.has(scope));
  const code = codes.issue({
    grant: { person: person.id, scopes, family: randomUUID(), issuer: dialect.issuerOf(person), sid, authTimeSeconds },
    redirectUri: asked.redirectUri,
    codeChallenge: asked.codeChallenge,
    nonce: asked.nonce,
    withRefreshToken: dialect.issuesRefreshToken({ params: asked.params, scopes: asked.scopes, isFirstConsent }),
  });
  const answer = { code, ...(asked.state === undefined ? {} : { state: asked.state }), ...dialect.responseParams(sid) };
  return withParams(asked.redirectUri, { ...answer, ...issParam(realm) });
}

function errorLocation(
  realm: Realm,
  { redirectUri, state }: Pick<AuthorizationRequest, "redirectUri" | "state">,
  error: string,
  more: Record<string, string>,
): string {
  return withParams(redirectUri, {
    error,
    ...more,
    ...(state === undefined ? {} : { state }),
    ...issParam(realm),
  });
}

/** Spec: RFC 9207 §2. A template can't be said; the real shared endpoints say nothing. */
function issParam({ context, issuer }: Realm): Record<string, string> {
  const { issParameter } = context.state.behaviour;
  if (issParameter === "missing") return {};
  return { iss: issParameter === "wrong" ? "https://issuer.attacker.example" : issuer };
}

function withParams(uri: string, params: Record<string, string>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? "").split("?").slice(1).join("?"));
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
