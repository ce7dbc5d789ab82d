import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { claimMistakes, playwrightResults, readClaims, unprovenClaims, vitestResults } from "./security-claims.mjs";

const page = `
| claim | proof |
| --- | --- |
| Codes work once | \`security/codes.test.ts\` "used twice …", \`e2e/journey.test.ts\` |
| … also for two at once | same, "parallel" |
| Nothing leaks | |
`;
const claims = readClaims(page);

describe("readClaims", () => {
  it("reads files and titles of each row, and what “same” stands for", () => {
    expect(claims).toEqual([
      {
        claim: "Codes work once",
        proofs: [
          { file: "tests/security/codes.test.ts", titles: ["used twice"] },
          { file: "tests/e2e/journey.test.ts", titles: [] },
        ],
      },
      { claim: "… also for two at once", proofs: [{ file: "tests/security/codes.test.ts", titles: ["parallel"] }] },
      { claim: "Nothing leaks", proofs: [] },
    ]);
  });
});

describe("claimMistakes", () => {
  const root = mkdtempSync(join(tmpdir(), "portico-claims-"));
  afterAll(() => rmSync(root, { recursive: true }));

  it("names a claim without a test, a file that doesn't exist, and a title that isn't in its file", () => {
    writeFileSync(join(root, "a.test.ts"), 'it("holds", () => {});');
    const mistakes = claimMistakes(
      [
        { claim: "A", proofs: [{ file: "a.test.ts", titles: ["holds"] }] },
        { claim: "B", proofs: [] },
        { claim: "C", proofs: [{ file: "b.test.ts", titles: [] }] },
        { claim: "D", proofs: [{ file: "a.test.ts", titles: ["breaks"] }] },
      ],
      root,
    );
    expect(mistakes.map((mistake) => mistake.slice(0, 12))).toEqual(["“B” names no", "“C” names b.", "“D” names “b"]);
  });
});

describe("unprovenClaims", () => {
  const test = (file, name, passed = true) => ({ file, name, passed });
  const claim = (titles) => [{ claim: "A", proofs: [{ file: "a.test.ts", titles }] }];

  it("has none when the named tests passed, whatever others of the file did", () => {
    const results = [test("a.test.ts", "codes used twice are refused"), test("a.test.ts", "another", false)];
    expect(unprovenClaims(claim(["used twice"]), results)).toEqual([]);
  });

  it.each([
    ["the file didn't run", [], []],
    ["all of it was skipped or failed", [], [test("a.test.ts", "one", false)]],
    ["one test of the file failed", [], [test("a.test.ts", "one"), test("a.test.ts", "two", false)]],
    ["the named test failed", ["two"], [test("a.test.ts", "one"), test("a.test.ts", "two", false)]],
    ["the named test is gone", ["three"], [test("a.test.ts", "one")]],
  ])("has the claim when %s", (_what, titles, results) => {
    expect(unprovenClaims(claim(titles), results)).toHaveLength(1);
  });
});

it("reads the tests of both runners' reports by path from the root", () => {
  const vitest = {
    testResults: [
      { name: "/project/server/a.test.ts", assertionResults: [{ fullName: "a holds", status: "passed" }] },
      { name: "/project/server/b.test.ts", assertionResults: [{ fullName: "b holds", status: "skipped" }] },
    ],
  };
  expect(vitestResults(vitest, "/project")).toEqual([
    { file: "server/a.test.ts", name: "a holds", passed: true },
    { file: "server/b.test.ts", name: "b holds", passed: false },
  ]);
  const playwright = {
    suites: [
      {
        title: "c.test.ts",
        specs: [{ file: "c.test.ts", title: "stands", ok: true }],
        suites: [{ title: "inside", specs: [{ file: "c.test.ts", title: "falls", ok: false }] }],
      },
    ],
  };
  expect(playwrightResults(playwright, "tests/e2e")).toEqual([
    { file: "tests/e2e/c.test.ts", name: "inside falls", passed: false },
    { file: "tests/e2e/c.test.ts", name: "stands", passed: true },
  ]);
});
