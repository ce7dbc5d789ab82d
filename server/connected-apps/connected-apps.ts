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
}

/** What removing access did. Shown as a receipt. */
export interface RevocationReceipt {
  appName: string;
  revokedAtSeconds: number;
  accessTokens: number;
  refreshTokens: number;
}

/** Every query filters by the session's account: another person's grant is grant_not_found. */
export interface ConnectedApps {
  list(session: LiveSession): Promise<readonly ConnectedApp[]>;
  get(session: LiveSession, id: string): Promise<ConnectedApp>;
  /** Ends the grant, its codes and all its tokens in one transaction. Errors: grant_not_found. */
  revoke(session: LiveSession, id: string): Promise<RevocationReceipt>;
}
