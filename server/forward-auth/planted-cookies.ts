import { cookieValues } from "#server/http/cookies/cookies.ts";
import { createPlantedCookies } from "#server/http/cookies/planted-cookies.ts";
import type { Asked } from "./asked.ts";

/**
 * Takes away copies of a place's session cookie below the path that the browser is led to.
 *
 * On plain http a copy planted for a path of the app makes `/oauth2/auth` refuse what `/oauth2/start` believes, and the browser goes
 * back and forth without end. Who is signed in and starts all the same has such a copy, or signed in meanwhile: deleting what isn't
 * there harms nothing.
 */
export function takeCopiesAway({ place, session, request, response }: Asked, name: string, target: string): void {
  if (place.origin.startsWith("https:")) return;
  if (session === null && cookieValues(request.headers.cookie, name).length < 2) return;
  const { pathname } = new URL(target, place.origin);
  const cookies = createPlantedCookies({ secure: false, publicUrl: place.origin }).clear([name], pathname);
  for (const cookie of cookies) response.appendHeader("set-cookie", cookie);
}
