import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandsPage } from "./commands-page.ts";
import { configurationPage } from "./configuration-page.ts";
import { conformancePage } from "./conformance-page.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages: Record<string, () => string> = {
  "docs/commands.md": commandsPage,
  "docs/configuration.md": configurationPage,
  "docs/conformance.md": conformancePage,
};

/** Writes the generated pages, or with --check says which are out of step and fails. */
const stale = Object.entries(pages).filter(([path, make]) => {
  const wanted = `${make().trimEnd()}\n`;
  if (readOrEmpty(path) === wanted) return false;
  if (!process.argv.includes("--check")) writeFileSync(root + path, wanted);
  return true;
});

for (const [path] of stale) console.log(process.argv.includes("--check") ? `${path} is out of step` : `wrote ${path}`);
if (stale.length > 0 && process.argv.includes("--check")) process.exitCode = 1;

function readOrEmpty(path: string): string {
  try {
    return readFileSync(root + path, "utf8");
  } catch {
    return "";
  }
}
