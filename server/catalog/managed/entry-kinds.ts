import { z } from "zod";
import { clientSchema } from "#server/config/clients/client-schema.ts";
import { providerSchema } from "#server/config/providers/provider-schema.ts";
import { resourceSchema } from "#server/config/resources-and-scopes/resource-schema.ts";
import { scopeSchema } from "#server/config/resources-and-scopes/scope-schema.ts";
import { scopeName } from "#server/config/setting-shapes.ts";

/** In the order in which they can be made: later kinds name entries of earlier ones. */
export const catalogKinds = ["scopes", "resources", "clients", "providers"] as const;

export type CatalogKind = (typeof catalogKinds)[number];

/**
 * The schema of an entry of each kind: the configuration file's, without secrets, which are handed in apart. A scope's name, its
 * key in the file, is a field.
 */
export const entrySchemas = {
  scopes: z.strictObject({ name: scopeName, ...scopeSchema.shape }),
  resources: resourceSchema,
  clients: clientSchema.omit({ clientSecret: true, clientSecretHash: true }),
  providers: providerSchema.omit({ clientSecret: true }),
} as const satisfies Record<CatalogKind, z.ZodType>;

export type EntryOf<Kind extends CatalogKind> = z.output<(typeof entrySchemas)[Kind]>;

/** The field that an entry is found by. It never changes. */
export const keyFields = {
  scopes: "name",
  resources: "identifier",
  clients: "clientId",
  providers: "id",
} as const satisfies Record<CatalogKind, string>;

/** Announced with the commit that added, changed or removed an entry; the payload is its key. */
export const changedChannels: Readonly<Record<CatalogKind, string>> = {
  scopes: "portico_scope_entry_changed",
  resources: "portico_resource_entry_changed",
  clients: "portico_client_entry_changed",
  providers: "portico_provider_entry_changed",
};

/** A key travels in announcements and addresses. */
export const longestKey = 512;
