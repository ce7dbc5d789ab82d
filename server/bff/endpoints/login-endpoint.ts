import type { IncomingMessage, ServerResponse } from "node:http";
import type { SignInPrompt, SignInRequest } from "#server/bff/bff-deps.ts";
import { absoluteFor, passingPage, returnToPage } from "#server/bff/gate/passing-page.ts";
import type { UnlistedOrigins } from "#server/bff/gate/unlisted-origins.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface LoginEndpointDeps {
  settings: Pick<Settings, "origin" | "frontendOrigins">;
  catalog: Pick<Catalog, "providers">;
  unlistedOrigins: UnlistedOrigins;
  authenticate(request: IncomingMessage): Promise<LiveSession | null>;
  keptReturnPaths: Pick<KeptReturnPaths, "shorten">;
  startSignInUrl(request: SignInRequest): string;
}

const prompts: readonly string[] = ["none", "login", "consent", "select_account"] satisfies SignInPrompt[];
const parameters = new Set(["returnUrl", "provider", "prompt", "connect", "scope", "login_hint", "ui_locales"]);
const scopeList = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * `GET /bff/login?returnUrl=/x&provider=&prompt=&connect=&scope=&login_hint=&ui_locales=` – a navigation, so it needs no X-CSRF: it starts a sign-in and
 * nothing else.
 *
 * `prompt=none` never shows a page: signed in already, it returns at once; else it asks the provider silently where one
 * is known; it returns with `error=login_required` when no person can be asked or the provider would have to show one (OpenID Connect Core §3.1.2.6).
 *
 * A return path that is too long for the addresses of a sign-in is kept on the server meanwhile.
 *
 * Errors: parameter_unsupported, provider_unknown, request_invalid, rate_limited.
 */
export function createLoginEndpoint(deps: LoginEndpointDeps) {
  const { settings, catalog, unlistedOrigins, authenticate, keptReturnPaths } = deps;

  const startSignInUrl = async (asked: SignInRequest) =>
    deps.startSignInUrl({ ...asked, returnPath: await keptReturnPaths.shorten(asked.returnPath) });

  return async function login(request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
    const page = passingPage(request.headers, unlistedOrigins.listed);
    if (page) returnToPage(query, page);
    const asked = readRequest(query, deps);
    unlistedOrigins.noteReturnUrl(query.get("returnUrl"));
    response.writeHead(303, {
      location: absoluteFor(page, await decideTarget(request, asked), settings.origin),
      "cache-control": "no-store",
      // Where the sign-in starts, it matters which frontend led here; its answer keeps that from the provider.
      "referrer-policy": "strict-origin-when-cross-origin",
    });
    response.end();
  };

  async function decideTarget(request: IncomingMessage, asked: SignInRequest): Promise<string> {
    if (asked.prompt !== "none") return startSignInUrl(asked);
    const session = await authenticate(request);
    const sameProvider = asked.providerId === undefined || asked.providerId === session?.providerId;
    if (session && sameProvider && !asked.connect) return asked.returnPath;
    const [only, ...others] = catalog.providers.list();
    const providerId = asked.providerId ?? session?.providerId ?? (others.length === 0 ? only?.id : undefined);
    if (providerId === undefined) return withParameter(asked.returnPath, settings.origin, "error", "login_required");
    return startSignInUrl({ ...asked, providerId });
  }
}

function readRequest(
  query: URLSearchParams,
  { settings, catalog }: Pick<LoginEndpointDeps, "settings" | "catalog">,
): SignInRequest {
  requireSupported(query);
  const providerId = query.get("provider") || undefined;
  if (providerId !== undefined && !catalog.providers.find(providerId)) {
    throw new AppError("provider_unknown", { detail: "at /bff/login" });
  }
  const prompt = query.get("prompt") || undefined;
  if (prompt !== undefined && !prompts.includes(prompt)) {
    throw new AppError("request_invalid", { detail: "prompt is not one of the four of OpenID Connect" });
  }
  const scope = query.get("scope") || undefined;
  if (scope !== undefined && (providerId === undefined || !scopeList.test(scope))) {
    throw new AppError("request_invalid", { detail: "scope needs a provider and RFC 6749 syntax" });
  }
  const connect = query.get("connect") ?? "";
  if (!["", "1"].includes(connect) || (connect && providerId === undefined)) {
    throw new AppError("request_invalid", { detail: "connect is 1, and needs a provider" });
  }
  return {
    returnPath: checkReturnPath(query.get("returnUrl"), settings.origin, settings.frontendOrigins),
    providerId,
    prompt: prompt as SignInPrompt | undefined,
    connect: connect === "1" || scope !== undefined,
    scopes: scope?.split(" ") ?? [],
    loginHint: query.get("login_hint")?.slice(0, 320) || undefined,
    uiLocales: query.get("ui_locales")?.slice(0, 100) || undefined,
  };
}

/**
 * What is not done must not look as if it was: a page that asks for `max_age` or `acr_values` relies on them, and one that writes
 * `returnTo` for `returnUrl` would land elsewhere without a word.
 */
function requireSupported(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (!parameters.has(name)) {
      const parameter = name.replace(/[^\w.-]/g, "").slice(0, 40);
      throw new AppError("parameter_unsupported", { detail: parameter, facts: { parameter } });
    }
    if (query.getAll(name).length > 1) throw new AppError("request_invalid", { detail: `${name} is repeated` });
  }
}
