import { expect, it } from "vitest";
import { skipsQuestion } from "./first-party-policy.ts";

it.each([
  [true, "web", true],
  [true, "native", false],
  [false, "web", false],
  [false, "native", false],
] as const)(
  "of an app with firstParty %j and applicationType %s skips the question: %j",
  (firstParty, applicationType, skips) => {
    expect(skipsQuestion({ firstParty, applicationType })).toBe(skips);
  },
);
