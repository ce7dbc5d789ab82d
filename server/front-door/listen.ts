import type { Server } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

/**
 * Listens, or says in one sentence why not. "localhost" is 127.0.0.1: browsers that try ::1 first fall back at once.
 *
 * Errors: AppError invalid_settings naming the setting when the port is taken or the address isn't ours.
 */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(
        new AppError("invalid_settings", {
          detail: taken
            ? `PORT: ${port} is taken by another program. Fix: stop it, or choose another, e.g. PORT=${port + 1000} npm start.`
            : `HOST: can't listen on ${host}:${port} (${error.code ?? error.message}).`,
          cause: error,
        }),
      );
    });
    server.listen(port, host === "localhost" ? "127.0.0.1" : host, resolve);
  });
}
