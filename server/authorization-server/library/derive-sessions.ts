import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { clientSessionId } from "./client-session-id.ts";
import { sessionAcr } from "./session-acr.ts";

export interface DerivedSessions {
  authenticate(cookieHeader: string | undefined): Promise<LiveSession | null>;
  isLive(sessionId: string): Promise<boolean>;
  /** Rejects when a request that continues after a page may not continue in this session. */
  requireResumable(ctx: KoaContextWithOIDC, live: LiveSession | null): Promise<void>;
}

/**
 * Makes the library's Session a shadow of Portico's, so that there is one session cookie and one sign-out
 * (`Session.get`, `Session.findByUid`, `resetIdentifier`, `ensureClientContainer`).
 *
 * Its uid and id are Portico's session id. Without a live Portico session it is empty, whatever the database says.
 */
export function deriveSessions(provider: Provider, sessions: DerivedSessions): void {
  const { Session } = provider;
  const findByUid = Session.findByUid.bind(Session);

  Session.findByUid = async (uid) => ((await sessions.isLive(uid)) ? findByUid(uid) : undefined);

  Session.get = async (context) => {
    const ctx = context as unknown as KoaContextWithOIDC;
    const live = await sessions.authenticate(ctx.req.headers.cookie);
    await sessions.requireResumable(ctx, live);
    const stored = live ? await findByUid(live.id) : undefined;
    const session = stored?.accountId === live?.userId ? (stored ?? new Session()) : new Session();
    if (live) {
      session.uid = live.id;
      session.jti = live.id;
      session.loginAccount({
        accountId: live.userId,
        loginTs: live.authTimeSeconds,
        acr: sessionAcr(live),
        ...(live.amr.length > 0 ? { amr: [...live.amr] } : {}),
      });
    }
    ctx.oidc.entity("Session", session);
    return session;
  };

  // There is no cookie to fixate: Portico's session id changes at sign-in, and this one with it.
  Session.prototype.resetIdentifier = () => {};

  // Made from the ids, so that two apps authorized at once don't lose each other's sid.
  Session.prototype.ensureClientContainer = function (clientId) {
    if (this.sidFor(clientId)) return;
    this.sidFor(clientId, clientSessionId(this.uid, clientId));
  };
}
