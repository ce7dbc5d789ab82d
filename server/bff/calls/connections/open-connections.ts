import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import type { CallAdmission } from "#server/bff/calls/call-admission.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { UpstreamTokenSource } from "#server/sessions/token-source.ts";
import { SessionLooks } from "./session-looks.ts";
import { createWaitingLooks } from "./waiting-looks.ts";

/** Something that is open for a session: an answer on its way, a WebSocket. */
export interface OpenConnection {
  readonly route: ApiRoute;
  readonly session: LiveSession | null;
  /** Its place among the open ones, kept by OpenConnections; `undefined` while it isn't among them. */
  slot: number | undefined;
  /** Ends it now; `error` says why, where that can still be said. */
  end(error: AppError): void;
  /** Called every `tickMs`. */
  onTick?(nowMs: number): void;
}

export interface OpenConnectionsDeps {
  vault: Pick<SessionVault, "onEnded" | "onPersonChanged" | "isLive" | "find">;
  admission: Pick<CallAdmission, "refusal">;
  upstreamTokens: Pick<UpstreamTokenSource, "onChanged" | "stillHeld">;
  nowSeconds: () => number;
  notify: Pick<Notifier, "listening" | "onListeningChange">;
}

export const tickMs = 500;
/**
 * All calls and WebSockets that are open. What is open for a session ends with what allowed it: the session, the person's access at
 * the provider, or the roles, groups and addresses that `allow` of the API asks for.
 *
 * While an answer is still coming, no other request may use its session, so that its end by time announces itself nowhere: it is
 * looked for.
 *
 * Cost:  a call enters an array and leaves it. What belongs to a session is searched for when it ends, which is rare. An array
 *        whose last entry fills the gap, not a Set: a Set's outgrown tables point to their successors, so that one old table
 *        carries every finished call through the young generation (measured: 6 kB for each call, pauses of 30 ms).
 * Races: a call that was let in before its session ended is in the array before anything else can run.
 */
export class OpenConnections {
  readonly #deps: OpenConnectionsDeps;
  readonly #open: OpenConnection[] = [];
  readonly #tickTimer: NodeJS.Timeout;
  readonly #stopListening: readonly (() => void)[];
  readonly #looks: SessionLooks;
  readonly #changed = createWaitingLooks((sessionId) => this.#lookAtPerson(sessionId));
  #tickedAtMs = 0;

