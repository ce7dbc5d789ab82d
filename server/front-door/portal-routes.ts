import type { Composition } from "#server/compose.ts";
import type { PageServer } from "#server/front-door/pages/page-server.ts";
import type { Route } from "./front-door.ts";
import { createHealth } from "./health.ts";

const discoveryPaths = new Set(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]);

/**
 * A target as for a proxy (RFC 9112 §3.2.2), on whatever host. The BFF knows no endpoint by such a name and answers 404, as
 * for everything there that two servers could read in two ways.
 */
const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/bff\//i;

/** The BFF's paths, asked before all others. */
export function bffRoute({ bff }: Pick<Composition, "bff">): Route {
  return {
    kind: "own",
    matches: (target) => target.startsWith("/bff/") || absoluteForm.test(target),
    handle: bff.handle,
  };
}

/** Which room owns which other path; the first match answers. */
export function portalRoutes(
  composition: Pick<Composition, "forwardAuth" | "authorizationServer" | "health">,
  pages: Pick<PageServer, "handle">,
): readonly Route[] {
  const { forwardAuth, authorizationServer } = composition;
  const health = createHealth(composition.health);
  return [
    // Before the authorization server: /oauth2/userinfo by cookie is forward auth's, by token it is not.
    { kind: "own", matches: forwardAuth.matches, handle: forwardAuth.handle },
    {
      kind: "protocol",
      matches: (path) => path.startsWith("/oauth2/") || discoveryPaths.has(path),
      handle: authorizationServer.handle,
      onRefused: authorizationServer.onRefused,
    },
    { kind: "protocol", matches: (path) => path === "/healthz", handle: health.healthz },
    { kind: "protocol", matches: (path) => path === "/readyz", handle: health.readyz },
    { kind: "page", matches: () => true, handle: pages.handle },
  ];
}
