import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.mjs";
import { claimMistakes, readClaims } from "./security-claims.mjs";

const claims = readClaims(readFileSync(join(projectRoot, "SECURITY.md"), "utf8"));
const mistakes = claimMistakes(claims, projectRoot);
for (const mistake of mistakes) console.error(`SECURITY.md: ${mistake}.`);
if (claims.length === 0) console.error("SECURITY.md: no claim was found.");
process.exitCode = mistakes.length > 0 || claims.length === 0 ? 1 : 0;
