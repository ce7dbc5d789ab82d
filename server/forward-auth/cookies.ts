import type { AuditLog } from "#server/audit/audit-event.ts";
import type { CookieSeal } from "#server/crypto/cookie-seal.ts";
import { randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { cookieValues, setCookie } from "#server/http/cookies/cookies.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { ForwardPlace } from "./places.ts";

const cacheCapacity = 50_000;
/** How long a person may take to sign in at the portal. */
const startSeconds = 60 * 60;
const opaqueShape = /^[\w-]{43}$/;

interface Reference {
  sessionId: string;
  origin: string;
}

export interface ForwardCookiesDeps {
  seal: CookieSeal;
  vault: Pick<SessionVault, "find" | "findCached">;
  audit: Pick<AuditLog, "record">;
  nowSeconds: () => number;
}

export type ForwardCookies = ReturnType<typeof createForwardCookies>;

/**
 * The two cookies at an app's host: one says which browser started a sign-in, the other which session was handed over.
 *
 * The session's seals a reference and the host that it is for, under a key of its own: it opens nothing at another host or at
 * the portal, and holds neither a token nor the portal's cookie. What it refers to is looked up live, so an end bites at once.
 *
 * Cost: a known cookie is two look-ups in memory; an unknown one an unsealing, and a database read for an unknown session.
 */
export function createForwardCookies({ seal, vault, audit, nowSeconds }: ForwardCookiesDeps) {
  const opened = new Map<string, Reference>();

  function refused(reason: string): null {
    audit.record({ type: "session.refused", outcome: "failure", details: { reason, at: "forward_auth" } });
    return null;
  }

  async function open(value: string): Promise<Reference | undefined> {
    const known = opened.get(value);
    if (known) return known;
    const unsealed = await seal.unseal<Partial<Reference>>(value);
    if (!unsealed.ok) return undefined;
    const { sessionId, origin } = unsealed.value;
    if (typeof sessionId !== "string" || typeof origin !== "string") return undefined;
    const reference = { sessionId, origin };
    if (opened.size >= cacheCapacity) opened.delete(opened.keys().next().value as string);
    opened.set(value, reference);
    return reference;
  }

  /** The secret of the browser that started, unless a second one was planted. */
  function startSecret(place: ForwardPlace, cookieHeader: string | undefined): string | undefined {
    const [value, ...others] = cookieValues(cookieHeader, startCookieName(place));
    return value !== undefined && others.length === 0 && opaqueShape.test(value) ? value : undefined;
  }

  return {
    startSecret,

    /** The session that this place's cookie refers to, if it is live. */
    async session(place: ForwardPlace, cookieHeader: string | undefined): Promise<LiveSession | null> {
      const values = cookieValues(cookieHeader, sessionCookieName(place));
      const [value] = values;
      if (value === undefined) return null;
      if (values.length > 1) return refused("doubled_cookie");
      const reference = await open(value);
      if (!reference) return refused("bad_seal");
      if (reference.origin !== place.origin) return refused("other_host");
      return vault.findCached(reference.sessionId) ?? (await vault.find(reference.sessionId));
    },

    async setSession(place: ForwardPlace, session: LiveSession): Promise<string> {
      const maxAgeSeconds = Math.max(1, session.expiresAtSeconds - nowSeconds());
      const reference: Reference = { sessionId: session.id, origin: place.origin };
      const value = await seal.seal(reference, maxAgeSeconds);
      return setCookie(sessionCookieName(place), value, { ...attributes(place), maxAgeSeconds });
    },

    clearSession: (place: ForwardPlace) => cleared(place, sessionCookieName(place)),

    /** A tab that starts while another is on its way goes on with the same secret: else the first would be lost. */
    setStart(place: ForwardPlace, cookieHeader: string | undefined): { secret: string; setCookie: string } {
      const secret = startSecret(place, cookieHeader) ?? randomOpaqueId();
      const written = setCookie(startCookieName(place), secret, { ...attributes(place), maxAgeSeconds: startSeconds });
      return { secret, setCookie: written };
    },

    clearStart: (place: ForwardPlace) => cleared(place, startCookieName(place)),
  };
}

/** `__Host-`: no sibling subdomain can plant one, which is what keeps a stranger's sign-in out (login CSRF). */
function cookieName({ origin }: ForwardPlace, name: string): string {
  const { protocol, port } = new URL(origin);
  // Cookies ignore ports: two apps on one host name would overwrite each other's.
  return `${protocol === "https:" ? "__Host-" : ""}portico-app${name}${port === "" ? "" : `-${port}`}`;
}

const sessionCookieName = (place: ForwardPlace) => cookieName(place, "");
const startCookieName = (place: ForwardPlace) => cookieName(place, "-start");

// Lax, not Strict: the browser comes from the portal's host, and from links in mails and other sites.
const attributes = ({ origin }: ForwardPlace) => ({ secure: origin.startsWith("https:"), sameSite: "Lax" }) as const;

const cleared = (place: ForwardPlace, name: string) => setCookie(name, "", { ...attributes(place), maxAgeSeconds: 0 });
