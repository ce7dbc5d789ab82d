import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import { loggedPath } from "#server/http/log/logged-path.ts";
import type { Route } from "#server/routes/route.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site makes a browser send: every unsafe request must come from our own origin.
 *
 * Browsers send Sec-Fetch-Site to https and loopback; older ones at least Origin with a POST. A request with neither
 * is no browser's form and is refused too. Providers' `form_post` answers are the one cross-site POST by design; they
 * are bound to the browser by state.
 */
export function requireSameSite(
  request: IncomingMessage,
  path: string,
  { route, origin }: { route: Route; origin: string },
): void {
  if (safeMethods.has(request.method ?? "GET") || route.acceptsOtherSites) return;
  const site = request.headers["sec-fetch-site"];
  const same = site === undefined ? request.headers.origin === origin : site === "same-origin";
  if (!same) throw new AppError("origin_refused", { detail: `${request.method} ${loggedPath(path)}` });
}
