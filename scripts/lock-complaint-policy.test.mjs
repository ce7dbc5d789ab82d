import { expect, it } from "vitest";
import { lacksOnlyEntries } from "./lock-complaint-policy.mjs";

const missing = "npm error Missing: @biomejs/cli-darwin-arm64@ from lock file";
const invalid = "npm error Invalid: lock file's zod@4.0.0 does not satisfy zod@4.6.7";

it("accepts a lock that only lacks entries, in the words of old and new npm", () => {
  expect(lacksOnlyEntries(`npm error code EUSAGE\n${missing}\n`)).toBe(true);
  expect(lacksOnlyEntries(missing.replace("error", "ERR!"))).toBe(true);
});

it("refuses a lock that contradicts package.json", () => {
  expect(lacksOnlyEntries(`${missing}\n${invalid}`)).toBe(false);
});

it("refuses to explain other failures away", () => {
  expect(lacksOnlyEntries("npm error network request failed")).toBe(false);
  expect(lacksOnlyEntries("")).toBe(false);
});
