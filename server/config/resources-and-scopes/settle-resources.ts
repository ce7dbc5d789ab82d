import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ResourceSettings } from "#server/config/settings.ts";

/** Opaque tokens can be ended at once, so they live longer. JWTs end early only where the API checks status lists. */
export function settleResources(config: ResolvedConfig): ResourceSettings[] {
  return config.resources.map((resource) => ({
    ...resource,
    accessTokenSeconds: resource.accessTokenSeconds ?? (resource.accessTokenFormat === "jwt" ? 300 : 600),
    openScopes: resource.openScopes ?? resource.scopes,
  }));
}
