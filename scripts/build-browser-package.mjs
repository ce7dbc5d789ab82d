import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashContents, stampMatches, writeStamp } from "./content-stamp.mjs";
import { projectRoot } from "./project-root.mjs";
import { runStep } from "./run-step.mjs";

/** Where the package is that frontends install: `npm install …/dist/browser`, or what `npm pack` makes of it. */
export const browserPackage = join(projectRoot, "dist/browser");

const stampPath = "dist/.portico-browser.json";

/** Compiles client/ to a package of its own, JavaScript and types: a frontend needs nothing of the server's. */
export async function buildBrowserPackage(node) {
  const stamp = { sources: hashContents(["client"], { ignore: (path) => path.includes(".test.") }) };
  if (existsSync(browserPackage) && stampMatches(stampPath, stamp)) return;

  rmSync(browserPackage, { recursive: true, force: true });
  await runStep("browser package built", node, ["node_modules/typescript/bin/tsc", "-p", "client"]);
  for (const name of readdirSync(browserPackage))
    if (name.endsWith(".d.ts")) nameJavaScript(join(browserPackage, name));
  copyFileSync(join(projectRoot, "client/package.published.json"), join(browserPackage, "package.json"));
  copyFileSync(join(projectRoot, "LICENSE"), join(browserPackage, "LICENSE"));
  writeStamp(stampPath, stamp);
}

/** The compiler rewrites imports in what runs and leaves them in declarations, where compilers before 5.0 don't know ".ts". */
function nameJavaScript(path) {
  writeFileSync(path, readFileSync(path, "utf8").replace(/(from "\.\/[\w-]+)\.tsx?"/g, '$1.js"'));
}