  constructor(deps: OpenConnectionsDeps) {
    this.#deps = deps;
    this.#looks = new SessionLooks({ nowSeconds: deps.nowSeconds, isListening: () => deps.notify.listening });
    this.#stopListening = [
      deps.vault.onEnded((sessionId) => this.#endSession(sessionId)),
      deps.vault.onPersonChanged((userId) => this.#onPersonChanged(userId)),
      deps.upstreamTokens.onChanged((sessionId, providerId) => this.#onTokenChanged(sessionId, providerId)),
      deps.notify.onListeningChange(() => this.#onListeningChange()),
    ];
    this.#tickTimer = setInterval(() => this.#tick(), tickMs).unref();
  }

  /** A clock that costs nothing to read and goes by ticks: it stands still while this process does. */
  get tickedAtMs(): number {
    return this.#tickedAtMs;
  }

  add(connection: OpenConnection): void {
    connection.slot = this.#open.push(connection) - 1;
  }

  delete(connection: OpenConnection): void {
    const { slot } = connection;
    if (slot === undefined) return;
    connection.slot = undefined;
    const last = this.#open.pop();
    if (last === undefined || last === connection) return;
    this.#open[slot] = last;
    last.slot = slot;
  }

  get size(): number {
    return this.#open.length;
  }

  /** At shutdown, when what is open had its time to finish. */
  endAllOpen(): void {
    const error = new AppError("upstream_unreachable", { detail: "the portal is shutting down" });
    for (const connection of [...this.#open]) connection.end(error);
  }

  close(): void {
    clearInterval(this.#tickTimer);
    for (const stop of this.#stopListening) stop();
    this.#open.length = 0;
  }

  #tick(): void {
    // Not by the clock: when this process stood still, an answer may lie in the socket already, and is read after this.
    this.#tickedAtMs += tickMs;
    // From the end: who leaves makes room for the last one, which has had its turn.
    for (let slot = this.#open.length - 1; slot >= 0; slot--) this.#open[slot]?.onTick?.(this.#tickedAtMs);
    this.#sweep();
  }

  /** What is open for a session. An answer that is not personal has no session to end with. */
  #ofSessions(): { connection: OpenConnection; route: ApiRoute; session: LiveSession }[] {
    const found = [];
    for (const connection of this.#open) {
      const { route, session } = connection;
      if (session !== null && route.returnRule.personal) found.push({ connection, route, session });
    }
    return found;
  }

  #endSession(sessionId: string): void {
    this.#endAll((session) => session.id === sessionId, new AppError("session_required"));
  }

  #endAll(isMeant: (session: LiveSession, route: ApiRoute) => boolean, error: AppError): void {
    for (const { connection, route, session } of this.#ofSessions()) {
      if (!isMeant(session, route)) continue;
      this.delete(connection);
      connection.end(error);
    }
  }

  /** A loss may be over before the next sweep; what ended meanwhile was not announced here. */
  #onListeningChange(): void {
    if (!this.#deps.notify.listening) return;
    for (const { session } of this.#ofSessions()) this.#looks.markUnsure(session.id);
    this.#looks.lookAtOnce();
    this.#sweep();
  }

  #onPersonChanged(userId: string | undefined): void {
    const theirs = this.#ofSessions().filter(({ session }) => userId === undefined || session.userId === userId);
    this.#changed.add(theirs.map(({ session }) => session.id));
  }

  async #lookAtPerson(sessionId: string): Promise<void> {
    await this.#recheckPerson(sessionId).catch(() => this.#looks.markUnsure(sessionId));
  }

  /** The person may not be signed in any more, or not use each API that something is open to. */
  async #recheckPerson(sessionId: string): Promise<void> {
    const now = await this.#deps.vault.find(sessionId, { slide: false });
    if (!now) return this.#endSession(sessionId);
    const routes = new Set<ApiRoute>();
    for (const { route, session } of this.#ofSessions()) if (session.id === sessionId) routes.add(route);
    for (const route of routes) {
      const refusal = this.#deps.admission.refusal(route, now);
      if (refusal) this.#endAll((other, its) => other.id === sessionId && its === route, refusal);
    }
  }

  #onTokenChanged(sessionId: string, providerId: string): void {
    this.#recheckAccess(sessionId, providerId).catch(() => this.#looks.markUnsure(sessionId));
  }

  /** A provider token changed: refreshed is fine, ended is not. Asked once for all connections of a route. */
  async #recheckAccess(sessionId: string, providerId: string): Promise<void> {
    const routes = new Map<ApiRoute, LiveSession>();
    for (const { route, session } of this.#ofSessions()) {
      if (session.id === sessionId && route.providerId === providerId) routes.set(route, session);
    }
    for (const [route, session] of routes) {
      const { scopes } = route.settings;
      if (await this.#deps.upstreamTokens.stillHeld(session, { providerId, scopes })) continue;
      const connect = session.providerId === providerId ? {} : { connect: 1 };
      const error = new AppError("reauthentication_required", { facts: { provider: providerId, ...connect } });
      this.#endAll((other, its) => other.id === sessionId && its === route, error);
    }
  }

  /** Looks for sessions that are over by their absolute end, by lack of use, or while this process received no notifications. */
  #sweep(): void {
    const { over, now } = this.#looks.due(this.#ofSessions().map(({ session }) => session));
    for (const id of over) this.#endSession(id);
    for (const id of now) void this.#look(id);
  }

  async #look(sessionId: string): Promise<void> {
    try {
      if (!(await this.#deps.vault.isLive(sessionId))) this.#endSession(sessionId);
      if (this.#ofSessions().some(({ session }) => session.id === sessionId)) await this.#recheckPerson(sessionId);
      const providers = new Set<string>();
      for (const { route, session } of this.#ofSessions()) {
        if (session.id === sessionId && route.providerId !== undefined) providers.add(route.providerId);
      }
      for (const providerId of providers) await this.#recheckAccess(sessionId, providerId);
      this.#looks.markSure(sessionId);
    } catch {
      // While the database doesn't answer, only the absolute end is certain: asked again.
      this.#looks.markUnsure(sessionId);
    }
  }
}
