import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.mjs";

/**
 * Runs `work` and puts a file back as it was, should it have been rewritten: Next adjusts tsconfig.json on every run, and
 * starting a portal must not dirty a checkout.
 */
export async function keepFile(path, work) {
  const absolute = join(projectRoot, path);
  const before = readFileSync(absolute, "utf8");
  try {
    return await work();
  } finally {
    if (readFileSync(absolute, "utf8") !== before) writeFileSync(absolute, before);
  }
}
