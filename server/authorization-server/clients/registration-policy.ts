import { isRefusable, usualScopeNames } from "#server/claims/standard-scopes.ts";
import { frontchannelLogoutProblem } from "#server/config/clients/frontchannel-logout-problem.ts";
import { redirectUriProblem } from "#server/config/clients/redirect-uri-problem.ts";

/** What an app says about itself when it registers (RFC 7591 §2), as it came in: nothing is checked yet. */
export type ClaimedMetadata = Record<string, unknown>;

const offeredGrantTypes = ["authorization_code", "refresh_token"];
/** OpenID Connect Front-Channel Logout 1.0 §2. */
export const frontchannelLogoutMetadata = ["frontchannel_logout_uri", "frontchannel_logout_session_required"];
const authMethods = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"];
/** RFC 8252 §8.3 advises against localhost; it is taken because many apps use it and browsers resolve it to this computer themselves. */
const loopbackHosts = ["127.0.0.1", "[::1]", "localhost"];
const secretMethods = ["client_secret_basic", "client_secret_post"];
/** What is stored of the metadata; the rest is dropped, which RFC 7591 §2 allows and the answer shows. */
const kept = [
  ...["client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at", "client_name", "client_uri"],
  ...["redirect_uris", "post_logout_redirect_uris", "application_type", "tos_uri", "policy_uri"],
  ...["token_endpoint_auth_method", "jwks", "jwks_uri", "id_token_signed_response_alg", "userinfo_signed_response_alg"],
  ...["require_pushed_authorization_requests", "dpop_bound_access_tokens"],
  ...frontchannelLogoutMetadata,
];

export type RegistrationDecision =
  | { allowed: true; metadata: ClaimedMetadata }
  | { allowed: false; error: "invalid_redirect_uri" | "invalid_client_metadata"; problem: string };

/**
 * What an app that no operator reviewed may be: one that signs people in and keeps doing so. No APIs, no service tokens, no
 * logo, because it could be another app's, and no address that Portico calls on its own.
 *
 * Spec: RFC 7591 §2, §5; RFC 8252 §7.1–7.3 for native apps.
 */
export function decideRegistration(claimed: ClaimedMetadata): RegistrationDecision {
  const name = claimed["client_name"];
  if (typeof name !== "string" || name.trim().length === 0 || name.length > 80 || /\p{C}/u.test(name)) {
    return invalid("client_name must be one line of 1 to 80 characters");
  }
  const redirects = claimed["redirect_uris"];
  if (!isStrings(redirects) || redirects.length === 0) return badRedirect("redirect_uris must be a list of addresses");
  // Also where it says web, OpenID Connect's default, because programs on the device often leave it at that. The answer says native.
  const applicationType = redirects.some(isOfDevice) ? "native" : (claimed["application_type"] ?? "web");
  const native = applicationType === "native";
  for (const uri of [...redirects, ...listOf(claimed["post_logout_redirect_uris"])]) {
    const problem = redirectProblem(uri, native);
    if (problem) return badRedirect(`${readable(uri)}: ${problem}`);
  }
  const unwanted = listOf(claimed["grant_types"]).filter((grant) => !isOneOf(offeredGrantTypes, grant));
  if (unwanted.length > 0) return invalid(`grant_types can be ${offeredGrantTypes.join(" and ")} only`);
  const method = claimed["token_endpoint_auth_method"] ?? "client_secret_basic";
  if (!isOneOf(authMethods, method)) return invalid(`token_endpoint_auth_method is not supported`);
  for (const field of ["client_uri", "tos_uri", "policy_uri", "jwks_uri"]) {
    const uri = claimed[field];
    if (uri !== undefined && !(typeof uri === "string" && URL.parse(uri)?.protocol === "https:"))
      return invalid(`${field} must be https`);
  }
  const frame = claimed["frontchannel_logout_uri"];
  const frameProblem = frame === undefined ? undefined : frontchannelLogoutProblem(frame, redirects);
  if (frameProblem) return invalid(`frontchannel_logout_uri ${frameProblem}`);
  const dropped = isOneOf(secretMethods, method) ? [] : ["client_secret", "client_secret_expires_at"];
  const asked = typeof claimed["scope"] === "string" ? claimed["scope"].split(" ") : usualScopeNames;
  return {
    allowed: true,
    metadata: {
      ...Object.fromEntries(
        kept.filter((field) => field in claimed && !dropped.includes(field)).map((field) => [field, claimed[field]]),
      ),
      application_type: applicationType,
      scope: usualScopeNames.filter((scope) => !isRefusable(scope) || asked.includes(scope)).join(" "),
      grant_types: listOf(claimed["grant_types"]).length > 0 ? claimed["grant_types"] : offeredGrantTypes,
      response_types: ["code"],
    },
  };
}

/** One app registers at many servers: grants that aren't offered here are passed over, as long as one is left. */
export function offeredOf(grantTypes: unknown): ClaimedMetadata {
  if (!Array.isArray(grantTypes)) return {};
  const offered = grantTypes.filter((grant) => isOneOf(offeredGrantTypes, grant));
  return { grant_types: offered.length > 0 ? offered : grantTypes };
}

/** Plain OAuth knows no application_type (OpenID Connect does): an app that comes back to the device itself is native. */
function isOfDevice(uri: string): boolean {
  const url = URL.parse(uri);
  if (url?.protocol === "http:") return loopbackHosts.includes(url.hostname);
  return url?.protocol.includes(".") ?? false;
}

function redirectProblem(uri: unknown, native: boolean): string | undefined {
  const problem = typeof uri === "string" ? redirectUriProblem(uri) : "is not an address";
  if (problem) return `this redirect address ${problem}`;
  const url = new URL(String(uri));
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:") {
    if (!loopbackHosts.includes(url.hostname)) return "a redirect address must be https; http is for loopback only";
    return native ? undefined : "a web app comes back to https only, unless its redirect_uris are on loopback too";
  }
  // RFC 8252 §7.1: a domain of one's own in reverse, so that no two apps claim one scheme.
  if (!url.protocol.includes(".")) return "a scheme of its own must be a reversed domain name, e.g. com.example.app";
  return native ? undefined : "a web app comes back to https only, unless its redirect_uris have that scheme too";
}

/** An address in an error_description (RFC 6749 §5.2: printable ASCII without quotes and backslash). */
function readable(uri: unknown): string {
  const said = typeof uri === "string" ? uri : typeof uri;
  return said.slice(0, 100).replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "?");
}

/** Never by String(): an object may have a toString of its own that is no function. */
function isOneOf(known: readonly string[], value: unknown): boolean {
  return typeof value === "string" && known.includes(value);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function invalid(problem: string): RegistrationDecision {
  return { allowed: false, error: "invalid_client_metadata", problem };
}

function badRedirect(problem: string): RegistrationDecision {
  return { allowed: false, error: "invalid_redirect_uri", problem };
}
