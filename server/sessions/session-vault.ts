import type { RefusedEnds } from "#server/accounts/access/refused-ends.ts";
import type { EndedPart, EndWithAccount } from "#server/accounts/account-control.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { LiveSession, SessionEndReason } from "./live-session.ts";
import type { LeftToken } from "./token-source.ts";

/** How and when a person proved themselves. */
export interface Authentication {
  acr: string | undefined;
  amr: readonly string[];
  /** Epoch seconds. */
  authTimeSeconds: number;
}

export interface StartSession extends Authentication {
  userId: string;
  /** The identity that was signed in with; `undefined` for a way that needs no provider, such as a passkey. */
  identityId: string | undefined;
  providerId: string | undefined;
  /** `sid` of the provider's ID token, for back-channel logout. */
  upstreamSid: string | undefined;
  /** As the provider named them; see `groupsClaim` of the provider's settings. None when left out. */
  groups?: readonly string[];
  /** The session the same browser had before: ended in the same transaction (the id changes at sign-in). */
  replaces: LiveSession | undefined;
}

/** What a provider's logout token names. */
export interface UpstreamMatch {
  issuer: string;
  /** Of the client that the token is for: sessions that began at others go on. */
  providerIds: readonly string[];
  subject?: string;
  upstreamSid?: string;
}

/** The session vault: one sealed cookie outside, sessions in the database, live ones cached in memory. */
export interface SessionVault {
  /** Name of the one session cookie: `__Host-portico` on https, `portico-<port>` on loopback http. */
  readonly cookieName: string;
  /**
   * The hot path: no promise, no database, no unsealing.
   * Returns the session, `null` for "certainly not signed in", `undefined` for "not known here, ask authenticate()".
   */
  authenticateCached(cookieHeader: string | undefined, options?: { slide?: boolean }): LiveSession | null | undefined;
  /** Unseals, reads and caches. A broken, doubled or foreign cookie is `null` and an audit event. `slide: false` doesn't extend it. */
  authenticate(cookieHeader: string | undefined, options?: { slide?: boolean }): Promise<LiveSession | null>;
  /**
   * By the session's id, for what holds a sealed reference to it (a cookie of forward auth). The id itself is no secret, so the
   * caller must have verified where it comes from. `findCached` answers from memory or `undefined`, `find` also reads.
   */
  findCached(sessionId: string, options?: { slide?: boolean }): LiveSession | undefined;
  find(sessionId: string, options?: { slide?: boolean }): Promise<LiveSession | null>;
  /** Creates a session; returns the opaque id that the cookie will seal. */
  start(input: StartSession): Promise<{ session: LiveSession; opaqueId: string }>;
  /**
   * Step-up: gives a session a new authentication and a new opaque id, because its privilege changes. The session's id stays,
   * the cookie from before is refused in every process. Idle time starts again; the absolute end stays.
   *
   * Errors: session_required when the session has ended, is past its absolute end or its account is disabled.
   * Races:  of two at once the later one's cookie and values count.
   */
  raise(session: LiveSession, authentication: Authentication): Promise<{ session: LiveSession; opaqueId: string }>;
  /** What the cookie holds for this opaque id (sealed). */
  sealCookieValue(opaqueId: string): Promise<string>;
  /** `Set-Cookie` values. Set: as sign-in sends it. Clear: expires it. */
  setCookieHeader(opaqueId: string): Promise<string>;
  clearCookieHeader(): string;
  /** Ends it everywhere, at once; idempotent. */
  end(session: Pick<LiveSession, "id" | "userId">, reason: SessionEndReason): Promise<void>;
  /** Ends all of a person's sessions but `except`; returns how many. */
  endAllOfUser(userId: string, reason: SessionEndReason, except?: string): Promise<number>;
  /** Ends these sessions, in one transaction; returns how many were not over yet. */
  endAll(sessionIds: readonly string[], reason: SessionEndReason): Promise<number>;
  /** Ends the sessions that a provider's logout token names. */
  endByUpstream(match: UpstreamMatch): Promise<number>;
  listOfUser(session: LiveSession): Promise<readonly SessionSummary[]>;
  /** Calls back when a session ends, in this process or another (WebSockets, caches). */
  onEnded(handler: (sessionId: string) => void): () => void;
  /** Calls back when a session was raised, in this process or another: what was made from its authentication is outdated. */
  onRaised(handler: (sessionId: string) => void): () => void;
  /**
   * Calls back when roles, groups or addresses of a person changed in any process, or with `undefined` when those of anyone may have, or
   * whether they may be signed in. Their sessions go on until they are looked for: `find` answers by what holds now.
   */
  onPersonChanged(handler: (userId: string | undefined) => void): () => void;
  /** Whether this id is still live according to the database (fresh read, bypasses the cache). */
  isLive(sessionId: string): Promise<boolean>;
}

/** What the portal itself does with sessions, without a person. */
export interface SessionUpkeep {
  /**
   * Ends at most `limit` sessions that are over and of which nothing was written down: unused for too long, or past their
   * absolute end. Returns how many. Races: of several processes that do this, each ends others.
   */
  endOverdue(limit: number): Promise<number>;
  /** Ends all of a person's sessions as a part of the transaction that disables the account. */
  endWithAccount: EndWithAccount;
  /** Ends the sessions that began with an identity as a part of the transaction that removes it. */
  endWithIdentity: EndWithAccount;
  /** Ends the live sessions that began at a provider, in steps; returns how many. Repeating it is harmless. */
  endSessionsOfProvider(providerId: string): Promise<number>;
  /** Ends sessions that an administrator chose at an incident, as a part of the caller's transaction. */
  endChosen(tx: TransactionClient, publish: PublishOnCommit, sessionIds: readonly string[]): Promise<EndedPart>;
  /** The same of a person who may not be signed in any more; only the sessions of the identities where there are some. */
  endRefused: RefusedEnds["sessions"];
  /** Calls back with provider tokens that ended sessions left unrevoked; they are in the database no more. */
  onTokensLeft(handler: (tokens: readonly LeftToken[]) => void): () => void;
}

export interface SessionSummary {
  id: string;
  /** `undefined` when the session began without a provider. */
  providerId: string | undefined;
  userAgent: string | undefined;
  clientAddress: string | undefined;
  createdAtSeconds: number;
  lastActiveAtSeconds: number;
  current: boolean;
}
