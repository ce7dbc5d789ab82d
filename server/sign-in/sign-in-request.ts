import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { checkReturnPath } from "#server/http/return-path.ts";
import { signInScopes } from "#server/sign-in/providers/authorization-params-policy.ts";
import type { Prompt } from "#server/sign-in/providers/dialects/dialect.ts";
import type { StartSignIn } from "./sign-in-service.ts";

const prompts: readonly string[] = ["none", "login", "consent", "select_account"] satisfies Prompt[];

/**
 * Reads the parameters of a form or a link. Every other parameter is dropped, because Auth.js would put it into the
 * authorization request, `redirect_uri` included.
 *
 * Errors: request_invalid for an unknown prompt, or a scope that no configured API of this provider needs.
 */
export function readSignInRequest(
  provider: ProviderSettings,
  params: URLSearchParams,
  settings: Pick<Settings, "origin" | "apis" | "frontendOrigins">,
): Omit<StartSignIn, "connectFor"> {
  const prompt = params.get("prompt") || undefined;
  if (prompt !== undefined && !prompts.includes(prompt)) {
    throw new AppError("request_invalid", { detail: "prompt is none, login, consent or select_account" });
  }
  const extraScopes = (params.get("scope") ?? "").split(" ").filter(Boolean);
  const known = knownScopes(provider, settings.apis);
  const unknown = extraScopes.find((scope) => !known.has(scope));
  if (unknown !== undefined)
    throw new AppError("request_invalid", { detail: "scope: not one that a configured API needs" });
  return {
    providerId: provider.id,
    // callbackUrl is Auth.js's name for it, which forms written for Auth.js use.
    returnPath: checkReturnPath(
      params.get("return_to") ?? params.get("callbackUrl"),
      settings.origin,
      settings.frontendOrigins,
    ),
    prompt: prompt as Prompt | undefined,
    loginHint: params.get("login_hint")?.slice(0, 320) || undefined,
    extraScopes,
  };
}

/** A link must not be able to make people grant more than the operator planned for. */
function knownScopes(provider: ProviderSettings, apis: Settings["apis"]): Set<string> {
  const ofApis = apis.filter(({ token }) => token === `provider:${provider.id}`).flatMap(({ scopes }) => scopes);
  return new Set([...(signInScopes(provider) ?? []), ...ofApis]);
}
