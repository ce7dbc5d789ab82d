const keptMs = 60 * 60 * 1000;

/**
 * Names for the log that callers may have made up: each once an hour, and a limited number of them. If they were never
 * forgotten, made-up names could keep the operator's own mistake out of the log until the next start.
 */
export class NamesToTell {
  readonly #logged = new Set<string>();
  readonly #most: number;
  readonly #nowMs: () => number;
  #sinceMs = Number.NEGATIVE_INFINITY;

  constructor(most: number, nowMs: () => number = Date.now) {
    this.#most = most;
    this.#nowMs = nowMs;
  }

  /** Whether to log this one now. */
  take(name: string): boolean {
    const now = this.#nowMs();
    if (now - this.#sinceMs >= keptMs) {
      this.#logged.clear();
      this.#sinceMs = now;
    }
    if (this.isFull || this.#logged.has(name)) return false;
    this.#logged.add(name);
    return true;
  }

  get isFull(): boolean {
    return this.#logged.size >= this.#most;
  }
}
