/**
 * What is wrong with an app's front-channel logout address. The portal loads it in a frame without asking the person, so it
 * must be on the origin of a redirect address.
 *
 * Spec: OpenID Connect Front-Channel Logout 1.0 §2: scheme, host and port of a registered redirection URI.
 */
export function frontchannelLogoutProblem(uri: unknown, redirectUris: readonly string[]): string | undefined {
  const url = typeof uri === "string" ? URL.parse(uri) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return "is not an absolute http or https address";
  if (String(uri).includes("#")) return "has a fragment";
  if (/[\s\p{Cc}]/u.test(String(uri))) return "has white space or control characters";
  if (url.username || url.password) return "has a user or a password";
  // CSP3 §2.3.1 has no words for an IPv6 address, so the page could not frame it.
  if (url.hostname.startsWith("[")) return "has an IPv6 address, which a page's policy can't name: use 127.0.0.1";
  const origins = redirectUris.map((redirectUri) => URL.parse(redirectUri)?.origin);
  if (!origins.includes(url.origin)) return "has not the scheme, host and port of a redirect address";
  return undefined;
}
