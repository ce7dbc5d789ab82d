import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./find-browser.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";
import { playwrightResults, readClaims, unprovenClaims, vitestResults } from "./security-claims.mjs";
import { addCounts, countPlaywright, countVitest, sayCounts } from "./test-counts.mjs";
import { startTestDatabases } from "./test-databases.mjs";

/**
 * Sets up and runs the tests: all, or those that `args` name: `unit`, `flow`, `e2e`, and any part of a file's path.
 * The last line is the count; the exit code is 0 only if something ran and nothing failed.
 */
export async function runTests(args) {
  const { projects, browserTests, filters } = select(args);
  const node = await prepare({ build: browserTests || projects.includes("flow") });
  const browser = browserTests && hasBrowserTests() ? await findBrowser(node) : undefined;
  const databases = await startTestDatabases();
  const reports = mkdtempSync(join(tmpdir(), "portico-reports-"));
  const running = createRunner(node, { ...databases.env, ...(browser ? { PORTICO_BROWSER: browser.path } : {}) });

  const interrupted = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve(signal));
  });
  try {
    const work = runAll({ running, reports, projects, filters, browser });
    const ran = await Promise.race([work, interrupted]);
    if (typeof ran === "string") {
      await running.stop(ran);
      return 130;
    }
    // A part of the tests proves a part of the claims only.
    const outcome = args.length === 0 ? addCounts([ran, checkClaims(reports)]) : ran;
    console.log(`\nDatabases: ${databases.descriptions.join("; ")}`);
    if (browser) console.log(`Browser: ${browser.path} (${browser.origin})`);
    if (outcome.passed + outcome.failed === 0) console.log("No test matched.");
    console.log(sayCounts(outcome));
    return outcome.failed === 0 && outcome.passed > 0 ? 0 : 1;
  } finally {
    await databases.stop();
    rmSync(reports, { recursive: true, force: true });
  }
}

function select(args) {
  const kinds = args.filter((arg) => ["unit", "flow", "e2e"].includes(arg));
  const all = kinds.length === 0;
  return {
    projects: ["unit", "flow"].filter((kind) => all || kinds.includes(kind)),
    browserTests: all || kinds.includes("e2e"),
    filters: args.filter((arg) => !kinds.includes(arg)),
  };
}

function hasBrowserTests() {
  try {
    return readdirSync(join(projectRoot, "tests/e2e")).length > 0;
  } catch {
    return false;
  }
}

async function runAll({ running, reports, projects, filters, browser }) {
  const counts = [];
  if (projects.length > 0) {
    const report = join(reports, "vitest.json");
    const exitCode = await running.run([
      "node_modules/vitest/vitest.mjs",
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--passWithNoTests",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ]);
    counts.push(failedIfRunnerFailed(countVitest(report), exitCode));
  }
  if (browser) {
    const report = join(reports, "playwright.json");
    const exitCode = await running.run(
      ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", "--pass-with-no-tests", ...filters],
      { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    );
    counts.push(failedIfRunnerFailed(countPlaywright(report), exitCode));
  }
  return addCounts(counts);
}

/** Every claim of SECURITY.md that this run didn't prove counts as a failure. */
function checkClaims(reports) {
  const claims = readClaims(readFileSync(join(projectRoot, "SECURITY.md"), "utf8"));
  const read = (name) => JSON.parse(readFileSync(join(reports, name), "utf8"));
  const results = [
    ...vitestResults(read("vitest.json"), projectRoot),
    ...playwrightResults(read("playwright.json"), "tests/e2e"),
  ];
  const unproven = unprovenClaims(claims, results);
  for (const claim of unproven) console.error(`SECURITY.md is not proved: ${claim}.`);
  return { passed: 0, failed: unproven.length, skipped: 0 };
}

/** A runner may fail for more than its tests: an unhandled rejection, a broken set-up. That must not pass as green. */
function failedIfRunnerFailed(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Runs one child at a time with the tests' environment, so that an interruption can end it. */
function createRunner(node, env) {
  let child;
  let exited = Promise.resolve();
  return {
    run(args, more = {}) {
      child = spawn(node, args, {
        cwd: projectRoot,
        env: { ...process.env, NODE_ENV: "test", NEXT_TELEMETRY_DISABLED: "1", ...env, ...more },
        stdio: ["ignore", "inherit", "inherit"],
      });
      exited = new Promise((resolve) => {
        child.once("error", (error) => {
          console.error(error.message);
          resolve(1);
        });
        child.once("exit", (exitCode) => resolve(exitCode ?? 1));
      });
      return exited;
    },
    async stop(signal) {
      child?.kill(signal);
      await exited;
    },
  };
}
