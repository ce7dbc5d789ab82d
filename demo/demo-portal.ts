import { demoUrls } from "#server/config/demo-urls.ts";
import { loadSettings } from "#server/config/load-settings.ts";
import type { DemoSettings } from "#server/config/settings.ts";

/** What a demo program in a terminal needs to know of the portal that runs beside it. */
export interface DemoPortal {
  portalUrl: string;
  apiUrl: string;
  dataDirectory: string;
  demo: DemoSettings;
}

/**
 * Where the demo portal is and which credentials it registered: from the same environment and directory as the portal.
 *
 * Errors: an Error for people when the portal is set up with real providers: the demo apps are not registered there.
 */
export async function findDemoPortal(env: NodeJS.ProcessEnv, directory: string): Promise<DemoPortal> {
  const { demo, publicUrl, dataDirectory } = await loadSettings(env, directory);
  if (!demo) {
    throw new Error(
      "The demo apps exist in demo mode only: this portal has providers of its own. See docs/connect-an-app.md.",
    );
  }
  return { portalUrl: publicUrl, apiUrl: demoUrls("localhost", demo.ports).api, dataDirectory, demo };
}
