import type { HostilePath } from "./hostile-requests.ts";

/** The authorization server's own limit, below the front door's 64 kB, and the front door's for requests that are stored. */
const libraryBytes = 56 * 1024;
const storedBytes = 16 * 1024;
const nowhere = "0".repeat(21);

/** Every path that answers without a session, and what it answers to. */
export const hostilePaths: readonly HostilePath[] = [
  ...["/", "/sign-in", "/sign-in/start", "/sign-in/connect", "/sign-out", "/sign-out/app", "/device", "/error"].map(
    get,
  ),
  ...["/account", "/connected-apps", "/playground", `/consent/${nowhere}`, "/no/such/page"].map(get),
  ...["/healthz", "/readyz", "/.well-known/openid-configuration", "/oauth2/jwks"].map(get),
  { path: "/api/auth/callback/google", methods: ["GET", "POST"] },
  { path: "/api/auth/signin/google", methods: ["POST"] },
  ...["/theme", `/consent/${nowhere}/decision`, "/device/decision", "/sign-out/confirm", "/sign-out/app/confirm"].map(
    post,
  ),
  { path: "/oauth2/authorize", methods: ["GET", "POST"], library: true, bodyBytes: storedBytes },
  ...["/oauth2/end-session", "/oauth2/userinfo"].map(
    (path): HostilePath => ({ path, methods: ["GET", "POST"], library: true, bodyBytes: libraryBytes }),
  ),
  ...["par", "device_authorization"].map(
    (name): HostilePath => ({ path: `/oauth2/${name}`, methods: ["POST"], library: true, bodyBytes: storedBytes }),
  ),
  ...["token", "introspect", "revoke", "register"].map(
    (name): HostilePath => ({ path: `/oauth2/${name}`, methods: ["POST"], library: true, bodyBytes: libraryBytes }),
  ),
  ...["/oauth2/auth", "/oauth2/start", "/oauth2/sign_in", "/oauth2/forbidden", "/oauth2/callback"].map(get),
  ...["/bff/login", "/bff/user", "/bff/logout", "/bff/api/demo/notes"].map(get),
  ...["/bff/logout", "/bff/backchannel", "/bff/api/demo/notes"].map(post),
];

function get(path: string): HostilePath {
  return { path, methods: ["GET"] };
}

function post(path: string): HostilePath {
  return { path, methods: ["POST"] };
}
