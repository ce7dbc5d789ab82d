import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { UpstreamTokenSource } from "#server/sessions/token-source.ts";
import type { ApiRoute } from "./route-table.ts";

/** Something that goes on for somebody: an answer on its way, a WebSocket. */
export interface OpenConnection {
  readonly route: ApiRoute;
  readonly session: LiveSession | null;
  /** Its place among the open ones, kept by OpenConnections; `undefined` while it isn't among them. */
  slot: number | undefined;
  /** Ends it now; `error` says why, where that can still be said. */
  end(error: AppError): void;
}

export interface OpenConnectionsDeps {
  vault: Pick<SessionVault, "onEnded" | "isLive">;
  upstreamTokens: Pick<UpstreamTokenSource, "onChanged" | "stillHeld">;
  nowSeconds: () => number;
  /** False while this process doesn't hear of changes in other processes. */
  listening: () => boolean;
}

const sweepMs = 1_000;
/** Between two looks at a session that goes on. Its last use is written down once a minute. */
const lookAgainSeconds = 60;
const lookAgainWhileDeafSeconds = 5;

/**
 * All that is open for a session, and ends with what allowed it: the session, or the person's access at the provider.
 *
 * Nobody may ask for a session any more while an answer of its is still coming, so that its end by time goes unheard: it is
 * looked for.
 *
 * Cost:  a call enters an array and leaves it. Who is meant is searched for when a session ends, which is rare. An array
 *        whose last entry fills the gap, not a Set: a Set's outgrown tables point to their successors, so that one old table
 *        carries every finished call through the young generation (measured: 6 kB for each call, pauses of 30 ms).
 * Races: a call that was let in before its session ended is in the array before anything else can run.
 */
export class OpenConnections {
  readonly #deps: OpenConnectionsDeps;
  readonly #open: OpenConnection[] = [];
  readonly #sweepTimer: NodeJS.Timeout;
  readonly #stopListening: readonly (() => void)[];
  #nextLooks = new Map<string, number>();
  #heard = true;

  constructor(deps: OpenConnectionsDeps) {
    this.#deps = deps;
    this.#stopListening = [
      deps.vault.onEnded((sessionId) => this.#endSession(sessionId)),
      deps.upstreamTokens.onChanged((sessionId, providerId) => void this.#recheckAccess(sessionId, providerId)),
    ];
    this.#sweepTimer = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** What doesn't depend on who is signed in isn't watched. */
  add(connection: OpenConnection): void {
    if (connection.session === null || !connection.route.returnRule.personal) return;
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

  close(): void {
    clearInterval(this.#sweepTimer);
    for (const stop of this.#stopListening) stop();
    this.#open.length = 0;
  }

  #endSession(sessionId: string): void {
    this.#endAll((session) => session?.id === sessionId, new AppError("session_required"));
  }

  #endAll(isMeant: (session: LiveSession | null, route: ApiRoute) => boolean, error: AppError): void {
    for (const connection of [...this.#open]) {
      if (!isMeant(connection.session, connection.route)) continue;
      this.delete(connection);
      connection.end(error);
    }
  }

  /** A provider token changed: refreshed is fine, ended is not. Asked once for all connections of a route. */
  async #recheckAccess(sessionId: string, providerId: string): Promise<void> {
    const routes = new Map<ApiRoute, LiveSession>();
    for (const { route, session } of this.#open) {
      if (session?.id === sessionId && route.providerId === providerId) routes.set(route, session);
    }
    for (const [route, session] of routes) {
      const { scopes } = route.settings;
      // While the database doesn't answer, nothing says that the access is gone.
      const held = await this.#deps.upstreamTokens.stillHeld(session, { providerId, scopes }).catch(() => true);
      const connect = session.providerId === providerId ? {} : { connect: 1 };
      const error = new AppError("reauthentication_required", { facts: { provider: providerId, ...connect } });
      if (!held) this.#endAll((other, its) => other?.id === sessionId && its === route, error);
    }
  }

  /** Looks for sessions that are over by their absolute end, for want of use, or without this process having heard. */
  #sweep(): void {
    const nowSeconds = this.#deps.nowSeconds();
    const listening = this.#deps.listening();
    const hearsAgain = listening && !this.#heard;
    this.#heard = listening;
    const due = new Set<string>();
    const over = new Set<string>();
    for (const { session } of this.#open) {
      if (session === null) continue;
      const idleEndSeconds = session.idleExpiresAtSeconds + lookAgainSeconds;
      if (nowSeconds >= session.expiresAtSeconds) over.add(session.id);
      else if (!listening || hearsAgain || nowSeconds >= idleEndSeconds) due.add(session.id);
    }
    for (const id of over) this.#endSession(id);
    const looks = new Map<string, number>();
    for (const id of due) {
      const atSeconds = hearsAgain ? 0 : (this.#nextLooks.get(id) ?? 0);
      const isNow = nowSeconds >= atSeconds;
      looks.set(id, isNow ? nowSeconds + (listening ? lookAgainSeconds : lookAgainWhileDeafSeconds) : atSeconds);
      if (isNow) void this.#look(id);
    }
    this.#nextLooks = looks;
  }

  async #look(sessionId: string): Promise<void> {
    // While the database doesn't answer, only the absolute end is certain.
    const live = await this.#deps.vault.isLive(sessionId).catch(() => true);
    if (!live) this.#endSession(sessionId);
  }
}
