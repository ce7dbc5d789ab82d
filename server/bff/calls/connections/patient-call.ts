import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { tickMs } from "./open-connections.ts";

/** Says when it last ticked: the real time may be nearly one tick later. */
export interface TickClock {
  readonly tickedAtMs: number;
}

/**
 * How long a call may wait: for the API's first byte or next chunk, or for the client to read
 * what came. Instead of undici's timers: those stay in a list for half a second after their call, long enough for the
 * garbage collector to move each of them among the old objects, so that it has to search the whole heap every few
 * minutes (measured: 160 of 275 bytes per call; such a search holds up a thousand calls on one core).
 *
 * Cost: two writes for a wait, one for a chunk; no timer and no object. Never early, at most two ticks late, and
 *       not counting while this process stood still.
 */
export abstract class PatientCall {
  #code: ErrorCode = "upstream_timeout";
  /** 0: doesn't wait, or may wait for ever. */
  #limitMs = 0;
  #sinceMs = 0;
  readonly #clock: TickClock;

  constructor(clock: TickClock) {
    this.#clock = clock;
  }

  /** What has waited for too long ends; `error` says what it waited for. */
  protected abstract onWaitedTooLong(error: AppError): void;

  protected waitFor(code: "upstream_timeout" | "request_timeout", seconds: number): void {
    this.#code = code;
    this.#limitMs = seconds * 1000;
    this.#sinceMs = this.#clock.tickedAtMs + tickMs;
  }

  /** Something came: the wait begins again. */
  protected keepWaiting(): void {
    this.#sinceMs = this.#clock.tickedAtMs + tickMs;
  }

  protected stopWaiting(): void {
    this.#limitMs = 0;
  }

  onTick(nowMs: number): void {
    if (this.#limitMs === 0 || nowMs - this.#sinceMs < this.#limitMs) return;
    const detail = `nothing for ${this.#limitMs / 1000} s`;
    this.stopWaiting();
    this.onWaitedTooLong(new AppError(this.#code, { detail }));
  }
}
