import type { Route } from "./route.ts";

/**
 * The authorization server's. `form-action` is wide at all of them: `form_post` answers end at an app.
 *
 * Caddy asks `/oauth2/auth` about a WebSocket with the headers that the browser sent for it, so no path here is one.
 */
const protocol = { room: "authorization-server", formsLeadAway: true, ignoresUpgrade: true } as const;
const library = { ...protocol, byLibrary: true } as const;
const token = { name: "token", method: "POST" } as const;
const registration = { ...library, needsRegistration: true } as const;
const discovery = { room: "authorization-server", byLibrary: true, methods: "GET" } as const;

/**
 * Endpoints of OAuth 2.0 and OpenID Connect, and the two that say whether the process works.
 *
 * Introspection has no limit: APIs call it for every request of their users, and it needs a client's secret.
 */
export const protocolRoutes = [
  // Without a limit of its own, requests that any stranger may send and that are stored would use up the token requests'.
  {
    path: "/oauth2/authorize",
    ...library,
    visited: true,
    methods: "GET, POST",
    limits: [{ name: "authorize" }],
    stored: "any-method",
  },
  // Where an interaction's answer comes back to.
  { path: "/oauth2/authorize/[uid]", ...library, visited: true },
  { path: "/oauth2/authorize/*", ...protocol, visited: true },
  { path: "/oauth2/token", ...library, methods: "POST", limits: [token] },
  { path: "/oauth2/par", ...library, methods: "POST", limits: [token], stored: "POST" },
  { path: "/oauth2/device_authorization", ...library, methods: "POST", limits: [token], stored: "POST" },
  { path: "/oauth2/introspect", ...library, methods: "POST" },
  { path: "/oauth2/revoke", ...library, methods: "POST" },
  { path: "/oauth2/userinfo", ...library, methods: "GET, POST" },
  { path: "/oauth2/jwks", ...library, methods: "GET" },
  // A registration without a token is stored for a while, so it has a stricter limit.
  {
    path: "/oauth2/register",
    ...registration,
    methods: "POST",
    limits: [{ name: "registration", method: "POST", withoutToken: true }, { name: "token" }],
  },
  // An app reads, updates and deletes its own registration (RFC 7592 §2).
  { path: "/oauth2/register/[id]", ...registration, methods: "GET, PUT, DELETE", limits: [{ name: "token" }] },
  { path: "/oauth2/register/*", ...protocol, limits: [{ name: "token" }] },
  { path: "/oauth2/end-session", ...protocol, visited: true },
  { path: "/oauth2/status-lists/*", ...protocol },
  { path: "/oauth2/*", ...protocol },
  { path: "/.well-known/openid-configuration", ...discovery },
  { path: "/.well-known/oauth-authorization-server", ...discovery },
  { path: "/healthz", room: "healthz" },
  { path: "/readyz", room: "readyz" },
] as const satisfies readonly Route[];
