import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { AuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import { readForm } from "#server/authorization-server/requests/read-form.ts";
import { AppError } from "#server/errors/app-error.ts";
import { targetQuery } from "#server/http/request-target.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import {
  hintMatches,
  type LogoutRequest,
  type LogoutRequestDeps,
  questionPath,
  readLogoutRequest,
} from "./logout-request.ts";
import type { LogoutEnd } from "./logout-service.ts";

export interface EndSessionDeps {
  provider: Provider;
  selfDescribed: LogoutRequestDeps["selfDescribed"];
  vault: Pick<SessionVault, "authenticate">;
  errors: Pick<AuthorizationErrors, "pagePath">;
  finish(session: LiveSession | null, request: LogoutRequest): Promise<LogoutEnd>;
}

export type EndSession = ReturnType<typeof createEndSession>;

const path = "/oauth2/end-session";

/**
 * RP-initiated logout: ends Portico's session, so that it ends everywhere.
 *
 * Asks first, on a page of the portal, unless a valid hint is for this very session. The library's own version needs a
 * session of its own and a script in the page.
 *
 * Spec: OpenID Connect RP-Initiated Logout 1.0 §2, §3.
 */
export function createEndSession({ provider, selfDescribed, vault, errors, finish }: EndSessionDeps) {
  async function answer(request: IncomingMessage, form: URLSearchParams): Promise<LogoutEnd> {
    const wanted = await readLogoutRequest({ provider, selfDescribed }, form);
    const session = await vault.authenticate(request.headers.cookie);
    // A post from the app's site comes without our cookie (SameSite=Lax); the navigation that follows brings it.
    if (!session && request.method === "POST") return { redirectTo: `${path}?${form}`, setCookies: [] };
    if (!session || hintMatches(wanted, session)) return finish(session, wanted);
    return { redirectTo: questionPath(wanted), setCookies: [] };
  }

  return {
    matches: (target: string) => target === path,
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      let form = targetQuery(request.url);
      try {
        if (request.method === "POST") form = await readForm(request);
        else if (request.method !== "GET") throw new AppError("method_not_allowed");
        const { redirectTo, setCookies } = await answer(request, form);
        if (setCookies.length > 0) response.setHeader("set-cookie", setCookies);
        redirect(response, redirectTo);
      } catch (error) {
        const parameters = Object.fromEntries(form);
        redirect(response, errors.pagePath(error as Error, { endpoint: path, parameters, clientId: undefined }));
      }
    },
  };
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 }).end();
}
