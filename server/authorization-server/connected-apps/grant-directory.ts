/** What a list of grants is narrowed by; all that is given must hold. */
export interface GrantFilter {
  id?: string | undefined;
  userId?: string | undefined;
  clientId?: string | undefined;
  after?: string | undefined;
  limit: number;
}

/** An app's access to a person's account. Times are RFC 3339. */
export interface ListedGrant {
  id: string;
  userId: string;
  displayName: string;
  email: string | null;
  clientId: string;
  appName: string;
  scopes: string[];
  grantedAt: string;
  lastUsedAt: string | null;
}

/** What ended with access. */
export interface RevokedGrants {
  counts: { apps: number; access_tokens: number; refresh_tokens: number };
}

/** The access that apps have to people's accounts, for the administration. */
export interface GrantDirectory {
  /** A keyset page, the newest first. Errors: cursor_invalid. */
  list(filter: GrantFilter): Promise<{ items: ListedGrant[]; next: string | null }>;
  /** Ends one, with its codes and all its tokens; whose it was. `undefined` when there is none in force. */
  revoke(grantId: string): Promise<(RevokedGrants & { userId: string; clientId: string }) | undefined>;
  /** Ends all of a person. Doing it twice is doing it once. */
  revokeAllOfUser(userId: string): Promise<RevokedGrants>;
}
