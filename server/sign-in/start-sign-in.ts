import { randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { AppError } from "#server/errors/app-error.ts";
import { authJsConfig } from "#server/sign-in/auth-js/auth-js-config.ts";
import { SignInAttempt } from "#server/sign-in/auth-js/sign-in-attempt.ts";
import { authorizationParams } from "#server/sign-in/providers/authorization-params-policy.ts";
import { splitScopes } from "#server/sign-in/providers/scope-list.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import type { SignInContext } from "./sign-in-context.ts";
import type { BundledAuth, StartSignIn } from "./sign-in-service.ts";
import { hashState } from "./sign-in-transaction.ts";

/**
 * Begins a sign-in: Auth.js makes the authorization request, we carry its secrets in a transaction of our own.
 *
 * Shape:  a 303 to the provider with the transaction's cookie.
 * Errors: provider_disabled, provider_misconfigured, provider_unreachable; rate_limited; internal_error when Auth.js leads anywhere but to the provider.
 * Spec:   RFC 6749 §4.1.1; RFC 7636 §4.3; OpenID Connect Core 1.0 §3.1.2.1.
 */
export async function startSignIn(
  context: SignInContext,
  input: StartSignIn,
  cookieHeader: string | undefined,
  bundled: BundledAuth,
): Promise<Response> {
  const { settings, registry, checks, transactions, audit, nowSeconds } = context;
  const provider = registry.get(input.providerId);
  const metadata = await provider.metadata();
  const attempt = new SignInAttempt(provider, undefined, AbortSignal.timeout(context.deadlineMs));
  const extraScopes = await scopesToAsk(context, input);
  const query = new URLSearchParams(
    authorizationParams(provider.settings, { prompt: input.prompt, loginHint: input.loginHint, extraScopes }),
  );
  // Auth.js makes the nonce but for Entra's shared endpoints: see auth-js-config.ts.
  const nonce = isTenantTemplate(metadata.issuer) ? randomOpaqueId() : undefined;
  if (nonce) query.set("nonce", nonce);
  const request = new Request(`${settings.origin}/api/auth/signin/${provider.settings.id}?${query}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "",
  });
  const answer = await bundled.run(
    request,
    authJsConfig({ ...context.auth, attempt, metadata, bundled, ...neverSignedIn }),
  );
  if (attempt.failure) throw attempt.failure;
  const { location, state } = requireAuthorizationRequest(answer, metadata.authorization_endpoint);
  const made = await checks.read(answer.headers.getSetCookie());
  const cookies = await transactions.open(
    state,
    {
      providerId: provider.settings.id,
      stateHash: hashState(state),
      codeVerifier: made.codeVerifier,
      nonce: nonce ?? made.nonce,
      // The transaction's cookie has 4 kB, and a request has those of five.
      returnPath: await context.keptReturnPaths.shorten(input.returnPath),
      startedAtSeconds: nowSeconds(),
      ...(input.prompt ? { prompt: input.prompt } : {}),
      scope: new URL(location).searchParams.get("scope") ?? "",
      ...(input.connectFor ? { connectSessionId: input.connectFor.id } : {}),
    },
    cookieHeader,
  );
  audit.record({
    type: "sign_in.started",
    outcome: "success",
    userId: input.connectFor?.userId,
    sessionId: input.connectFor?.id,
    providerId: provider.settings.id,
    ...(extraScopes.length > 0 ? { details: { scopes: [...extraScopes] } } : {}),
  });
  return context.redirect(location, cookies);
}

/** More access keeps what was granted before: GitHub's new token has only the scopes asked for now. */
async function scopesToAsk({ store }: SignInContext, { connectFor, providerId, extraScopes = [] }: StartSignIn) {
  const held = connectFor ? await store.find(connectFor.id, providerId) : undefined;
  const kept = held && !held.endedReason ? held.scopes : [];
  return [...new Set([...(extraScopes.length > 0 ? kept : []), ...extraScopes])].flatMap(splitScopes);
}

/** Auth.js answers failures by a redirect too, to a page of its own. */
function requireAuthorizationRequest(
  answer: Response,
  authorizationEndpoint: string,
): { location: string; state: string } {
  const location = answer.headers.get("location") ?? "";
  const state = URL.canParse(location) ? new URL(location).searchParams.get("state") : null;
  const endpoint = new URL(authorizationEndpoint);
  const target = URL.canParse(location) ? new URL(location) : undefined;
  if (!state || target?.origin !== endpoint.origin || target.pathname !== endpoint.pathname) {
    throw new AppError("internal_error", { detail: "Auth.js made no authorization request" });
  }
  return { location, state };
}

const neverSignedIn = {
  onVerified: () => Promise.reject(new AppError("internal_error", { detail: "verified before the callback" })),
  sealedSession: () => Promise.reject(new AppError("internal_error", { detail: "session before the callback" })),
};
