import { AppError } from "#server/errors/app-error.ts";
import type { ProviderWords } from "#server/sign-in/providers/dialects/dialect.ts";
import { providerWords } from "#server/sign-in/providers/failures/provider-words.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import { isTenantTemplate, tenantIssuer } from "#server/sign-in/providers/tenant-issuers.ts";

/** What a provider sent the browser back with. */
export interface CallbackParams {
  state: string;
  code: string | undefined;
  /** What the provider says instead of a code. */
  refusal: ProviderWords | undefined;
  iss: string | undefined;
  /** The whole response. */
  params: URLSearchParams;
}

/** RFC 6749 §3.1: parameters must not repeat; one that does could be read differently by the library and by us. */
export function readCallback(params: URLSearchParams): CallbackParams | undefined {
  // One walk, because `getAll` for each name costs the square of their number, which the caller chooses.
  const values = new Map(params);
  const once = (name: string) => values.get(name);
  const state = once("state");
  if (values.size < params.size || !state) return undefined;
  return { state, code: once("code"), refusal: providerWords(once), iss: once("iss"), params };
}

/**
 * Refuses an answer that comes from another provider than was asked, before any token request (mix-up attack).
 *
 * Errors: provider_rejected. Spec: RFC 9207 §2.4.
 */
export function requireIssuer(
  callback: Pick<CallbackParams, "iss">,
  metadata: Pick<ProviderMetadata, "issuer" | "authorization_response_iss_parameter_supported">,
): void {
  if (callback.iss === undefined) {
    if (metadata.authorization_response_iss_parameter_supported !== true) return;
    throw new AppError("provider_rejected", { detail: "authorization response: iss is missing" });
  }
  const matches = isTenantTemplate(metadata.issuer)
    ? isTenantOf(metadata.issuer, callback.iss)
    : callback.iss === metadata.issuer;
  if (!matches)
    throw new AppError("provider_rejected", { detail: "authorization response: iss is another provider's" });
}

/** Whether an issuer is the template filled with some tenant. */
function isTenantOf(template: string, issuer: string): boolean {
  const [before = "", after = ""] = template.split("{tenantid}");
  return tenantIssuer(template, issuer.slice(before.length, issuer.length - after.length)) === issuer;
}
