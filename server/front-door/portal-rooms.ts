import type { IncomingMessage } from "node:http";
import type { RoomName } from "#server/routes/route.ts";
import { createHealth, type Health } from "./health.ts";
import type { Handler, HotRoom, Room, RoomOf } from "./room.ts";

/**
 * A target as for a proxy (RFC 9112 §3.2.2), on whatever host. The BFF knows no endpoint by such a name and answers 404, as
 * for everything there that two servers could read in two ways.
 */
const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/bff\//i;

/** The BFF's paths, asked before all others. */
export function bffRoom(bff: Pick<HotRoom, "handle" | "refuse">): HotRoom {
  return { ...bff, matches: (target) => target.startsWith("/bff/") || absoluteForm.test(target) };
}

export interface PortalRooms {
  forwardAuth: { matches(path: string, request: IncomingMessage): boolean; handle: Handler };
  authorizationServer: Required<Pick<Room, "handle" | "onRefused">>;
  adminApi: Required<Pick<Room, "handle" | "onRefused">>;
  health(): Promise<Health>;
  pages: Handler;
}

/** Which room answers which request. */
export function portalRooms({ forwardAuth, authorizationServer, adminApi, health, pages }: PortalRooms): RoomOf {
  const { healthz, readyz } = createHealth(health);
  const { handle, onRefused } = authorizationServer;
  const rooms: Readonly<Record<Exclude<RoomName, "bff">, Room>> = {
    "forward-auth": { kind: "own", handle: forwardAuth.handle },
    "authorization-server": { kind: "protocol", handle, onRefused },
    "admin-api": { kind: "protocol", handle: adminApi.handle, onRefused: adminApi.onRefused },
    healthz: { kind: "protocol", handle: healthz },
    readyz: { kind: "protocol", handle: readyz },
    pages: { kind: "page", handle: pages },
  };
  return ({ room }, path, request) => {
    // First, because a host or a cookie decides as well: /oauth2/userinfo by cookie is forward auth's, by token it is not.
    if (forwardAuth.matches(path, request)) return rooms["forward-auth"];
    // Only "/bff/" itself comes here, and there is nothing at it.
    return room === "bff" ? rooms.pages : rooms[room];
  };
}
