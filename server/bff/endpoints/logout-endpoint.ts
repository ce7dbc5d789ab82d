import type { IncomingMessage, ServerResponse } from "node:http";
import { absoluteFor, passingPage, returnToPage } from "#server/bff/gate/passing-page.ts";
import type { UnlistedOrigins } from "#server/bff/gate/unlisted-origins.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { answerJson } from "#server/http/answer-json.ts";
import { checkReturnPath } from "#server/http/return-path.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";

export interface LogoutEndpointDeps {
  settings: Pick<Settings, "origin" | "frontendOrigins">;
  unlistedOrigins: UnlistedOrigins;
  authenticate(request: IncomingMessage): Promise<LiveSession | null>;
  signOut: SignOut;
  clearCookieHeader(): string;
}

/**
 * `POST /bff/logout` for frontend code (X-CSRF was checked before) and `GET /bff/logout?sid=…` for links.
 *
 * A link or a prefetch can't sign anyone out: GET wants the session's own `sid`, which only its own pages know, and no
 * prefetch. Signing out without a session is no error: what was asked for is so.
 */
export function createLogoutEndpoint(deps: LogoutEndpointDeps) {
  const { settings, unlistedOrigins, authenticate, signOut, clearCookieHeader } = deps;
  return {
    async post(request: IncomingMessage, response: ServerResponse, headers: Record<string, string>): Promise<void> {
      const session = await authenticate(request);
      const receipt = session === null ? undefined : await signOut(session);
      const upstream = (receipt?.upstream ?? []).map(({ providerId, outcome }) => ({ provider: providerId, outcome }));
      const page = receipt?.signedOutPage?.();
      // Only a page that the browser shows can tell the apps.
      const tellApps = page === undefined ? {} : { tell_apps_url: page };
      const answer = { signed_out: true, provider: receipt?.providerId ?? null, upstream, ...tellApps };
      answerJson(response, answer, { ...headers, "set-cookie": clearCookieHeader() });
    },

    async get(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
      const session = await authenticate(request);
      if (session !== null) requireOwnSid(request, query, session);
      const receipt = session === null ? undefined : await signOut(session);
      const page = passingPage(request.headers, unlistedOrigins.listed);
      if (page) returnToPage(query, page);
      unlistedOrigins.noteReturnUrl(query.get("returnUrl"));
      const target = checkReturnPath(query.get("returnUrl"), settings.origin, settings.frontendOrigins);
      const location = absoluteFor(page, target, settings.origin);
      // Frames are for the portal's page, which then leads on.
      const toldBy = receipt?.signedOutPage?.(new URL(location, settings.origin).href);
      response.writeHead(303, {
        location: toldBy === undefined ? location : absoluteFor(page, toldBy, settings.origin),
        "set-cookie": clearCookieHeader(),
        "cache-control": "no-store",
      });
      response.end();
    },
  };
}

function requireOwnSid(request: IncomingMessage, query: URLSearchParams, session: LiveSession): void {
  const purpose = `${request.headers["sec-purpose"] ?? ""} ${request.headers["purpose"] ?? ""}`;
  const sids = query.getAll("sid");
  if (/prefetch|prerender/.test(purpose) || sids.length !== 1 || sids[0] !== session.id) {
    throw new AppError("request_invalid", { detail: "GET /bff/logout without the session's own sid" });
  }
}
