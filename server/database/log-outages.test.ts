import { expect, it } from "vitest";
import { logOutages } from "./log-outages.ts";
import { createSubscriptions } from "./subscriptions.ts";

function setUp() {
  const subscriptions = createSubscriptions();
  subscriptions.setListening(true);
  const lines: unknown[] = [];
  let nowMs = 0;
  const say = (level: string) => (_message: string, fields: unknown) => void lines.push([level, fields]);
  const log = { info: say("info"), warn: say("warn") };
  const stop = logOutages(subscriptions, "Redis at cache:6379", log, () => nowMs);
  return { subscriptions, lines, stop, pass: (seconds: number) => (nowMs += seconds * 1000) };
}

it("says once that the others can't be heard, and once for how long that was", () => {
  const { subscriptions, lines, pass } = setUp();
  subscriptions.setListening(false);
  subscriptions.setListening(false);
  pass(90);
  subscriptions.setListening(true);
  expect(lines).toEqual([
    ["warn", { lost: "Redis at cache:6379" }],
    ["info", { back: "Redis at cache:6379", after_seconds: 90 }],
  ]);
});

it("says nothing when something was missed without a loss, or when it was stopped", () => {
  const { subscriptions, lines, stop } = setUp();
  subscriptions.missed();
  stop();
  subscriptions.setListening(false);
  expect(lines).toEqual([]);
});
