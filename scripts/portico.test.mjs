import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const run = (...args) => spawnSync(process.execPath, ["scripts/portico.mjs", ...args], { encoding: "utf8" });

it.each([["--help"], ["-h"], ["help"], []])(
  "says what it can do, a command a line, when asked with “%s”",
  (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^npm run portico -- <command>\n\n( {2}\S+ +\S.*\n)+$/);
    for (const command of ["start", "dev", "test", "validate", "docs", "bench", "demo", "client-secret", "prepare"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} +\\S`, "m"));
    }
  },
);

it("names the commands there are when it is given another", () => {
  const { status, stderr } = run("strat");
  expect(status).toBe(2);
  expect(stderr).toContain('unknown command "strat". Known: start, ');
});
