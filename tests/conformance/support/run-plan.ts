import { describe, it } from "vitest";
import type { ConformancePlan } from "./define-module.ts";
import type { Suite } from "./suite.ts";

/** Runs a plan's modules one after the other. A skipped module's test shows that the reason for skipping is true. */
export function runPlan(plan: ConformancePlan, suite: () => Suite): void {
  describe(plan.name, () => {
    for (const { name, skipped, run } of plan.modules) {
      it(skipped === undefined ? name : `${name} does not apply: ${skipped}`, async () => {
        suite().responseMode = plan.responseMode;
        await run(suite());
      });
    }
  });
}
