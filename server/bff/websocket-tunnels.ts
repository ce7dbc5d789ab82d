import type { Duplex } from "node:stream";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { UpstreamTokenSource } from "#server/sessions/token-source.ts";
import type { ApiRoute } from "./route-table.ts";
import { ServerFrames } from "./server-frames.ts";

/** Between two looks at a session that goes on. Its last use is written down once a minute. */
const lookAgainSeconds = 60;
/** What a timer can count. */
const timerMsMax = 2 ** 31 - 1;

interface Tunnel {
  route: ApiRoute;
  session: LiveSession | null;
  close(): void;
}

/**
 * Open WebSockets, each a pair of sockets piped into each other with back-pressure. They end with what allowed them:
 * the session, or the person's access at the provider.
 *
 * Nobody may ask for a session any more while its WebSockets are open, so that its own end goes unheard: it is looked for
 * when it is due.
 *
 * Memory: two sockets and one object a tunnel; frames are not read, only their boundaries towards the browser.
 */
export class WebSocketTunnels {
  readonly #vault: Pick<SessionVault, "onEnded" | "isLive">;
  readonly #upstreamTokens: UpstreamTokenSource;
  readonly #endTimers = new Map<string, NodeJS.Timeout>();
  readonly #bySession = new Map<string, Set<Tunnel>>();
  readonly #all = new Set<Tunnel>();
  readonly #stopListening: readonly (() => void)[];

  constructor(vault: Pick<SessionVault, "onEnded" | "isLive">, upstreamTokens: UpstreamTokenSource) {
    this.#vault = vault;
    this.#upstreamTokens = upstreamTokens;
    this.#stopListening = [
      vault.onEnded((sessionId) => this.#closeAll(this.#bySession.get(sessionId) ?? [])),
      upstreamTokens.onChanged((sessionId, providerId) => void this.#recheck(sessionId, providerId)),
    ];
  }

  get size(): number {
    return this.#all.size;
  }

  /** Joins the two ends. `towardsBrowser` has got the handshake's answer already. */
  open(route: ApiRoute, session: LiveSession | null, towardsBrowser: Duplex, towardsApi: Duplex): void {
    const frames = new ServerFrames();
    const over = () => {
      this.#remove(tunnel);
      towardsApi.destroy();
      towardsBrowser.destroy();
    };
    const tunnel: Tunnel = {
      route,
      session,
      close: () => {
        towardsApi.destroy();
        // A close frame can only stand between two frames; in the middle of one, breaking off is all that is left.
        if (frames.atBoundary && towardsBrowser.writable) towardsBrowser.end(frames.policyViolation());
        else towardsBrowser.destroy();
        // Its own close frame and the connection's end still have to be read.
        towardsBrowser.unpipe().resume().on("end", over);
        setTimeout(() => towardsBrowser.destroy(), 1000).unref();
      },
    };
    this.#add(tunnel);
    towardsBrowser.on("error", over).on("close", over);
    towardsApi.on("error", over).on("close", () => (towardsBrowser.writableEnded ? undefined : over()));
    towardsApi.on("data", (chunk: Buffer) => {
      frames.pass(chunk);
      if (!towardsBrowser.writableEnded && !towardsBrowser.write(chunk)) towardsApi.pause();
    });
    towardsBrowser.on("drain", () => towardsApi.resume());
    towardsApi.on("end", () => towardsBrowser.end());
    towardsBrowser.pipe(towardsApi);
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#closeAll(this.#all);
  }

  /** A provider token changed: refreshed is fine, ended is not. */
  async #recheck(sessionId: string, providerId: string): Promise<void> {
    for (const tunnel of [...(this.#bySession.get(sessionId) ?? [])]) {
      const { route, session } = tunnel;
      if (session === null || route.providerId !== providerId) continue;
      try {
        await this.#upstreamTokens.forSession(session, { providerId, scopes: route.settings.scopes });
      } catch {
        tunnel.close();
      }
    }
  }

  /** Looks whether the session is over when it should be, by its absolute end or for want of use. */
  #awaitEnd(session: LiveSession, atSeconds: number): void {
    const ms = Math.min(Math.max(0, atSeconds * 1000 - Date.now()), timerMsMax);
    const timer = setTimeout(() => void this.#lookForEnd(session), ms);
    timer.unref();
    this.#endTimers.set(session.id, timer);
  }

  async #lookForEnd(session: LiveSession): Promise<void> {
    const nowSeconds = Date.now() / 1000;
    // While the database doesn't answer, only the absolute end is certain.
    const live = nowSeconds < session.expiresAtSeconds && (await this.#vault.isLive(session.id).catch(() => true));
    const tunnels = this.#bySession.get(session.id);
    if (!tunnels) return;
    if (live) this.#awaitEnd(session, Math.min(nowSeconds + lookAgainSeconds, session.expiresAtSeconds));
    else this.#closeAll(tunnels);
  }

  #closeAll(tunnels: Iterable<Tunnel>): void {
    for (const tunnel of [...tunnels]) {
      this.#remove(tunnel);
      tunnel.close();
    }
  }

  #add(tunnel: Tunnel): void {
    this.#all.add(tunnel);
    if (tunnel.session === null) return;
    const { session } = tunnel;
    const ofSession = this.#bySession.get(session.id) ?? new Set();
    ofSession.add(tunnel);
    this.#bySession.set(session.id, ofSession);
    if (ofSession.size === 1) {
      const idleEndSeconds = session.idleExpiresAtSeconds + lookAgainSeconds;
      this.#awaitEnd(session, Math.min(idleEndSeconds, session.expiresAtSeconds));
    }
  }

  #remove(tunnel: Tunnel): void {
    this.#all.delete(tunnel);
    if (tunnel.session === null) return;
    const ofSession = this.#bySession.get(tunnel.session.id);
    ofSession?.delete(tunnel);
    if (ofSession?.size !== 0) return;
    this.#bySession.delete(tunnel.session.id);
    clearTimeout(this.#endTimers.get(tunnel.session.id));
    this.#endTimers.delete(tunnel.session.id);
  }
}
