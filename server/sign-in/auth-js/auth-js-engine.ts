/** Auth.js as Next's bundle has it. Symbols of another copy of Auth.js would not match. */
export interface AuthJsEngine {
  /** Runs one request with a configuration: `(config) => NextAuth(config).handlers`. */
  run(request: Request, config: unknown): Promise<Response>;
  customFetch: symbol;
  skipCSRFCheck: symbol;
}

const key = Symbol.for("portico.auth-js");

/**
 * Hands Auth.js over from Next's bundle, because next-auth can't be loaded outside of it.
 *
 * The key is global as that of portal.ts is: Next's bundle and the server are two copies of every module.
 */
export function lendAuthJs(engine: AuthJsEngine): void {
  (globalThis as Record<symbol, unknown>)[key] = engine;
}

/** The engine of the route that is answering. Throws where no route has lent one. */
export function authJsEngine(): AuthJsEngine {
  const found = (globalThis as Record<symbol, unknown>)[key];
  if (!found) throw new Error("Auth.js is missing: app/api/auth/[...nextauth]/sign-in-service.ts lends it.");
  return found as AuthJsEngine;
}
