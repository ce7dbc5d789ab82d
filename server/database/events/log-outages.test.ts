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

it("says at the start that nothing arrives, why and what to do, and again when the reason is another one", () => {
  const subscriptions = createSubscriptions();
  const lines: unknown[] = [];
  const say = (level: string) => (_message: string, fields: unknown) => void lines.push([level, fields]);
  let problem: { message: string; advice: string } | undefined = { message: "silence", advice: "LISTEN directly" };
  const notify = {
    onListeningChange: subscriptions.onListeningChange,
    get listening() {
      return subscriptions.listening;
    },
    get problem() {
      return problem;
    },
  };
  logOutages(notify, "a pooler", { info: say("info"), warn: say("warn") }, () => 0);
  subscriptions.missed();
  problem = { message: "another role", advice: "the same role" };
  subscriptions.missed();
  problem = undefined;
  subscriptions.setListening(true);
  subscriptions.setListening(false);
  expect(lines).toEqual([
    ["warn", { lost: "a pooler", reason: "silence", do: "LISTEN directly" }],
    ["warn", { lost: "a pooler", reason: "another role", do: "the same role" }],
    ["info", { back: "a pooler", after_seconds: 0 }],
    ["warn", { lost: "a pooler" }],
  ]);
});
