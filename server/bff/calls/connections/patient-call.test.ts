import { expect, it } from "vitest";
import type { AppError } from "#server/errors/app-error.ts";
import { tickMs } from "./open-connections.ts";
import { PatientCall } from "./patient-call.ts";

class Wait extends PatientCall {
  readonly ends: { code: string; atMs: number }[] = [];
  readonly #clock: { tickedAtMs: number };

  constructor() {
    const clock = { tickedAtMs: 0 };
    super(clock);
    this.#clock = clock;
  }

  for(code: "upstream_timeout" | "request_timeout", seconds: number): this {
    this.waitFor(code, seconds);
    return this;
  }

  more(): void {
    this.keepWaiting();
  }

  stop(): void {
    this.stopWaiting();
  }

  until(endMs: number): void {
    while (this.#clock.tickedAtMs + tickMs <= endMs) {
      this.#clock.tickedAtMs += tickMs;
      this.onTick(this.#clock.tickedAtMs);
    }
  }

  protected override onWaitedTooLong(error: AppError): void {
    this.ends.push({ code: error.code, atMs: this.#clock.tickedAtMs });
  }
}

it("ends once, never before its time and at most two ticks after it", () => {
  const wait = new Wait().for("upstream_timeout", 3);
  wait.until(60_000);
  // Begun at most a tick after time 0, when this began to count.
  expect(wait.ends).toEqual([{ code: "upstream_timeout", atMs: 3_000 + tickMs }]);
});

it("begins again with everything that comes", () => {
  const wait = new Wait().for("upstream_timeout", 1);
  for (let atMs = 1_000; atMs <= 10_000; atMs += 1_000) {
    wait.until(atMs);
    wait.more();
  }
  expect(wait.ends).toEqual([]);
  wait.until(20_000);
  expect(wait.ends).toHaveLength(1);
});

it("waits for whom it was told last", () => {
  const wait = new Wait().for("upstream_timeout", 1).for("request_timeout", 5);
  wait.until(10_000);
  expect(wait.ends).toEqual([{ code: "request_timeout", atMs: 5_000 + tickMs }]);
});

it("doesn't end before it began to wait, nor after it stopped", () => {
  const wait = new Wait();
  wait.until(100_000);
  wait.for("upstream_timeout", 1).stop();
  wait.until(200_000);
  expect(wait.ends).toEqual([]);
});
