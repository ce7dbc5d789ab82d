import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Configuration } from "oidc-provider";
import { isProgramEndpoint } from "./program-endpoints.ts";

/** Public clients run in browsers: their own origins, taken from their redirect addresses, may call the token endpoint. */
export const allowOwnOrigins: NonNullable<Configuration["clientBasedCORS"]> = (ctx, origin, client) => {
  if (origin === "null") return false;
  if (ctx.oidc.route !== "userinfo" && client.clientAuthMethod !== "none") return false;
  return originsOf(client.redirectUris ?? []).includes(origin);
};

export interface CrossOriginRules {
  /** Adds to the library's answers what requests with credentials need. */
  followAnswers(provider: Provider): void;
  /**
   * Lets code in a browser read a refusal that comes before the library looks at the request (too many requests, the database is
   * away): without CORS headers it sees a network error only. A refusal says nothing about a person or a client.
   */
  letOriginReadRefusal(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * What Portico adds to the library's CORS.
 *
 * Access-Control-Allow-Credentials is for libraries that send every request with credentials, as keycloak-js does: without it the
 * browser withholds the answer. No endpoint here reads a cookie, so it opens nothing. It goes only to an origin that is allowed by
 * name: for the client of the request when that is known (`allowOwnOrigins` let it pass then), else, as in a preflight, for
 * origins of the catalog's public clients.
 */
export function createCrossOriginRules(clients: { publicRedirectUris(): readonly string[] }): CrossOriginRules {
  let known: { of: readonly string[]; origins: ReadonlySet<string> } | undefined;
  function browserOrigins(): ReadonlySet<string> {
    const of = clients.publicRedirectUris();
    if (known?.of !== of) known = { of, origins: new Set(originsOf(of)) };
    return known.origins;
  }

  return {
    followAnswers(provider) {
      provider.use(async (ctx, next) => {
        await next();
        const origin = ctx.get("origin");
        if (!origin || ctx.response.get("access-control-allow-origin") !== origin) return;
        if (ctx.oidc?.entities.Client || browserOrigins().has(origin)) ctx.set(allowCredentials, "true");
      });
    },

    letOriginReadRefusal(request, response) {
      const { origin } = request.headers;
      if (origin === undefined || response.headersSent || !isProgramEndpoint(request)) return;
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-expose-headers", "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id");
      if (browserOrigins().has(origin)) response.setHeader(allowCredentials, "true");
      response.appendHeader("vary", "Origin");
    },
  };
}

const allowCredentials = "access-control-allow-credentials";

/** Of a scheme of one's own the origin is "null", which is none. */
function originsOf(addresses: readonly string[]): string[] {
  return addresses.map((address) => URL.parse(address)?.origin ?? "null").filter((origin) => origin !== "null");
}
