import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import type { Handler } from "#demo/http/local-server.ts";
import { sendNotebookPage } from "./notebook-page.ts";

const portico = new URL("../../dist/browser/", import.meta.url);

/** Nothing else of that folder is served. */
const scripts: Record<string, URL> = {
  "/notebook.js": new URL("./notebook.js", import.meta.url),
  ...Object.fromEntries(
    ["bff-error", "index", "look-pace", "user"].map((name) => [`/portico/${name}.js`, new URL(`${name}.js`, portico)]),
  ),
};

/** A frontend as another company would write it: static files on an origin of its own, and `portico/client` as it is shipped. */
export function createNotebook({ portalUrl }: { portalUrl: string }): Handler {
  return async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const script = scripts[path];
    if (path === "/") sendNotebookPage(response, portalUrl);
    else if (script) sendScript(response, await readFile(script));
    else response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Notebook has no such page.\n");
  };
}

function sendScript(response: ServerResponse, code: Buffer): void {
  response
    .writeHead(200, {
      "content-type": "text/javascript; charset=utf-8",
      "content-length": code.length,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    })
    .end(code);
}
