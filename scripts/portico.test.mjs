import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const run = (...args) => spawnSync(process.execPath, ["scripts/portico.mjs", ...args], { encoding: "utf8" });

it.each([["--help"], ["-h"], ["help"], []])(
  "says what it can do, a command a line, when asked with “%s”",
  (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^npm run portico -- <command>\n\n( {2}\S+ +\S.*\n)+\nAdministration.*\n\n( {2}\S+ +\S.*\n)+$/,
    );
    for (const command of ["start", "dev", "test", "validate", "docs", "client-secret", "prepare", "users", "audit"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} +\\S`, "m"));
    }
  },
);

it("names the nearest command when it is given another, or all", () => {
  const near = run("strat");
  expect(near.status).toBe(2);
  expect(near.stderr).toContain('There is no command "strat".\n  Did you mean "start"?');
  expect(run("wxyz").stderr).toContain("Known: start, dev, ");
});
