import { expect, it } from "vitest";
import { warnOfUnknownVariables } from "./warn-of-unknown-variables.ts";

it("warns of a variable that nothing reads, with the one that was meant, and never with its value", () => {
  const lines: string[] = [];
  const log = { warn: (message: string, facts?: object) => void lines.push(JSON.stringify([message, facts])) };
  warnOfUnknownVariables({ PORTICO_SECRET: "hunter2", PORTICO_URL: "https://login.example.com" }, log);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/PORTICO_SECRET is set.*did you mean PORTICO_SECRETS\?/);
  expect(lines[0]).not.toContain("hunter2");
});
