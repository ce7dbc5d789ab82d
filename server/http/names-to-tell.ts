const keptMs = 60 * 60 * 1000;

/**
 * Names that strangers may have made up and the log is to tell of: each once an hour, and so many at most. Were they kept for
 * good, made-up ones could silence the operator's own mistake until the next start.
 */
export class NamesToTell {
  readonly #told = new Set<string>();
  readonly #most: number;
  readonly #nowMs: () => number;
  #sinceMs = Number.NEGATIVE_INFINITY;

  constructor(most: number, nowMs: () => number = Date.now) {
    this.#most = most;
    this.#nowMs = nowMs;
  }

  /** Whether to tell of this one now. */
  take(name: string): boolean {
    const now = this.#nowMs();
    if (now - this.#sinceMs >= keptMs) {
      this.#told.clear();
      this.#sinceMs = now;
    }
    if (this.isFull || this.#told.has(name)) return false;
    this.#told.add(name);
    return true;
  }

  get isFull(): boolean {
    return this.#told.size >= this.#most;
  }
}
