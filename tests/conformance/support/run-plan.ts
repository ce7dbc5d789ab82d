import { describe, it } from "vitest";
import type { ConformancePlan } from "./define-module.ts";
import type { Suite } from "./suite.ts";

/** What modules came to in a run, by plan: the table in docs/conformance.md is made from it. */
export type ConformanceResults = Record<string, Record<string, "passed" | "skipped" | "failed">>;

/** Runs a plan's modules one after the other. A skipped module's test shows that the reason for skipping is true. */
export function runPlan(plan: ConformancePlan, suite: () => Suite, results: ConformanceResults): void {
  const ofPlan: ConformanceResults[string] = {};
  results[plan.name] = ofPlan;
  describe(plan.name, () => {
    for (const { name, skipped, run } of plan.modules) {
      it(skipped === undefined ? name : `${name} does not apply: ${skipped}`, async () => {
        ofPlan[name] = "failed";
        suite().responseMode = plan.responseMode;
        await run(suite());
        ofPlan[name] = skipped === undefined ? "passed" : "skipped";
      });
    }
  });
}
