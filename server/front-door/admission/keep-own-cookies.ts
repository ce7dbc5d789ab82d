import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

/** The portal's own names on http and https, and those of Next (its data while developing). */
const ownName = /^(?:__(?:Host|Secure)-)?portico|^__next/;
/** Five sign-ins under way, a request of an app in a few tabs, the session: some twenty, and portals on one localhost share. */
export const ownCookiesMax = 60;

/** The portal's own, as they stand in the header. */
export function ownCookies(cookie = ""): string[] {
  return cookie.split(";").filter((pair) => ownName.test(pair.trimStart()));
}

/**
 * Takes cookies that aren't the portal's out of the request: other apps set them on this host, nothing here reads them, and
 * Next's cost grows with the square of their number (3,000 that fit into Node's 16 kB cost 8 s of CPU).
 *
 * The order stays: a name that stands twice still does, and the session's counts as none then.
 *
 * Errors: too_many_parameters for more of the portal's own than a browser has. Cost: one walk through the header.
 */
export function keepOwnCookies(request: IncomingMessage): void {
  const { cookie } = request.headers;
  if (cookie === undefined) return;
  const own = ownCookies(cookie);
  if (own.length > ownCookiesMax) throw new AppError("too_many_parameters", { detail: `${own.length} cookies` });
  if (own.length > 0) request.headers.cookie = own.map((pair) => pair.trim()).join("; ");
  else delete request.headers.cookie;
}
