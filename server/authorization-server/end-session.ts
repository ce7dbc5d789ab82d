import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { FormTokens } from "#server/http/form-token.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { AuthorizationErrors } from "./authorization-error.ts";
import { logoutPage } from "./logout-page.ts";
import { hintMatches, type LogoutRequest, readLogoutRequest } from "./logout-request.ts";
import { readForm } from "./read-form.ts";

export interface EndSessionDeps {
  provider: Provider;
  settings: Pick<Settings, "branding">;
  vault: Pick<SessionVault, "authenticate" | "clearCookieHeader">;
  formTokens: FormTokens;
  errors: Pick<AuthorizationErrors, "pagePath">;
  /** Ends the person's session as their own sign-out would. */
  signOut(session: LiveSession): Promise<unknown>;
}

const path = "/oauth2/end-session";
const confirmPath = `${path}/confirm`;
const purpose = "end-session";

/**
 * RP-initiated logout: ends Portico's session, so that it ends everywhere.
 *
 * Asks first, unless a valid hint is for this very session. The library's own version needs a session of its own and a
 * script in the page.
 *
 * Spec: OpenID Connect RP-Initiated Logout 1.0 §2, §3.
 */
export function createEndSession(deps: EndSessionDeps) {
  const { provider, settings, vault, formTokens } = deps;

  async function finish(response: ServerResponse, session: LiveSession | null, request: LogoutRequest) {
    if (session) {
      await deps.signOut(session);
      // Only then: another site's POST comes without the cookie (SameSite=Lax), and must not get to delete it.
      response.setHeader("set-cookie", vault.clearCookieHeader());
    }
    redirect(response, request.continueTo ?? "/");
  }

  async function begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = request.method === "POST" ? await readForm(request) : queryOf(request);
    const wanted = await readLogoutRequest(provider, form);
    const session = await vault.authenticate(request.headers.cookie);
    // A post from the app's site comes without our cookie (SameSite=Lax); the navigation that follows brings it.
    if (!session && request.method === "POST") return redirect(response, `${path}?${form}`);
    if (!session || hintMatches(wanted, session)) return finish(response, session, wanted);
    const html = logoutPage({
      branding: settings.branding,
      clientName: wanted.clientName,
      formToken: formTokens.issue(session, purpose),
      // Sent back as it came and checked again: nothing in the page is trusted.
      request: form.toString(),
      nonce: nonceOf(response),
    });
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(html);
  }

  async function confirm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const wanted = await readLogoutRequest(provider, new URLSearchParams(form.get("request") ?? ""));
    const session = await vault.authenticate(request.headers.cookie);
    if (session) formTokens.require(session, purpose, form.get("form_token"));
    await finish(response, session, wanted);
  }

  return {
    matches: (target: string) => target === path || target === confirmPath,
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      try {
        const isConfirm = (request.url ?? "").split("?", 1)[0] === confirmPath;
        if (isConfirm && request.method === "POST") await confirm(request, response);
        else if (!isConfirm && (request.method === "GET" || request.method === "POST")) await begin(request, response);
        else throw new AppError("method_not_allowed");
      } catch (error) {
        const parameters = Object.fromEntries(queryOf(request));
        redirect(response, deps.errors.pagePath(error as Error, { endpoint: path, parameters, clientId: undefined }));
      }
    },
  };
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 }).end();
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? "").split("?").slice(1).join("?"));
}

function nonceOf(response: ServerResponse): string | undefined {
  const policy = String(response.getHeader("content-security-policy") ?? "");
  return /style-src[^;]*'nonce-([^']+)'/.exec(policy)?.[1];
}
