import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import type { Handler, UpgradeHandler } from "#server/front-door/front-door.ts";
import { tellOutageInPlace } from "./outage-in-place.ts";
import { answerWithoutScripts, isScriptFree } from "./script-free-pages.ts";

export interface PageServer {
  handle: Handler;
  upgrade: UpgradeHandler;
  close(): Promise<void>;
}

/** Next.js, which renders the pages. Loaded here so that nothing else of the server knows it. */
export async function startPageServer(
  settings: Settings,
  directory: string,
  development: boolean,
): Promise<PageServer> {
  const { default: next } = await import("next");
  const app = next({ dev: development, dir: directory, hostname: "localhost", port: settings.port, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = development ? app.getUpgradeHandler() : undefined;

  function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // In development Next's runtime reloads pages.
    if (!development && isScriptFree(request)) answerWithoutScripts(request, response);
    return handle(request, response);
  }

  return {
    handle(request, response) {
      tellOutageInPlace(request, response, (errorPage) => show(errorPage, response));
      return show(request, response);
    },
    upgrade: (request, socket, head) => (upgrade ? upgrade(request, socket, head) : void socket.destroy()),
    close: () => app.close(),
  };
}
