import { randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import type { AuthJs, BegunAuthorization, Redeemed } from "./auth-js.ts";
import { createAuthJsChecks } from "./auth-js-checks.ts";
import { type AuthJsTerms, authJsConfig } from "./auth-js-config.ts";
import { authJsEngine } from "./auth-js-engine.ts";
import { AuthJsRun } from "./auth-js-run.ts";

export interface AuthJsDeps extends AuthJsTerms {
  /** The portal's own, of which the callback addresses are made. */
  origin: string;
  /** For everything that one request may wait for its provider. */
  deadlineMs: number;
}

/**
 * Auth.js behind two functions. What it needs as requests, cookies and hooks is made here, and what it answers is read here.
 *
 * Cost: no CPU beyond that of Auth.js; it makes no session, so no cookie of its own is encrypted at the callback.
 */
export function createAuthJs(deps: AuthJsDeps): AuthJs {
  const checks = createAuthJsChecks(deps.secrets, deps.secure);

  /** Auth.js answers failures by a redirect to a page of its own, so the run is asked for the failure. */
  async function answerOf(run: AuthJsRun, request: Request): Promise<Response> {
    const engine = authJsEngine();
    const answer = await engine.run(request, authJsConfig(run, await run.provider.metadata(), engine, deps));
    if (run.failure) throw run.failure;
    return answer;
  }

  return {
    async begin(provider, params) {
      const metadata = await provider.metadata();
      const run = new AuthJsRun(provider, undefined, AbortSignal.timeout(deps.deadlineMs));
      const query = new URLSearchParams(params);
      // Auth.js makes the nonce but for Entra's shared endpoints: see auth-js-config.ts.
      const nonce = isTenantTemplate(metadata.issuer) ? randomOpaqueId() : undefined;
      if (nonce) query.set("nonce", nonce);
      const answer = await answerOf(run, signInRequest(deps.origin, provider, query));
      const begun = readAuthorizationRequest(answer, metadata.authorization_endpoint);
      const made = await checks.read(answer.headers.getSetCookie());
      return { ...begun, codeVerifier: made.codeVerifier, nonce: nonce ?? made.nonce };
    },

    async redeem(request) {
      const run = new AuthJsRun(request.provider, request.nonce, AbortSignal.timeout(deps.deadlineMs));
      const params = new URLSearchParams(request.params);
      // Compared before; Auth.js would compare it with the template.
      if (isTenantTemplate((await request.provider.metadata()).issuer)) params.delete("iss");
      const cookie = await checks.write(request.provider.settings.id, request.state, request);
      await answerOf(run, callbackRequest(deps.origin, request.provider, params, cookie));
      return redeemed(run);
    },
  };
}

function redeemed({ found, tokens, idTokenClaims }: AuthJsRun): Redeemed {
  if (!found) throw new AppError("provider_rejected", { detail: "Auth.js found no profile" });
  if (!tokens) throw new AppError("provider_rejected", { detail: "no token response" });
  return { ...found, tokens, idTokenClaims };
}

function signInRequest(origin: string, provider: Provider, query: URLSearchParams): Request {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new Request(`${origin}/api/auth/signin/${provider.settings.id}?${query}`, {
    method: "POST",
    headers,
    body: "",
  });
}

/** Shows Auth.js this one sign-in alone, in the way the provider would have sent it. */
function callbackRequest(origin: string, provider: Provider, params: URLSearchParams, cookie: string): Request {
  const url = `${origin}/api/auth/callback/${provider.settings.id}`;
  if (!isFormPost(provider)) return new Request(`${url}?${params}`, { headers: { cookie } });
  const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
  return new Request(url, { method: "POST", headers, body: params.toString() });
}

function isFormPost({ definition }: Provider): boolean {
  const { authorization } = definition;
  if (typeof authorization === "string")
    return new URL(authorization).searchParams.get("response_mode") === "form_post";
  return authorization?.params?.["response_mode"] === "form_post";
}

function readAuthorizationRequest(
  answer: Response,
  authorizationEndpoint: string,
): Pick<BegunAuthorization, "authorizationUrl" | "state" | "scope"> {
  const location = answer.headers.get("location") ?? "";
  const target = URL.canParse(location) ? new URL(location) : undefined;
  const state = target?.searchParams.get("state");
  const endpoint = new URL(authorizationEndpoint);
  if (!state || target?.origin !== endpoint.origin || target.pathname !== endpoint.pathname) {
    throw new AppError("internal_error", { detail: "Auth.js made no authorization request" });
  }
  return { authorizationUrl: location, state, scope: target.searchParams.get("scope") ?? "" };
}
