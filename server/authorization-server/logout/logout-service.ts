import type { LiveSession } from "#server/sessions/live-session.ts";

/** An app's logout request, as the page shows it. */
export interface LogoutView {
  /** `undefined` when the request names no app. */
  clientName: string | undefined;
  formToken: string;
}

export type LogoutStep =
  | { kind: "ask"; view: LogoutView }
  /** No session, or none any more: go on to this URL. */
  | { kind: "continue"; redirectTo: string };

/** Where the browser goes after a sign-out, and what it keeps and forgets. */
export interface LogoutEnd {
  redirectTo: string;
  setCookies: readonly string[];
}

/** The page at `/sign-out/app`. `request` is its query; nothing of it is trusted, so each call checks all of it again. */
export interface LogoutService {
  /** Errors: authorization_request_invalid, client_unknown. */
  open(request: URLSearchParams, session: LiveSession | null): Promise<LogoutStep>;
  /** Signs out. Errors: csrf_token_invalid, and those of `open`. */
  confirm(request: URLSearchParams, session: LiveSession | null, formToken: unknown): Promise<LogoutEnd>;
  /** Where the app wants its person afterwards; `undefined` also for a request that is refused. */
  answerAddressFor(request: URLSearchParams): Promise<string | undefined>;
}
