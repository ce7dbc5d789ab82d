import type { ProviderBrand } from "#server/config/providers/provider-kinds.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What the pages and the sign-in routes need from sign-in. Implemented in this folder; wired in compose.ts. */
export interface SignInService {
  /** Providers in the order of the settings, with whether they can be used right now. */
  listProviders(): readonly SignInOption[];
  /** Answers one request under /api/auth/: a sign-in form, or a provider's callback. */
  handleAuthRequest(request: Request): Promise<Response>;
  /**
   * GET /sign-in/start: begins a sign-in without a form, for links such as /bff/login's.
   * Query: provider, return_to, prompt, login_hint; connect=1 or scope ask for more access for the session at hand. Unless such
   * a link was followed from a frontend's page, it leads to the question /sign-in/connect, whose answer is a POST with the
   * same query; the caller has checked its form token.
   */
  handleStartRequest(request: Request): Promise<Response>;
  /** Begins a test sign-in of an administrator; the caller has checked that they may. Ends on the page of its report. */
  startProviderTest(session: LiveSession, providerId: string, cookieHeader: string | undefined): Promise<Response>;
}

export interface SignInOption {
  id: string;
  name: string;
  brand: ProviderBrand;
  /** Set when the provider is switched off, e.g. its discovery names another issuer. */
  disabledReason: string | undefined;
}

/** A request to go to a provider, checked. */
export interface StartSignIn {
  providerId: string;
  returnPath: string;
  prompt?: "none" | "login" | "consent" | "select_account" | undefined;
  loginHint?: string | undefined;
  extraScopes?: readonly string[] | undefined;
  /** Keeps this session and its account, and only adds the provider's token. */
  connectFor?: LiveSession | undefined;
}
