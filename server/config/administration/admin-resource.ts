import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { ResourceConfig } from "#server/config/resources-and-scopes/resource-schema.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { adminScopes } from "./admin-scopes.ts";

/** Where the API of the administration is, below the public URL. Version 1 only ever gets additions. */
export const adminApiPath = "/admin/api/v1";

/** The audience of its tokens (RFC 8707). */
export function adminApiIdentifier(publicUrl: string): string {
  return `${publicUrl}${adminApiPath}`;
}

/**
 * The API of the administration as a resource that every portal has. Only clients that the operator gives it get tokens for it: it is
 * opened to no app that describes itself. Opaque, so that what ends a token ends it at its next use.
 */
export function adminResource(publicUrl: string): ResourceConfig {
  return {
    identifier: adminApiIdentifier(publicUrl),
    name: "Administration of this portal",
    translations: { de: { name: "Verwaltung dieses Portals" } },
    scopes: [...adminScopes],
    accessTokenFormat: "opaque",
    accessTokenAlgorithm: "ES256",
    openTo: [],
    checksStatusLists: false,
  };
}

/** Its identifier is taken. */
export function adminResourceMistakes(
  { resources }: Pick<ResolvedConfig, "resources">,
  publicUrl: string,
  { indexOf }: ConfigGaps = noGaps,
): SettingsMistake[] {
  return resources
    .filter(({ identifier }) => identifier === adminApiIdentifier(publicUrl))
    .map((resource) => ({
      setting: `resources[${indexOf(resource) ?? resources.indexOf(resource)}] (${resource.identifier})`,
      problem: "This is the portal's own API for administration, which is always there.",
      fix: "Leave it out, and name it under resources of the clients that may use it.",
    }));
}
