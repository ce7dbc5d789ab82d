/**
 * A timeout that isn't held against who is waited for when this process stood still: Node looks at its timers before its
 * sockets, so what lies there already is read first, and may stop this or begin it again. For the few waits that can afford
 * a timer; calls have PatientCall.
 */
export class PatientTimeout {
  readonly #onTooLong: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastLook: NodeJS.Immediate | undefined;

  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  begin(seconds: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#lastLook = setImmediate(this.#onTooLong);
    }, seconds * 1000);
  }

  /** Something came: the time that was begun begins again. */
  again(): void {
    clearImmediate(this.#lastLook);
    this.#timer?.refresh();
  }

  stop(): void {
    clearImmediate(this.#lastLook);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
