import { type CollectedProcess, startCollected } from "./collected-process.ts";
import type { RunningPortal } from "./start-portal.ts";

/** Starts a demo app of the terminal beside a portal, as `npm run demo:…` does. */
export function startDemoApp(
  program: "tv-guide" | "night-report",
  portal: Pick<RunningPortal, "port" | "dataDirectory">,
): CollectedProcess {
  return startCollected(process.execPath, [`demo/${program}.ts`], {
    PORT: String(portal.port),
    PORTICO_DATA_DIR: portal.dataDirectory,
  });
}
