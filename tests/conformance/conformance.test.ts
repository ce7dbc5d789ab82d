import { afterAll, beforeAll, expect, it } from "vitest";
import { plans } from "./plans.ts";
import { recordedResults, writeResults } from "./results.ts";
import { type ConformanceResults, runPlan } from "./support/run-plan.ts";
import { startSuite } from "./support/start-suite.ts";
import type { Suite } from "./support/suite.ts";

let suite: Suite;
beforeAll(async () => {
  suite = await startSuite();
});
afterAll(() => suite.close());

const results: ConformanceResults = {};
for (const plan of plans) runPlan(plan, () => suite, results);

// The last test of the file, and vitest runs them in order.
it("comes to what docs/conformance.md says", ({ task }) => {
  const ranAll = plans.every(({ name, modules }) => Object.keys(results[name] ?? {}).length === modules.length);
  if (!ranAll) task.context.skip("only some modules were asked for");
  if (process.env["RECORD_CONFORMANCE"]) writeResults(results);
  expect(results).toEqual(recordedResults());
});
