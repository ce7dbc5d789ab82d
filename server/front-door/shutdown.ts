import type { Server } from "node:http";

export interface Shutdown {
  /** Called when time is up, before connections are cut. */
  beforeCut(): void;
  /** How long requests in flight may take to finish once the process was asked to stop. */
  drainMs?: number;
}

/** Takes no new connections, lets requests in flight finish, then cuts what is left. */
export function closeServer(server: Server, { beforeCut, drainMs = 10_000 }: Shutdown): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      beforeCut();
      server.closeAllConnections();
    }, drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
