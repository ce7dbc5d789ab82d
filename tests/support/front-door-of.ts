import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Settings } from "#server/config/settings.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { Harness } from "./authorization-server-harness.ts";

export interface OpenDoor {
  url: string;
  logged: string[];
  close(): Promise<void>;
}

/** The front door before an authorization server of tests, as callers come in. Loopback is a proxy that it trusts. */
export async function openFrontDoor(
  { settings, catalog, server }: Pick<Harness, "settings" | "catalog" | "server">,
  { rateLimits, nowSeconds }: { rateLimits: Settings["rateLimits"]; nowSeconds: () => number },
): Promise<OpenDoor> {
  const logged: string[] = [];
  const door: Server = createFrontDoor({
    settings: { ...settings, rateLimits, trustedProxies: ["127.0.0.1"], frontendOrigins: [] },
    catalog,
    log: createLogger("info", { write: (line) => void logged.push(line) }),
    development: false,
    rateLimiter: createMemoryRateLimiter(nowSeconds),
    roomOf: () => ({ kind: "protocol", handle: server.handle }),
    upgrade: (_request, socket) => void socket.destroy(),
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    logged,
    close: () => new Promise((resolve) => door.close(() => resolve())),
  };
}
