/** What a list of live sessions is narrowed by; all that is given must hold. */
export interface SessionFilter {
  id?: string | undefined;
  userId?: string | undefined;
  providerId?: string | undefined;
  /** An address or a network (CIDR). */
  address?: string | undefined;
  /** newest: by their beginning; active: by their last use, which is written a minute late at most. */
  sort?: "newest" | "active" | undefined;
  after?: string | undefined;
  limit: number;
}

/** A live session in a list. Times are RFC 3339. */
export interface ListedSession {
  id: string;
  userId: string;
  displayName: string;
  email: string | null;
  providerId: string | null;
  userAgent: string | null;
  clientAddress: string | null;
  createdAt: string;
  lastActiveAt: string;
  expiresAt: string;
}

/** The live sessions of all people, for the administration. */
export interface SessionDirectory {
  /** A keyset page. Errors: cursor_invalid. */
  list(filter: SessionFilter): Promise<{ items: ListedSession[]; next: string | null }>;
  /** Ends a session everywhere, at once. The person whose it was; `undefined` when there is no live one. */
  end(sessionId: string): Promise<{ userId: string } | undefined>;
  /** Ends all of a person's sessions; how many. */
  endAllOfUser(userId: string): Promise<number>;
  /**
   * Ends every session that the filter matches, in batches; how many.
   *
   * Races: sessions that begin while this runs are ended too when they match and began before it started.
   */
  endMatching(filter: Pick<SessionFilter, "userId" | "providerId" | "address">): Promise<number>;
}
