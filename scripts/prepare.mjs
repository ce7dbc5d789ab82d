import { buildPages } from "./build.mjs";
import { generateClient } from "./generate-client.mjs";
import { installDependencies } from "./install.mjs";
import { findPinnedNode } from "./pinned-node.mjs";

/** Brings dependencies, Prisma client and, when asked, pages up to date; returns the Node to run on. */
export async function prepare({ build }) {
  await installDependencies();
  const node = await findPinnedNode();
  await generateClient(node);
  if (build) await buildPages(node);
  return node;
}
