import { isLoopbackHost } from "#server/config/loopback.ts";

/** Where an answer can go: what a person allows an app covers the places that it had then. */
export interface ConsentPlaces {
  /** Of the request; `undefined` where no answer is sent by redirect (a device). */
  asked: string | undefined;
  /** Of all redirect addresses that the app has. */
  registered: readonly string[];
}

/**
 * The place of a redirect address: its origin, any port of this computer, or a scheme of its own with its host.
 *
 * Paths don't count, because the same host gets the answer.
 */
export function redirectPlace(uri: string): string {
  const url = URL.parse(uri);
  if (!url) return uri;
  if (url.protocol === "http:" && isLoopbackHost(url.hostname)) return "http://loopback";
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

export function consentPlaces(
  { redirectUris }: { redirectUris: readonly string[] },
  redirectUri: unknown,
): ConsentPlaces {
  const asked = typeof redirectUri === "string" ? redirectPlace(redirectUri) : undefined;
  return { asked, registered: redirectUris.map(redirectPlace) };
}

/** A first answer covers all places of the app, a later one adds the place that it was asked for. */
export function coveredPlaces(
  before: readonly string[] | undefined,
  { asked, registered }: ConsentPlaces,
): readonly string[] {
  return [...new Set([...(before ?? registered), ...(asked === undefined ? [] : [asked])])];
}
