import { readFileSync, writeFileSync } from "node:fs";
import type { ConformanceResults } from "./support/run-plan.ts";

const file = new URL("results.json", import.meta.url);

/** What the last recorded run came to; every run of the tests compares itself with it. */
export function recordedResults(): ConformanceResults {
  return JSON.parse(readFileSync(file, "utf8")) as ConformanceResults;
}

export function writeResults(results: ConformanceResults): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
