import type { Composition } from "#server/compose.ts";
import type { Route } from "./front-door.ts";
import { createHealth } from "./health.ts";
import type { PageServer } from "./page-server.ts";

const discoveryPaths = new Set(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]);

/** The BFF's paths, asked before all others. */
export function bffRoute({ bff }: Pick<Composition, "bff">): Route {
  return { kind: "own", matches: (target) => target.startsWith("/bff/"), handle: bff.handle };
}

/** Which room owns which other path; the first match answers. */
export function portalRoutes(composition: Composition, pages: PageServer): readonly Route[] {
  const { forwardAuth, authorizationServer } = composition;
  const health = createHealth(composition.isReady);
  return [
    // Before the authorization server: /oauth2/userinfo with a cookie is forward auth's, with a bearer token is not.
    { kind: "own", matches: forwardAuth.matches, handle: forwardAuth.handle },
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
