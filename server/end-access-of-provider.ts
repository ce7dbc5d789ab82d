import type { AuthorizationServer } from "#server/authorization-server/authorization-server.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { CatalogEnds } from "#server/catalog/managed/catalog-ends.ts";
import type { SessionUpkeep } from "#server/sessions/session-vault.ts";

export interface EndAccessOfProviderDeps {
  catalog: { providers: Pick<Catalog["providers"], "list"> };
  vault: Pick<SessionUpkeep, "endSessionsOfProvider">;
  authorizationServer: Pick<AuthorizationServer, "endAccessOfProvider">;
  /** Ends the provider's tokens that are left, those of sessions that began elsewhere; returns how many. */
  endTokensOfProvider(providerId: string): Promise<number>;
}

/** What people have by a provider that is disabled or deleted, in the rooms that keep it. */
export function createEndAccessOfProvider(deps: EndAccessOfProviderDeps): CatalogEnds["endAccessOfProvider"] {
  return async (providerId) => {
    const others = deps.catalog.providers.list().flatMap(({ id }) => (id === providerId ? [] : [id]));
    // Sessions first, because tokens are issued in them.
    const sessions = await deps.vault.endSessionsOfProvider(providerId);
    const access = await deps.authorizationServer.endAccessOfProvider({ providerId, others });
    return { sessions, ...access, upstream_tokens: await deps.endTokensOfProvider(providerId) };
  };
}
