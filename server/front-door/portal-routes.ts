import type { Composition } from "#server/compose.ts";
import type { Route } from "./front-door.ts";
import { createHealth } from "./health.ts";
import type { PageServer } from "./page-server.ts";

const discoveryPaths = new Set(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]);

/** Which room owns which path; the first match answers. The BFF stands first: it is the hot one. */
export function portalRoutes(composition: Composition, pages: PageServer): readonly Route[] {
  const { bff, authorizationServer } = composition;
  const health = createHealth(composition.isReady);
  return [
    { kind: "own", matches: (path) => path.startsWith("/bff/"), handle: bff.handle },
    {
      kind: "protocol",
      matches: (path) => path.startsWith("/oauth2/") || discoveryPaths.has(path),
      handle: authorizationServer.handle,
    },
    { kind: "protocol", matches: (path) => path === "/healthz", handle: health.healthz },
    { kind: "protocol", matches: (path) => path === "/readyz", handle: health.readyz },
    { kind: "page", matches: () => true, handle: pages.handle },
  ];
}
