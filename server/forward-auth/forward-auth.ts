import type { IncomingMessage, ServerResponse } from "node:http";

/** oauth2-proxy's endpoints, for nginx `auth_request`, Traefik ForwardAuth, Caddy `forward_auth` and Envoy's ext_authz. */
export interface ForwardAuth {
  /** Whether a request is forward auth's: its paths, `/oauth2/userinfo` by cookie, and all at an app's host. */
  matches(path: string, request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}
