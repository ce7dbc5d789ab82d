import type { ScopeSettings } from "#server/config/settings.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface ConnectedApp {
  /** Row id, used in /connected-apps/[id]. */
  id: string;
  clientId: string;
  name: string;
  hostName: string | undefined;
  logoUri: string | undefined;
  clientUri: string | undefined;
  reviewed: boolean;
  scopes: readonly ScopeSettings[];
  grantedAtSeconds: number;
  lastUsedAtSeconds: number | undefined;
  lastUsedFor: string | undefined;
  /**
   * For how long an API may still accept a key of the app after its access was removed: 0 if none does. More than a minute
   * where an API checks JWT access tokens without Portico's status lists.
   */
  keysLastSeconds: number;
}

/** What removing access did. Shown as a receipt. */
export interface RevocationReceipt {
  appName: string;
  revokedAtSeconds: number;
  /** Those that Portico is asked about at each use: no API accepts them any more. */
  accessTokens: number;
  refreshTokens: number;
  /** JWT access tokens for APIs that check status lists, which refuse them within `refusedWithinSeconds`. */
  listed: { count: number; refusedWithinSeconds: number };
  /** JWT access tokens that `apis` may accept until the last of them expires. */
  unlisted: { count: number; apis: readonly ApiName[]; lastExpirySeconds: number };
}

/** What the operator calls an API, also in other languages. */
export interface ApiName {
  title: string;
  translations?: Readonly<Record<string, { name: string }>>;
}

/** Every query filters by the session's account: another person's grant is grant_not_found. */
export interface ConnectedApps {
  list(session: LiveSession): Promise<readonly ConnectedApp[]>;
  get(session: LiveSession, id: string): Promise<ConnectedApp>;
  /** Ends the grant, its codes and all its tokens in one transaction. Errors: grant_not_found. */
  revoke(session: LiveSession, id: string): Promise<RevocationReceipt>;
}
