import { expect, it, onTestFinished, vi } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { type Announcement, createAnnouncements } from "./announcements.ts";

/** A wire that can be cut, and what was said, here and into the log. */
function setUp(options: { capacity?: number } = {}) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const told: string[] = [];
  const here: string[] = [];
  const lines: { level: string; message: string; fields: unknown }[] = [];
  const wire = { cut: false, attempts: 0 };
  const say = (level: string) => (message: string, fields: unknown) => void lines.push({ level, message, fields });
  const announcements = createAnnouncements({
    async publish(channel, payload) {
      wire.attempts++;
      if (wire.cut) throw new AppError("redis_unavailable", { detail: "Redis at localhost:6379 did not answer" });
      told.push(`${channel} ${payload}`);
    },
    tellHere: (channel, payload) => here.push(`${channel} ${payload}`),
    missedSomething: ["missed", "all"],
    log: { info: say("info"), error: say("error") },
    ...options,
  });
  return { ...announcements, announcements, wire, told, here, lines };
}

const ends = (...ids: string[]): Announcement[] => ids.map((id) => ["ended", id]);

it("tells at once, and nothing twice", async () => {
  const { announce, told, here, lines } = setUp();
  expect(await announce(ends("a", "b"))).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect({ told, here, lines }).toEqual({ told: ["ended a", "ended b"], here: [], lines: [] });
});

it("tells this process and the log when the others can't be told, and the others as soon as they can", async () => {
  const { announcements, announce, wire, told, here, lines } = setUp();
  wire.cut = true;
  expect(announcements.untold).toBe(false);
  expect(await announce(ends("a", "b"))).toBe(false);
  expect(announcements.untold).toBe(true);
  expect(here).toEqual(["ended a", "ended b"]);
  expect(lines).toMatchObject([
    { level: "error", fields: { channels: ["ended"], reason: "Redis at localhost:6379 did not answer" } },
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([]);
  wire.cut = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual(["ended a", "ended b"]);
  expect(announcements.untold).toBe(false);
  expect(lines.slice(1)).toMatchObject([{ level: "info" }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveLength(2);
});

it("asks soon at first and every few seconds later", async () => {
  const { announce, wire } = setUp();
  wire.cut = true;
  await announce(ends("a"));
  await vi.advanceTimersByTimeAsync(100);
  expect(wire.attempts).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wire.attempts).toBeGreaterThan(14);
  expect(wire.attempts).toBeLessThan(35);
});

it("goes on where it was broken off: what was told is not told again", async () => {
  const { announce, wire, told } = setUp();
  wire.cut = true;
  await announce(ends("a"));
  await announce(ends("b"));
  wire.cut = false;
  await announce(ends("c"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told.toSorted()).toEqual(["ended a", "ended b", "ended c"]);
});

it("says that something was missed when there was more than it remembers", async () => {
  const { announce, wire, told } = setUp({ capacity: 3 });
  wire.cut = true;
  await announce(ends("a", "b"));
  await announce(ends("c", "d"));
  wire.cut = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual(["missed all"]);
});

it("gives up at the end only, and says so", async () => {
  const { announce, wire, lines, close } = setUp();
  wire.cut = true;
  await announce(ends("a"));
  close();
  const { attempts } = wire;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wire.attempts).toBe(attempts);
  expect(lines.at(-1)).toMatchObject({ level: "error", fields: { untold: 1 } });
});
