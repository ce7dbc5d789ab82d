import type Provider from "oidc-provider";
import { errorPageCode } from "#server/authorization-server/requests/error-page-code.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import type { Receipts } from "#server/http/signed/receipts.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SignedOutPage } from "#server/sessions/sign-out.ts";
import { type LogoutRequest, type LogoutRequestDeps, readLogoutRequest } from "./logout-request.ts";
import type { LogoutEnd, LogoutService } from "./logout-service.ts";

/** The receipt's content, with the page that notifies the session's apps. */
export interface SignedOut {
  signedOutPage?: SignedOutPage;
}

export interface LogoutServiceDeps {
  provider: Provider;
  selfDescribed: LogoutRequestDeps["selfDescribed"];
  vault: Pick<SessionVault, "clearCookieHeader">;
  formTokens: FormTokens;
  receipts: Pick<Receipts, "setCookieHeader">;
  /** Ends the person's session as their own sign-out would; resolves with the receipt's content. */
  signOut(session: LiveSession): Promise<SignedOut>;
}

const purpose = "end-session";

/** The person's side of an app's logout request: whether they want it, and what they read afterwards. */
export function createLogoutService(deps: LogoutServiceDeps) {
  const { vault, formTokens, receipts } = deps;

  async function check(request: URLSearchParams): Promise<LogoutRequest> {
    try {
      return await readLogoutRequest(deps, request);
    } catch (cause) {
      throw new AppError(errorPageCode(cause as Error), { cause });
    }
  }

  /** Ends the session if there is one. Only then is the cookie deleted: another site's POST comes without it. */
  async function finish(session: LiveSession | null, request: LogoutRequest): Promise<LogoutEnd> {
    const redirectTo = request.continueTo ?? signedOutPath(request);
    if (!session) return { redirectTo, setCookies: [] };
    const receipt = await deps.signOut(session);
    const page = receipt.signedOutPage?.(request.continueTo, request.uiLocales);
    return {
      redirectTo: page ?? redirectTo,
      setCookies: [vault.clearCookieHeader(), receipts.setCookieHeader("signed-out", receipt)],
    };
  }

  const service: LogoutService = {
    async open(request, session) {
      const wanted = await check(request);
      if (!session) return { kind: "continue", redirectTo: wanted.continueTo ?? signedOutPath(wanted) };
      const view = { clientName: wanted.clientName, formToken: formTokens.issue(session, purpose) };
      return { kind: "ask", view };
    },
    async confirm(request, session, formToken) {
      const wanted = await check(request);
      if (session) formTokens.require(session, purpose, formToken);
      return finish(session, wanted);
    },
    answerAddressFor: (request) =>
      check(request).then(
        ({ continueTo }) => continueTo,
        () => undefined,
      ),
  };
  return { service, finish };
}

/** The portal's own page, when the app names no address to come back to. */
function signedOutPath({ uiLocales }: LogoutRequest): string {
  return uiLocales === undefined ? "/sign-out" : `/sign-out?${new URLSearchParams({ ui_locales: uiLocales })}`;
}
