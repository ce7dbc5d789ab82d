import type { SessionStore } from "./session-store.ts";

/** The last use isn't urgent, so that all touches of this time are written in one statement. */
const collectMilliseconds = 100;

interface Touch {
  atMs: number;
  ended: () => void;
  failed: () => void;
}

/**
 * Writes when sessions were last used, many in one statement, and calls `ended` for those that have ended.
 *
 * Cost:  a Map entry for each session and minute; one statement for all that came up within a tenth of a second.
 * Races: a second write waits for the first, so that a session's times reach the database in order.
 */
export class SessionTouches {
  readonly #store: Pick<SessionStore, "touchAll">;
  #waiting = new Map<string, Touch>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Pick<SessionStore, "touchAll">) {
    this.#store = store;
  }

  add(sessionId: string, touch: Touch): void {
    this.#waiting.set(sessionId, touch);
    this.#timer ??= setTimeout(() => void this.#write(), collectMilliseconds).unref();
  }

  async #write(): Promise<void> {
    const writing = this.#waiting;
    this.#waiting = new Map();
    try {
      const live = await this.#store.touchAll([...writing].map(([id, { atMs }]) => ({ id, atMs })));
      for (const [id, { ended }] of writing) if (!live.has(id)) ended();
    } catch {
      for (const { failed } of writing.values()) failed();
    }
    this.#timer = undefined;
    if (this.#waiting.size > 0) this.#timer = setTimeout(() => void this.#write(), collectMilliseconds).unref();
  }
}
