import type { Server } from "node:http";

/** How long requests in flight may take to finish once the process was asked to stop. */
const drainMs = 10_000;

/** Takes no new connections, lets requests in flight finish, then cuts what is left. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
