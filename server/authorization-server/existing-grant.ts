import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { ClientCatalog } from "./client-catalog.ts";
import { allowEverything, type GrantPayload } from "./grant-payload.ts";
import type { GrantStore } from "./grant-store.ts";
import type { ResourcePolicy } from "./resource-policy.ts";

export interface ExistingGrantDeps {
  grants: GrantStore;
  clients: ClientCatalog;
  resources: ResourcePolicy;
}

/**
 * Remembered consent: the one live grant of this person and app. The library asks only for what it doesn't cover.
 *
 * First-party clients skip the question: whatever they ask for within their registration is granted here.
 */
export function createExistingGrantLoader(deps: ExistingGrantDeps): NonNullable<Configuration["loadExistingGrant"]> {
  const { grants, clients, resources } = deps;

  async function grantEverything(ctx: KoaContextWithOIDC, userId: string, clientId: string): Promise<void> {
    const asked = ctx.oidc.requestParamScopes;
    const resourceScopes = Object.fromEntries(
      Object.keys(ctx.oidc.resourceServers ?? {}).map((identifier) => [
        identifier,
        resources.scopesFor(clientId, identifier).filter((scope) => asked.has(scope)),
      ]),
    );
    const change = allowEverything({
      openidScopes: [...ctx.oidc.requestParamOIDCScopes],
      claims: [...ctx.oidc.requestParamClaims],
      resourceScopes,
    });
    await grants.apply(userId, clientId, change, Math.floor(Date.now() / 1000));
  }

  return async (ctx) => {
    const userId = ctx.oidc.account?.accountId;
    const clientId = ctx.oidc.client?.clientId;
    if (!userId || !clientId) return undefined;
    if (clients.find(clientId)?.firstParty) await grantEverything(ctx, userId, clientId);
    const live = await grants.findLive(userId, clientId);
    if (!live) return undefined;
    return instantiate(ctx, live.grantId, live.payload);
  };
}

function instantiate(ctx: KoaContextWithOIDC, grantId: string, payload: GrantPayload) {
  const { Grant } = ctx.oidc.provider;
  type Properties = ConstructorParameters<typeof Grant>[0];
  return new Grant({ ...payload, jti: grantId } as unknown as Properties);
}
