import { buildPages } from "./build.mjs";
import { buildBrowserPackage } from "./build-browser-package.mjs";
import { generateClient } from "./generate-client.mjs";
import { installDependencies } from "./install.mjs";
import { findPinnedNode } from "./pinned-node.mjs";

/** Brings dependencies, Prisma client, browser package and, when asked, pages up to date; returns the Node to run on. */
export async function prepare({ build }) {
  await installDependencies();
  const node = await findPinnedNode();
  await generateClient(node);
  await buildBrowserPackage(node);
  if (build) await buildPages(node);
  return node;
}
