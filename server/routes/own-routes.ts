import type { Route } from "./route.ts";

const bff = { room: "bff" } as const;
const forwardAuth = { room: "forward-auth", formsLeadAway: true, ignoresUpgrade: true } as const;

/** The backend-for-frontend. The front door asks it before any look-up here (portal-rooms.ts), because its calls are the hot path. */
export const bffRoutes = [
  { path: "/bff/api/*", ...bff, passesQueryOn: true },
  { path: "/bff/login", ...bff, visited: true },
  { path: "/bff/logout", ...bff, visited: true },
  { path: "/bff/return", ...bff },
  { path: "/bff/user", ...bff },
  { path: "/bff/backchannel", ...bff },
  { path: "/bff/diagnostics", ...bff },
  { path: "/bff/*", ...bff },
] as const satisfies readonly Route[];

/**
 * The API of the administration: one row for all its operations, which have a table of their own (server/admin/operations.ts). A
 * set-up that is imported has thousands of apps.
 */
const adminApi = { room: "admin-api", bodyBytesMax: 4 * 1024 * 1024, limits: [{ name: "admin" }] } as const;

export const adminApiRoutes = [
  { path: "/admin/api/v1", ...adminApi },
  { path: "/admin/api/v1/*", ...adminApi },
  { path: "/.well-known/oauth-protected-resource/admin/api/v1", ...adminApi },
] as const satisfies readonly Route[];

/**
 * Forward auth, by path. It also answers `/oauth2/userinfo` for a session cookie and everything at the hosts of apps
 * (answer-forward-auth.ts), which no path decides.
 */
export const forwardAuthRoutes = [
  { path: "/oauth2/auth", ...forwardAuth },
  // Envoy appends the path and query of what it asks about.
  { path: "/oauth2/auth/*", ...forwardAuth, passesQueryOn: true },
  { path: "/oauth2/start", ...forwardAuth, visited: true },
  { path: "/oauth2/sign_in", ...forwardAuth, visited: true },
  { path: "/oauth2/sign_out", ...forwardAuth, visited: true },
  { path: "/oauth2/handover", ...forwardAuth },
  { path: "/oauth2/callback", ...forwardAuth },
  { path: "/oauth2/forbidden", ...forwardAuth },
] as const satisfies readonly Route[];
