import * as oauth from "oauth4webapi";
import type { ApiSettings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import { readLifetimeSeconds } from "#server/http/token-lifetime.ts";
import type { AttachableToken } from "#server/sessions/token-source.ts";

type ExternalClient = NonNullable<ApiSettings["clientCredentials"]>;

/** Client-credentials tokens of an issuer other than Portico, for APIs that say so in the settings. */
export interface ClientCredentials {
  forClient(client: ExternalClient, request: { audience: string; scopes: readonly string[] }): Promise<AttachableToken>;
}

const timeoutSeconds = 10;
const retryAfterSeconds = 5;
const discoveryFreshSeconds = 3600;

/**
 * Gets tokens with the client credentials grant. The caller caches them and asks once at a time.
 *
 * Errors: token_unavailable (facts: retryAfterSeconds) for whatever goes wrong; the cause is for the log.
 * Spec:   RFC 6749 §4.4; RFC 8707 §2.
 */
export function createClientCredentials(nowSeconds: () => number): ClientCredentials {
  const servers = new Map<string, { server: oauth.AuthorizationServer; readAtSeconds: number }>();

  async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
    const known = servers.get(issuer);
    if (known && nowSeconds() - known.readAtSeconds < discoveryFreshSeconds) return known.server;
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, requestOptions(issuer));
    const server = await oauth.processDiscoveryResponse(url, response);
    servers.set(issuer, { server, readAtSeconds: nowSeconds() });
    return server;
  }

  return {
    async forClient({ issuer, clientId, clientSecret }, { audience, scopes }) {
      try {
        const server = await discover(issuer);
        const client: oauth.Client = { client_id: clientId };
        const parameters = new URLSearchParams({ resource: audience });
        if (scopes.length > 0) parameters.set("scope", scopes.join(" "));
        const authentication = oauth.ClientSecretBasic(clientSecret.reveal());
        const response = await oauth.clientCredentialsGrantRequest(
          server,
          client,
          authentication,
          parameters,
          requestOptions(issuer),
        );
        const token = await oauth.processClientCredentialsResponse(server, client, await plainLifetime(response));
        return {
          token: new Secret(token.access_token),
          expiresAtSeconds: token.expires_in === undefined ? undefined : nowSeconds() + token.expires_in,
          scopes: token.scope?.split(" ") ?? scopes,
        };
      } catch (cause) {
        throw new AppError("token_unavailable", {
          cause,
          detail: `client credentials at ${issuer}`,
          facts: { retryAfterSeconds },
        });
      }
    },
  };
}

/** oauth4webapi refuses the whole answer for a lifetime that makes no sense. */
async function plainLifetime(response: Response): Promise<Response> {
  const body: unknown = response.ok
    ? await response
        .clone()
        .json()
        .catch(() => undefined)
    : undefined;
  if (typeof body !== "object" || body === null || !("expires_in" in body)) return response;
  return Response.json({ ...body, expires_in: readLifetimeSeconds(body.expires_in) }, { status: response.status });
}

function requestOptions(issuer: string) {
  return {
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
    // The operator wrote the issuer: http stands there only for a service on the same machine or network.
    [oauth.allowInsecureRequests]: issuer.startsWith("http:"),
  };
}
