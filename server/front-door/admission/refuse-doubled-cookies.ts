import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { createTooLargePage } from "#server/front-door/pages/too-large-page.ts";
import { createPlantedCookies } from "#server/http/cookies/planted-cookies.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { targetPath } from "#server/http/request-target.ts";
import { checkReturnPath } from "#server/http/return-path.ts";
import { findRoute } from "#server/routes/find-route.ts";
import { ownCookies, ownCookiesMax } from "./keep-own-cookies.ts";

/**
 * Ends a redirect without end: a browser that sends a cookie of ours twice is led to the error page, which says so and deletes what
 * can be deleted. Without that, `/account` would find no session and `/sign-in` one.
 */
export function createDoubledCookieGuard(settings: Pick<Settings, "secure" | "publicUrl" | "origin">) {
  const planted = createPlantedCookies(settings);
  const pageFor = createTooLargePage(settings);

  /** The error page would be refused for the same cookies (keep-own-cookies.ts), and lead to itself for ever. */
  function answerTooMany(request: IncomingMessage, response: ServerResponse, requestId: string): boolean {
    const path = targetPath(request.url);
    // A program gets the refusal itself, as problem+json.
    const wantsPage = request.headers.accept?.includes("text/html") === true;
    if (!wantsPage || (!isVisited(path) && path !== "/error")) return false;
    const names = planted.named(`cookie:${request.headers.cookie}`);
    const { headers, body } = pageFor(request.headers["accept-language"] ?? null, path, names);
    response.setHeader("x-request-id", requestId);
    for (const [name, value] of headers) response.appendHeader(name, value);
    response.writeHead(errorTable.head_too_large.status).end(body);
    return true;
  }

  return {
    /**
     * Takes the copies away; `true` when the answer is given: 303 to the error page. Programs' requests are only cured: they
     * get their 401 as before.
     */
    refuses(request: IncomingMessage, response: ServerResponse, requestId: string): boolean {
      if (isTooMany(request) && answerTooMany(request, response, requestId)) return true;
      const names = planted.doubled(request.headers.cookie);
      const [cookie] = names;
      if (cookie === undefined) return false;
      const target = request.url ?? "";
      const path = targetPath(target);
      const cleared = planted.clear(names, path);
      if (cleared.length > 0) response.setHeader("set-cookie", cleared);
      if (!isVisited(path)) return false;
      noteRefusal(new AppError("cookie_doubled", { refusal: { rule: "cookie_doubled", had: names } }));
      const query = new URLSearchParams({ code: "cookie_doubled", ref: requestId, cookie });
      const returnTo = request.method === "GET" ? checkReturnPath(target, settings.origin) : "/";
      // A callback is good once, and only as the provider sends it.
      if (returnTo !== "/" && !path.startsWith("/api/")) query.set("return_to", returnTo);
      response.setHeader("x-request-id", requestId);
      response.writeHead(303, { location: `/error?${query}`, "cache-control": "no-store", "content-length": 0 }).end();
      return true;
    },
  };
}

function isTooMany({ headers }: IncomingMessage): boolean {
  return ownCookies(headers.cookie).length > ownCookiesMax;
}

/** A file's name, such as /apple-touch-icon.png that browsers ask for by themselves, is no page. */
function isVisited(path: string): boolean {
  return findRoute(path).visited === true && !/\.[^/]*$/.test(path);
}
