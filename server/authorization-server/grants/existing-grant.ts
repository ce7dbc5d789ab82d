import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { GrantPayload } from "./grant-payload.ts";
import type { GrantStore } from "./grant-store.ts";

/**
 * Remembered consent: the one live grant of this person and app. The library asks only for what it doesn't cover.
 */
export function createExistingGrantLoader(deps: {
  grants: Pick<GrantStore, "findLive">;
}): NonNullable<Configuration["loadExistingGrant"]> {
  return async (ctx) => {
    const userId = ctx.oidc.account?.accountId;
    const clientId = ctx.oidc.client?.clientId;
    if (!userId || !clientId) return undefined;
    const live = await deps.grants.findLive(userId, clientId);
    if (!live) return undefined;
    return instantiate(ctx, live.grantId, live.payload);
  };
}

function instantiate(ctx: KoaContextWithOIDC, grantId: string, payload: GrantPayload) {
  const { Grant } = ctx.oidc.provider;
  type Properties = ConstructorParameters<typeof Grant>[0];
  return new Grant({ ...payload, jti: grantId } as unknown as Properties);
}
