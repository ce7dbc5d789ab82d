import type { Handler } from "./room.ts";

export interface Health {
  /** Whether requests can be answered, if only slower. */
  ready: boolean;
  /** Parts that can't be reached; kinds, no addresses. */
  away: readonly string[];
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. Neither says anything that a stranger may not know. */
export function createHealth(look: () => Promise<Health>): Record<"healthz" | "readyz", Handler> {
  return {
    healthz: (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end("ok\n");
    },
    readyz: async (_request, response) => {
      const { ready, away } = await look();
      response.writeHead(ready ? 200 : 503, { "content-type": "text/plain; charset=utf-8" });
      response.end([ready ? "ready" : "not ready", ...away.map((part) => `away: ${part}`), ""].join("\n"));
    },
  };
}
