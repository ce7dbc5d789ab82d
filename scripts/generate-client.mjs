import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashContents, stampMatches, writeStamp } from "./content-stamp.mjs";
import { projectRoot } from "./project-root.mjs";
import { runStep } from "./run-step.mjs";

const stampPath = "server/database/generated/.portico-generate.json";

/** Generates the Prisma client when the schema or Prisma's version changed. Needs no network: see prisma.config.ts. */
export async function generateClient(node) {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "node_modules/prisma/package.json"), "utf8"));
  const stamp = { schema: hashContents(["prisma/schema.prisma", "prisma.config.ts"]), version };
  if (existsSync(join(projectRoot, "server/database/generated/client.ts")) && stampMatches(stampPath, stamp)) return;

  await runStep("Prisma client generated", node, ["node_modules/prisma/build/index.js", "generate"], {
    env: { PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
  });
  writeStamp(stampPath, stamp);
}
