import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { GrantPayload } from "./grant-payload.ts";
import type { GrantStore } from "./grant-store.ts";
import { redirectPlace } from "./redirect-places.ts";

interface Origins {
  clients: Pick<Catalog["clients"], "originOf">;
}

export interface ExistingGrantDeps {
  grants: Pick<GrantStore, "findLive">;
  catalog: Origins;
}

/**
 * Whether remembered consent covers an answer to this redirect address: the app had an address at the same place when the person allowed
 * it. Apps of the file are their operator's, who may do everything.
 */
export function coversAddress(
  { clientId, places }: Pick<GrantPayload, "clientId" | "places">,
  redirectUri: string,
  { clients }: Origins,
): boolean {
  return clients.originOf(clientId) === "settings" || (places?.includes(redirectPlace(redirectUri)) ?? false);
}

/** Requests whose answer would go to a place that the person has not allowed. */
const toNewPlace = new WeakSet<object>();

/** Whether the app came to a redirect address at another place after the person allowed it, so that they are asked again. */
export const goesToNewPlace = (ctx: KoaContextWithOIDC): boolean => toNewPlace.has(ctx.oidc);

/**
 * Remembered consent: the one live grant of this person and app. The library asks only for what it doesn't cover.
 *
 * It covers no answer to a place that the app did not have when the person allowed it, because changing an app's redirect addresses must
 * not give the changer what people allowed.
 */
export function createExistingGrantLoader({
  grants,
  catalog,
}: ExistingGrantDeps): NonNullable<Configuration["loadExistingGrant"]> {
  return async (ctx) => {
    const userId = ctx.oidc.account?.accountId;
    const clientId = ctx.oidc.client?.clientId;
    if (!userId || !clientId) return undefined;
    const live = await grants.findLive(userId, clientId);
    if (!live) return undefined;
    const redirectUri = ctx.oidc.params?.["redirect_uri"];
    if (typeof redirectUri === "string" && !coversAddress(live.payload, redirectUri, catalog)) {
      toNewPlace.add(ctx.oidc);
      return undefined;
    }
    toNewPlace.delete(ctx.oidc);
    return instantiate(ctx, live.grantId, live.payload);
  };
}

function instantiate(ctx: KoaContextWithOIDC, grantId: string, payload: GrantPayload) {
  const { Grant } = ctx.oidc.provider;
  type Properties = ConstructorParameters<typeof Grant>[0];
  return new Grant({ ...payload, jti: grantId } as unknown as Properties);
}
