import { ExpectedFailure } from "./expected-failure.mjs";
import { runProgram } from "./run-program.mjs";

const programs = { tv: "demo/tv-guide.ts", "night-report": "demo/night-report.ts" };

/** Runs a demo app of the terminal beside a portal in demo mode; returns its exit code. */
export function runDemo(name, args) {
  if (!Object.hasOwn(programs, name)) {
    throw new ExpectedFailure(`portico: unknown demo "${name}". Known: ${Object.keys(programs).join(", ")}.`);
  }
  return runProgram(programs[name], args);
}
