import type { Handler } from "./front-door.ts";

/** `/healthz`: the process answers. `/readyz`: it can do its work. Neither says anything that a stranger may not know. */
export function createHealth(isReady: () => Promise<boolean>): Record<"healthz" | "readyz", Handler> {
  return {
    healthz: (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end("ok\n");
    },
    readyz: async (_request, response) => {
      const ready = await isReady().catch(() => false);
      response.writeHead(ready ? 200 : 503, { "content-type": "text/plain; charset=utf-8" });
      response.end(ready ? "ready\n" : "not ready\n");
    },
  };
}
