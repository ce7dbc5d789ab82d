import type { Handler, UpgradeHandler } from "#server/front-door/room.ts";
import { createPageRoom, type PageRoomDeps } from "./page-room.ts";

export interface PageServer {
  handle: Handler;
  upgrade: UpgradeHandler;
  close(): Promise<void>;
}

export interface PageServerOptions extends Pick<PageRoomDeps, "development" | "framesOf"> {
  port: number;
  /** Where app/ and the build are. */
  directory: string;
}

/** Next.js, which renders the pages. Loaded here so that nothing else of the server knows it. */
export async function startPageServer({
  port,
  directory,
  development,
  framesOf,
}: PageServerOptions): Promise<PageServer> {
  const { default: next } = await import("next");
  const app = next({ dev: development, dir: directory, hostname: "localhost", port, quiet: true });
  await app.prepare();
  const upgrade = development ? app.getUpgradeHandler() : undefined;
  return {
    handle: createPageRoom({ render: app.getRequestHandler(), development, framesOf }),
    upgrade: (request, socket, head) => (upgrade ? upgrade(request, socket, head) : void socket.destroy()),
    close: () => app.close(),
  };
}
