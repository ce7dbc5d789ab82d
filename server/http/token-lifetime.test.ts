import { expect, it } from "vitest";
import { readLifetimeSeconds } from "./token-lifetime.ts";

const tenYears = 315_360_000;

it.each([
  ["a number", 3600, 3600],
  ["a second", 1, 1],
  ["a number in quotes", "3600", 3600],
  ["a number in quotes with spaces", " 3600 ", 3600],
  ["a fraction", 3599.9, 3599],
  ["a fraction in quotes", "3599.9", 3599],
  ["far away", 1e9, tenYears],
  ["beyond any calendar", 1e300, tenYears],
  ["beyond any number", Number.POSITIVE_INFINITY, tenYears],
  ["a long row of digits", "9".repeat(400), tenYears],
  ["absent", undefined, undefined],
  ["null", null, undefined],
  ["zero, which some mean as never", 0, undefined],
  ["zero in quotes", "0", undefined],
  ["less than a second", 0.5, undefined],
  ["negative", -1, undefined],
  ["negative in quotes", "-3600", undefined],
  ["no number", Number.NaN, undefined],
  ["a word", "never", undefined],
  ["a number with a unit", "3600s", undefined],
  ["hexadecimal", "0x10", undefined],
  ["an exponent in quotes", "1e3", undefined],
  ["nothing in quotes", "", undefined],
  ["true", true, undefined],
  ["a list", [3600], undefined],
  ["an object", { seconds: 3600 }, undefined],
])("reads an expires_in that is %s", (_name, expiresIn, seconds) => {
  expect(readLifetimeSeconds(expiresIn)).toBe(seconds);
});
