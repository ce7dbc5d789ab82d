import type { LiveSession } from "#server/sessions/live-session.ts";

/** Between two looks at a session that goes on. Its last use is written down once a minute. */
const lookAgainSeconds = 60;
const lookAgainWhileUnsureSeconds = 5;

export interface SessionLooksDeps {
  nowSeconds: () => number;
  /** Whether this process receives what other processes announce. */
  isListening(): boolean;
}

/** When a session with something open is looked at because nothing may announce its end. */
export class SessionLooks {
  readonly #deps: SessionLooksDeps;
  #nextLooks = new Map<string, number>();
  /** Sessions of which a notification may be missing. */
  #unsure = new Set<string>();

  constructor(deps: SessionLooksDeps) {
    this.#deps = deps;
  }

  markUnsure(sessionId: string): void {
    this.#unsure.add(sessionId);
  }

  markSure(sessionId: string): void {
    this.#unsure.delete(sessionId);
  }

  /** The next `due` names what is unsure at once. */
  lookAtOnce(): void {
    this.#nextLooks.clear();
  }

  /** Sessions that are over by their absolute end, and those to look at now: unused for too long, or unsure. */
  due(sessions: Iterable<LiveSession>): { over: ReadonlySet<string>; now: readonly string[] } {
    const nowSeconds = this.#deps.nowSeconds();
    const isListening = this.#deps.isListening();
    const unsure = (id: string) => !isListening || this.#unsure.has(id);
    const due = new Set<string>();
    const over = new Set<string>();
    for (const session of sessions) {
      const idleEndSeconds = session.idleExpiresAtSeconds + lookAgainSeconds;
      if (nowSeconds >= session.expiresAtSeconds) over.add(session.id);
      else if (unsure(session.id) || nowSeconds >= idleEndSeconds) due.add(session.id);
    }
    const now: string[] = [];
    const looks = new Map<string, number>();
    for (const id of due) {
      const atSeconds = this.#nextLooks.get(id) ?? 0;
      const isNow = nowSeconds >= atSeconds;
      const pause = unsure(id) ? lookAgainWhileUnsureSeconds : lookAgainSeconds;
      looks.set(id, isNow ? nowSeconds + pause : atSeconds);
      if (isNow) now.push(id);
    }
    this.#nextLooks = looks;
    for (const id of this.#unsure) if (!due.has(id)) this.#unsure.delete(id);
    return { over, now };
  }
}
