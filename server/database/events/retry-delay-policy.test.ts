import { expect, it } from "vitest";
import { decideRetryDelay } from "./retry-delay-policy.ts";

it("doubles, stays under five seconds, and spreads", () => {
  expect([0, 1, 2, 5, 6, 1_000].map((attempt) => decideRetryDelay(attempt, 1))).toEqual([
    100, 200, 400, 3_200, 5_000, 5_000,
  ]);
  expect(decideRetryDelay(1_000, 0)).toBe(2_500);
});
