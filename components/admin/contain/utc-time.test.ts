import { describe, expect, it } from "vitest";
import { utcFieldValue, utcTimeOf } from "./utc-time.ts";

describe("a time that a form of the console sends", () => {
  it("is taken as UTC, with and without seconds", () => {
    expect(utcTimeOf("2026-11-30T14:00")).toBe("2026-11-30T14:00:00Z");
    expect(utcTimeOf("2026-11-30T14:00:30")).toBe("2026-11-30T14:00:30Z");
  });

  it("stays as it is when it is written with its zone, or is no time", () => {
    for (const text of ["2026-11-30T14:00:00Z", "yesterday"]) expect(utcTimeOf(text)).toBe(text);
  });

  it("fills the field again, which takes no zone", () => {
    expect(utcFieldValue("2026-11-30T14:00:00Z")).toBe("2026-11-30T14:00:00");
    expect(utcFieldValue(undefined)).toBeUndefined();
  });
});
