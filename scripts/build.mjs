import { existsSync, rmSync } from "node:fs";
import { join, sep } from "node:path";
import { hashContents, stampMatches, writeStamp } from "./content-stamp.mjs";
import { keepFile } from "./keep-file.mjs";
import { projectRoot } from "./project-root.mjs";
import { runStep } from "./run-step.mjs";

const stampPath = ".next/.portico-build.json";

// Generous on purpose: a needless build costs half a minute, a missed one shows yesterday's page.
const sources = [
  "app",
  "components",
  "client",
  "messages",
  "public",
  "server",
  "next.config.ts",
  "postcss.config.mjs",
  "package.json",
  "package-lock.json",
];

function isNotBuilt(path) {
  const parts = path.split(sep);
  return /\.test\.tsx?$/.test(path) || parts.includes("generated") || path.endsWith(".md");
}

/** Builds the pages when a source changed. */
export async function buildPages(node) {
  const stamp = { sources: hashContents(sources, { ignore: isNotBuilt }) };
  if (existsSync(join(projectRoot, ".next/BUILD_ID")) && stampMatches(stampPath, stamp)) return;

  console.log("portico: building the pages (first time or sources changed; about half a minute) …");
  // Without its stamp a build that is broken off is never taken for a finished one.
  rmSync(join(projectRoot, stampPath), { force: true });
  await keepFile("tsconfig.json", () =>
    runStep("pages built", node, ["node_modules/next/dist/bin/next", "build"], {
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    }),
  );
  writeStamp(stampPath, stamp);
}
