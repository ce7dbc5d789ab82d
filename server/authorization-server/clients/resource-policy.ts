import { errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { ClientLookup } from "./client-lookup.ts";
import { askForScopes, requireAllowedScope } from "./opened-resource-request.ts";
import { createResourceSpelling } from "./resource-spelling.ts";

type RequestParams = { grant_type?: unknown; scope?: unknown };

/**
 * Which API a token is for, and what it may say there (RFC 8707).
 *
 * A client in the settings gets only resources that it is registered for, and of their scopes only those that it is registered
 * for. Other apps get what is opened to their kind (opened-resources.ts).
 */
export function createResourcePolicy({ resources }: Pick<Catalog, "resources">, clients: ClientLookup) {
  const spelling = derivedFrom(resources, (list) => createResourceSpelling(list.map(({ identifier }) => identifier)));

  const scopesFor = (clientId: string, identifier: string): string[] => {
    const registered = clients.find(clientId);
    const resource = resources.find(identifier);
    if (!resource || !registered?.resources.includes(identifier)) return [];
    const offered = clients.isListed(clientId) ? resource.scopes : resource.openScopes;
    return offered.filter((scope) => registered.scopes.includes(scope));
  };

  return {
    scopesFor,

    /** The declared identifier behind another spelling of it. */
    spell: (asked: string) => spelling()(asked),

    /** Errors: invalid_target for an API that this client may not address. */
    getResourceServerInfo(ctx: KoaContextWithOIDC, identifier: string, client: { clientId: string }): ResourceServer {
      const resource = resources.find(identifier);
      if (!resource || !clients.find(client.clientId)?.resources.includes(identifier)) throw new errors.InvalidTarget();
      const scopes = scopesFor(client.clientId, identifier);
      requireKnownScopes(ctx, scopes);
      if (!clients.isListed(client.clientId)) {
        askForScopes(ctx, scopes);
        requireAllowedScope(ctx, identifier, scopes);
      }
      return {
        scope: scopes.join(" "),
        audience: identifier,
        accessTokenTTL: resource.accessTokenSeconds,
        accessTokenFormat: resource.accessTokenFormat,
        ...(resource.accessTokenFormat === "jwt" ? { jwt: { sign: { alg: resource.accessTokenAlgorithm } } } : {}),
      };
    },

    /**
     * For clients that don't know RFC 8707: the one API among theirs that the scopes they ask for belong to.
     * Several candidates are no answer: a token is for one audience.
     */
    defaultResource(
      ctx: KoaContextWithOIDC,
      client: { clientId: string },
      oneOf?: readonly string[],
    ): string | string[] | undefined {
      if (oneOf) return oneOf.length === 1 ? oneOf[0] : [...oneOf];
      const params = (ctx.oidc.params ?? {}) as RequestParams;
      const asked = words(params.scope);
      const own = clients.find(client.clientId)?.resources ?? [];
      const fitting = own.filter((identifier) => scopesFor(client.clientId, identifier).some((s) => asked.includes(s)));
      const chosen = fitting.length === 0 && asked.length === 0 ? own : fitting;
      if (chosen.length === 1) return chosen[0];
      if (params.grant_type === "client_credentials") {
        if (fitting.length > 1) throw new errors.InvalidTarget("several APIs have these scopes: say which by resource");
        requireKnownScopes(ctx, []);
      }
      return undefined;
    },
  };
}

/**
 * A service names its scopes itself, and no page narrows them: one that it may not have is an error rather than
 * a silently smaller token (RFC 6749 §5.2). In front of a person unknown scopes are ignored (OIDC Core §3.1.2.1).
 */
function requireKnownScopes(ctx: KoaContextWithOIDC, allowed: readonly string[]): void {
  const params = (ctx.oidc.params ?? {}) as RequestParams;
  if (params.grant_type !== "client_credentials") return;
  const unknown = words(params.scope).filter((scope) => !allowed.includes(scope));
  if (unknown.length > 0) throw new errors.InvalidScope("requested scope is not allowed", unknown.join(" "));
}

function words(text: unknown): string[] {
  return typeof text === "string" ? text.split(" ").filter(Boolean) : [];
}

export type ResourcePolicy = ReturnType<typeof createResourcePolicy>;
