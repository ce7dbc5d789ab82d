import {
  type ClaimedMetadata,
  decideRegistration,
  frontchannelLogoutMetadata,
  offeredOf,
  type RegistrationDecision,
} from "./registration-policy.ts";

const mostRedirects = 10;
const longestAddress = 500;

/**
 * Not taken from an app that can be made up in a second: addresses to fetch or to frame, keys, links for the consent page, ways out of
 * the portal.
 */
const refusedFields = [
  ...["jwks", "jwks_uri", "client_uri", "tos_uri", "policy_uri", "post_logout_redirect_uris"],
  ...["client_secret", "client_secret_expires_at", "id_token_signed_response_alg", "userinfo_signed_response_alg"],
  ...frontchannelLogoutMetadata,
];

/**
 * What an app may be that registered without a token: a public one, by code and PKCE. What else it asks for is left out of the
 * answer (RFC 7591 §3.2.1), because assistants send one registration to every server.
 *
 * Spec: RFC 7591 §2, §3.2.1, §5.
 */
export function decideOpenRegistration(claimed: ClaimedMetadata): RegistrationDecision {
  const redirects = claimed["redirect_uris"];
  if (Array.isArray(redirects) && redirects.length > mostRedirects) return tooMuch(`at most ${mostRedirects}`);
  if (Array.isArray(redirects) && redirects.some((uri) => typeof uri === "string" && uri.length > longestAddress)) {
    return tooMuch(`each at most ${longestAddress} characters`);
  }
  const [first] = Array.isArray(redirects) ? redirects : [];
  const host = typeof first === "string" ? URL.parse(first)?.host : undefined;
  return decideRegistration({
    ...Object.fromEntries(Object.entries(claimed).filter(([field]) => !refusedFields.includes(field))),
    // Plain OAuth leaves the name out at will: its host stands for it.
    client_name: claimed["client_name"] ?? (host ? host.slice(0, 80) : "Assistant"),
    token_endpoint_auth_method: "none",
    ...offeredOf(claimed["grant_types"]),
  });
}

function tooMuch(problem: string): RegistrationDecision {
  return { allowed: false, error: "invalid_redirect_uri", problem: `redirect_uris: ${problem}` };
}
