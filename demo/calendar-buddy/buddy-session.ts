import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { readCookie } from "#demo/http/cookie.ts";

export interface BuddyPerson {
  subject: string;
  name: string;
  email: string | undefined;
  pictureUrl: string | undefined;
}

export interface BuddyEvent {
  title: string;
  place: string | null;
  startsAt: string;
  endsAt: string;
}

/** What Calendar Buddy holds of a person who connected. The tokens stay on the server. */
export interface Connection {
  person: BuddyPerson;
  refreshToken: string;
  /** The token for the calendar API, and what it may do there. */
  apiToken: { value: string; expiresAtMs: number; scopes: readonly string[] } | undefined;
  week: { events: readonly BuddyEvent[]; fetchedAtMs: number } | undefined;
  /** A refresh under way: refresh tokens rotate, so two at once would look like a thief. */
  refreshing: Promise<void> | undefined;
}

/** One trip to Portico and back. */
export interface Trip {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface BuddySession {
  trip: Trip | undefined;
  connection: Connection | undefined;
}

const mostSessions = 1000;
/** Never `portico…`: cookies ignore ports, and both live on localhost. */
const cookieName = "calendar-buddy";

export class BuddySessions {
  readonly #sessions = new Map<string, BuddySession>();

  find(request: IncomingMessage): BuddySession | undefined {
    return this.#sessions.get(readCookie(request, cookieName) ?? "");
  }

  /** Puts the session under a new id: what was known before no longer opens it. Returns the cookie. */
  replace(request: IncomingMessage, session: BuddySession): string {
    this.#sessions.delete(readCookie(request, cookieName) ?? "");
    const id = randomBytes(24).toString("base64url");
    this.#sessions.set(id, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest);
    // Lax, not Strict: the way back from Portico is a navigation from another page.
    return `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`;
  }

  end(request: IncomingMessage): string {
    this.#sessions.delete(readCookie(request, cookieName) ?? "");
    return `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
  }
}
