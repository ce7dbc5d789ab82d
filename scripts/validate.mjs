import { existsSync } from "node:fs";
import { join } from "node:path";
import { keepFile } from "./keep-file.mjs";
import { prepare } from "./prepare.mjs";
import { projectRoot } from "./project-root.mjs";
import { runQuietly } from "./run-step.mjs";
import { runTests } from "./run-tests.mjs";

// Next's types of routes are part of what is checked; `typegen` writes them without a build.
const checks = [
  { name: "types of routes", args: ["node_modules/next/dist/bin/next", "typegen"] },
  { name: "types", args: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."] },
  { name: "lint and format", args: ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"] },
  {
    name: "import rules",
    args: [
      "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
      ...["--config", ".dependency-cruiser.mjs"],
      ...["app", "bench", "client", "components", "demo", "server", "tests"].filter((folder) =>
        existsSync(join(projectRoot, folder)),
      ),
    ],
  },
  { name: "unused code", args: ["node_modules/knip/bin/knip.js", "--no-progress"] },
  { name: "claims of SECURITY.md", args: ["scripts/check-security-claims.mjs"] },
  { name: "generated documents", args: ["scripts/docs/write-docs.ts", "--check"] },
];

/** Everything that must hold before a change is shared; `fast` leaves the tests out. Goes on after a failure, to show all. */
export async function validate(args) {
  const node = await prepare({ build: false });
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  let failed = 0;
  for (const { name, args: command } of checks) {
    const startedAt = performance.now();
    const { exitCode, output } = await keepFile("tsconfig.json", () => runQuietly(node, command, { env }));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${exitCode === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
    if (exitCode !== 0) {
      failed++;
      console.log(output.trimEnd());
    }
  }
  const tests = args.includes("fast") ? 0 : await runTests([]);
  return failed > 0 || tests !== 0 ? 1 : 0;
}
