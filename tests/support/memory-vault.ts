import { cookieValues, setCookie } from "#server/http/cookies/cookies.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";

/** What the BFF and forward auth on one host use of the vault; tests/contract/session-vault.test.ts holds both to it. */
export type UsedVault = Pick<
  SessionVault,
  | "cookieName"
  | "authenticateCached"
  | "authenticate"
  | "find"
  | "isLive"
  | "end"
  | "onEnded"
  | "onRaised"
  | "onPersonChanged"
  | "clearCookieHeader"
>;

type Look = { slide?: boolean } | undefined;

/** A vault in memory: the cookie is the session's id in plain text. */
export class MemoryVault implements UsedVault {
  readonly sessions = new Map<string, LiveSession>();
  readonly cookieName = "portico-test";
  /** The options of each look that found a session. */
  readonly slides: (boolean | undefined)[] = [];
  /** What `authenticateCached` knows; others take the asynchronous way. */
  readonly cached = new Set<string>();
  #endHandlers = new Set<(sessionId: string) => void>();
  #personHandlers = new Set<(userId: string | undefined) => void>();

  add(id: string, extra: Partial<LiveSession> = {}): LiveSession {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const session = {
      id,
      userId: `user-of-${id}`,
      identityId: `identity-of-${id}`,
      providerId: "google",
      subject: "1",
      displayName: "Ada Lovelace",
      username: "ada",
      email: "ada@example.com",
      emailVerified: true,
      pictureUrl: undefined,
      locale: "en",
      acr: undefined,
      amr: ["pwd"],
      groups: [],
      authTimeSeconds: nowSeconds,
      createdAtSeconds: nowSeconds,
      expiresAtSeconds: nowSeconds + 3600,
      idleExpiresAtSeconds: nowSeconds + 600,
      ...extra,
    } as LiveSession;
    this.sessions.set(id, session);
    this.cached.add(id);
    return session;
  }

  authenticateCached(header: string | undefined, options?: Look): LiveSession | null | undefined {
    const [id, ...others] = cookieValues(header, this.cookieName);
    if (id === undefined) return null;
    if (others.length > 0 || !this.cached.has(id)) return undefined;
    return this.#use(id, options);
  }

  async authenticate(header: string | undefined, options?: Look): Promise<LiveSession | null> {
    const known = this.authenticateCached(header, options);
    if (known !== undefined) return known;
    const [id, ...others] = cookieValues(header, this.cookieName);
    if (id === undefined || others.length > 0) return null;
    const found = this.#use(id, options);
    if (found) this.cached.add(id);
    return found ?? null;
  }

  async find(id: string, options?: Look): Promise<LiveSession | null> {
    return this.#use(id, options) ?? null;
  }

  /** The person behind a session has other roles, groups or addresses from now on. */
  changePerson(id: string, change: Partial<LiveSession>): void {
    const session = this.sessions.get(id);
    if (!session) return;
    this.sessions.set(id, { ...session, ...change });
    for (const handler of this.#personHandlers) handler(session.userId);
  }

  async isLive(id: string): Promise<boolean> {
    return isLive(this.sessions.get(id));
  }

  async end({ id }: Pick<LiveSession, "id">): Promise<void> {
    this.cached.delete(id);
    if (!this.sessions.delete(id)) return;
    for (const handler of this.#endHandlers) handler(id);
  }

  onEnded(handler: (sessionId: string) => void): () => void {
    this.#endHandlers.add(handler);
    return () => this.#endHandlers.delete(handler);
  }

  onPersonChanged(handler: (userId: string | undefined) => void): () => void {
    this.#personHandlers.add(handler);
    return () => this.#personHandlers.delete(handler);
  }

  /** It raises no session. */
  onRaised(): () => void {
    return () => {};
  }

  clearCookieHeader(): string {
    return setCookie(this.cookieName, "", { maxAgeSeconds: 0, secure: false, sameSite: "Lax" });
  }

  #use(id: string, options: Look): LiveSession | undefined {
    const session = this.sessions.get(id);
    if (!isLive(session)) return undefined;
    this.slides.push(options?.slide);
    return session;
  }
}

function isLive(session: LiveSession | undefined): session is LiveSession {
  const nowSeconds = Date.now() / 1000;
  return session !== undefined && nowSeconds < Math.min(session.expiresAtSeconds, session.idleExpiresAtSeconds);
}
