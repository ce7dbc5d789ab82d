import { afterAll, beforeAll } from "vitest";
import { plans } from "./plans.ts";
import { runPlan } from "./support/run-plan.ts";
import { startSuite } from "./support/start-suite.ts";
import type { Suite } from "./support/suite.ts";

let suite: Suite;
beforeAll(async () => {
  suite = await startSuite();
});
afterAll(() => suite.close());

for (const plan of plans) runPlan(plan, () => suite);
