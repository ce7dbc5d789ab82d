import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";
import type { OwnTokenSource, UpstreamTokenSource } from "#server/sessions/token-source.ts";

/** What the composition root hands to the BFF. */
export interface BffDeps {
  settings: Settings;
  catalog: Pick<Catalog, "providers" | "resources">;
  vault: SessionVault;
  ownTokens: OwnTokenSource;
  upstreamTokens: UpstreamTokenSource;
  audit: AuditLog;
  log?: Logger;
  /** The same sign-out as the page's: ends the session, revokes upstream, says what happened. */
  signOut: SignOut;
  /** Verifies a provider's logout token and ends what it names; throws an AppError to refuse it. */
  acceptLogoutToken(logoutToken: string): Promise<unknown>;
  keptReturnPaths: Pick<KeptReturnPaths, "find" | "shorten">;
  /** Where a sign-in starts; see start-sign-in-url.ts for the default. */
  startSignInUrl?: (request: SignInRequest) => string;
  /** Whether this process receives changes of other processes. */
  notify: Pick<Notifier, "listening" | "onListeningChange">;
  rateLimiter: RateLimiter;
  nowSeconds?: () => number;
}

export type SignInPrompt = "none" | "login" | "consent" | "select_account";

/** A checked `/bff/login` request. */
export interface SignInRequest {
  returnPath: string;
  providerId: string | undefined;
  prompt: SignInPrompt | undefined;
  /** Adds that provider to the session at hand instead of signing in. */
  connect: boolean;
  /** Asked for on top of what sign-in asks for (incremental authorization); implies `connect`. */
  scopes: readonly string[];
  /** For the provider's page, at most 320 characters. */
  loginHint: string | undefined;
  /** For the sign-in page (OpenID Connect Core §3.1.2.1). */
  uiLocales: string | undefined;
}
