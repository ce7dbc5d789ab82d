import { expect, it } from "vitest";
import { eveningProgramme } from "./evening-programme.ts";

const now = new Date("2026-03-04T12:00:00Z");
const entry = (startsAt: string, endsAt: string) => ({ title: "Chess club", startsAt, endsAt });

it("shows the evening as it is when nothing stands in the way", () => {
  const elsewhere = [
    entry("2026-03-04T09:00:00Z", "2026-03-04T17:00:00Z"),
    entry("2026-03-05T19:00:00Z", "2026-03-05T21:00:00Z"),
  ];
  const lines = eveningProgramme(elsewhere, now);
  expect(lines[0]).toBe("17:00  Engines of Difference");
  expect(lines.join()).not.toContain("Chess club");
});

it("says what in the calendar stands in the way, and until when", () => {
  const lines = eveningProgramme([entry("2026-03-04T19:00:00Z", "2026-03-04T21:00:00Z")], now);
  expect(lines.filter((line) => line.includes("Chess club"))).toEqual([
    "18:30  Cooking by Candlelight  (you have “Chess club” until 21:00)",
    "19:15  Night Train to Bletchley  (you have “Chess club” until 21:00)",
  ]);
});
