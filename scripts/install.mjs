import { existsSync } from "node:fs";
import { join } from "node:path";
import { hashContents, stampMatches, writeStamp } from "./content-stamp.mjs";
import { ExpectedFailure } from "./expected-failure.mjs";
import { lacksOnlyEntries } from "./lock-complaint-policy.mjs";
import { projectRoot } from "./project-root.mjs";
import { runQuietly } from "./run-step.mjs";

const stampPath = "node_modules/.portico-install.json";

// No package needs an install script here: binaries come inside their packages, and Prisma's would download an engine
// that Portico never runs. So none is run.
const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** Installs the dependencies of package-lock.json when they are missing or the lock has changed. */
export async function installDependencies() {
  const stamp = {
    manifests: hashContents(["package.json", "package-lock.json"]),
    platform: `${process.platform}-${process.arch}`,
  };
  const present = existsSync(join(projectRoot, "node_modules"));
  if (present && stampMatches(stampPath, stamp)) return;

  console.log(
    present
      ? "portico: package.json or package-lock.json changed: installing dependencies again (about a minute) …"
      : "portico: first start: installing dependencies from the npm registry (about a minute) …",
  );
  const startedAt = performance.now();
  await install();
  writeStamp(stampPath, stamp);
  console.log(`portico: dependencies installed (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
}

async function install() {
  let result = await runQuietly("npm", ["ci", ...flags]);
  if (result.exitCode !== 0 && lacksOnlyEntries(result.output)) {
    // A lock made where some platforms' optional packages could not be looked up lacks them, which `npm ci` refuses.
    // `npm install` keeps every version and integrity of the lock and resolves just the missing ones; the lock stays as it is.
    result = await runQuietly("npm", ["install", "--no-save", ...flags]);
  }
  if (result.exitCode !== 0) {
    throw new ExpectedFailure(
      `${result.output.trimEnd()}\n\nportico: installing dependencies failed. Portico needs the npm registry for this one step; ` +
        "check the network (or npm's proxy and registry settings) and start again.",
    );
  }
}
