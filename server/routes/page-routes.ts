import type { Route } from "./route.ts";

const pages = { room: "pages", visited: true } as const;
/** Pages of the portal's own: whole without a script. */
const plain = { ...pages, scriptFree: true } as const;
/** Pages whose forms end at a provider or an app. */
const leaving = { ...plain, formsLeadAway: true } as const;
/** Requests of programs and of pages, not pages themselves. */
const unvisited = { room: "pages" } as const;
/** Not visited: a doubled cookie leads to this page, and must not lead away from it. */
const errorPage = { room: "pages", scriptFree: true } as const;
/** Auth.js: its paths in app/api/auth. */
const authJs = { ...pages, formsLeadAway: true } as const;

/**
 * What Next answers: a row for each page and route handler of app/ and each file of public/, and one for what is below them.
 * find-route.test.ts fails for a page without a row.
 */
export const pageRoutes = [
  { path: "/", ...plain },
  { path: "/playground", ...pages },
  { path: "/error", ...errorPage },
  { path: "/error/*", ...errorPage },
  { path: "/theme", ...unvisited },
  { path: "/theme/*", ...unvisited },

  { path: "/sign-in", ...leaving, leadsTo: "return_to" },
  { path: "/sign-in/start", ...leaving, limits: [{ name: "sign-in" }] },
  { path: "/sign-in/connect", ...leaving },
  { path: "/sign-in/*", ...leaving },
  { path: "/api/auth/signin/*", ...authJs, limits: [{ name: "sign-in", method: "POST" }] },
  { path: "/api/auth/callback/*", ...authJs, acceptsOtherSites: true },
  { path: "/api/auth/*", ...authJs },
  { path: "/invitation/[token]", ...plain },
  { path: "/invitation/[token]/accept", ...plain },
  { path: "/invitation/*", ...plain },
  { path: "/sign-out", ...leaving, frames: true },
  { path: "/sign-out/confirm", ...leaving },
  { path: "/sign-out/app", ...leaving, leadsTo: "sign-out" },
  { path: "/sign-out/app/confirm", ...leaving },
  { path: "/sign-out/*", ...leaving },

  { path: "/consent/[uid]", ...leaving, leadsTo: "consent" },
  { path: "/consent/[uid]/decision", ...leaving },
  { path: "/consent/*", ...leaving },
  { path: "/device", ...leaving },
  { path: "/device/decision", ...leaving },
  { path: "/device/done", ...leaving },
  { path: "/device/*", ...leaving },

  { path: "/account", ...leaving },
  { path: "/account/activity", ...leaving },
  { path: "/account/sessions", ...leaving },
  { path: "/account/sessions/end-others", ...leaving },
  { path: "/account/sessions/[id]/end", ...leaving },
  { path: "/account/*", ...leaving },
  { path: "/connected-apps", ...plain },
  { path: "/connected-apps/removed", ...plain },
  { path: "/connected-apps/[id]", ...plain },
  { path: "/connected-apps/[id]/remove", ...plain },
  { path: "/connected-apps/*", ...plain },

  { path: "/admin", ...plain },
  { path: "/admin/people", ...plain },
  { path: "/admin/people/[id]", ...plain },
  { path: "/admin/people/[id]/[act]", ...plain },
  { path: "/admin/people/[id]/identities/[identityId]/remove", ...plain },
  { path: "/admin/sessions", ...plain },
  { path: "/admin/sessions/[id]", ...plain },
  { path: "/admin/sessions/[id]/end", ...plain },
  { path: "/admin/grants", ...plain },
  { path: "/admin/grants/[id]", ...plain },
  { path: "/admin/grants/[id]/revoke", ...plain },
  { path: "/admin/audit", ...plain },
  // Sent as they are written: a page of `plain` is held until it is whole.
  { path: "/admin/audit/export", ...pages },
  { path: "/admin/audit/live", ...pages },
  { path: "/admin/explain", ...plain, limits: [{ name: "admin" }] },
  { path: "/admin/contain", ...plain },
  { path: "/admin/contain/run", ...plain },
  { path: "/admin/contain/[id]", ...plain },
  { path: "/admin/contain/blocks/[id]/remove", ...plain },
  { path: "/admin/apps", ...plain },
  { path: "/admin/apps/new", ...plain },
  { path: "/admin/apps/create", ...plain },
  { path: "/admin/apps/view", ...plain },
  { path: "/admin/apps/change", ...plain },
  { path: "/admin/apps/act", ...plain },
  { path: "/admin/apps/secret", ...plain },
  { path: "/admin/apps/registered", ...plain },
  { path: "/admin/apps/registered/remove", ...plain },
  { path: "/admin/apis", ...plain },
  { path: "/admin/apis/new", ...plain },
  { path: "/admin/apis/create", ...plain },
  { path: "/admin/apis/view", ...plain },
  { path: "/admin/apis/change", ...plain },
  { path: "/admin/apis/act", ...plain },
  { path: "/admin/providers", ...plain },
  { path: "/admin/providers/test", ...leaving },
  { path: "/admin/providers/test/start", ...leaving },
  { path: "/admin/providers/new", ...plain },
  { path: "/admin/providers/create", ...plain },
  { path: "/admin/providers/view", ...leaving },
  { path: "/admin/providers/change", ...plain },
  { path: "/admin/providers/act", ...plain },
  { path: "/admin/scopes", ...plain },
  { path: "/admin/scopes/new", ...plain },
  { path: "/admin/scopes/create", ...plain },
  { path: "/admin/scopes/view", ...plain },
  { path: "/admin/scopes/change", ...plain },
  { path: "/admin/scopes/act", ...plain },
  { path: "/admin/policy", ...plain },
  { path: "/admin/policy/preview", ...plain },
  { path: "/admin/policy/change", ...plain },
  { path: "/admin/invitations", ...plain },
  { path: "/admin/invitations/new", ...plain },
  { path: "/admin/invitations/create", ...plain },
  { path: "/admin/invitations/revoke", ...plain },
  { path: "/admin/roles", ...plain },
  { path: "/admin/roles/assign", ...plain },
  { path: "/admin/roles/remove", ...plain },
  { path: "/admin/keys", ...plain },
  { path: "/admin/keys/rotate", ...plain },
  { path: "/admin/keys/[kid]/retire", ...plain },
  { path: "/admin/limits", ...plain },
  { path: "/admin/limits/lift", ...plain },
  { path: "/admin/system", ...plain },
  { path: "/admin/api", ...plain },
  { path: "/admin/*", ...plain },

  { path: "/favicon.svg", ...unvisited },
  { path: "/robots.txt", ...unvisited },
  { path: "/_next/static/*", ...unvisited, cacheable: true },
  { path: "/_next/*", ...unvisited },
  { path: "/.well-known/*", ...unvisited },
  /** Addresses where nothing is: the page that says so. */
  { path: "/*", ...pages },
] as const satisfies readonly Route[];
