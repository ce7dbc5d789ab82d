import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { addCounts, countPlaywright, countVitest, sayCounts } from "./test-counts.mjs";

const folder = mkdtempSync(join(tmpdir(), "portico-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content) {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it("counts vitest's tests, and a file that broke before its first test as one failure", () => {
  const file = report({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  });
  expect(countVitest(file)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

it("counts a flaky browser test and a broken run as failures", () => {
  const file = report({
    stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: "no tests dir" }],
  });
  expect(countPlaywright(file)).toEqual({ passed: 3, failed: 3, skipped: 2 });
});

it("counts a missing report as a failure", () => {
  expect(countVitest(join(folder, "none.json"))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countPlaywright(join(folder, "none.json"))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("says the sum in one line, skipped ones only when there are any", () => {
  expect(
    sayCounts(
      addCounts([
        { passed: 2, failed: 0, skipped: 0 },
        { passed: 1, failed: 1, skipped: 0 },
      ]),
    ),
  ).toBe("3 passed, 1 failed");
  expect(sayCounts({ passed: 1, failed: 0, skipped: 4 })).toBe("4 skipped\n1 passed, 0 failed");
});
