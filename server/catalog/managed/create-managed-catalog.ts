import { AppError } from "#server/errors/app-error.ts";
import { InvalidInputError } from "#server/errors/invalid-input-error.ts";
import { makeClientSecret, secretsAtOnce } from "./client-secrets.ts";
import { createEntryChanges, type EntryChangesDeps } from "./entry-changes.ts";
import { kindDefinitions } from "./kind-definitions.ts";
import type { ManagedCatalog } from "./managed-catalog.ts";
import { createManagedEntries, type ManagedEntriesDeps } from "./managed-entries.ts";

export type ManagedCatalogDeps = EntryChangesDeps &
  Pick<ManagedEntriesDeps, "cipher"> & { store: ManagedEntriesDeps["store"] };

/** The entries of the file and of the database, and changes of the database's. */
export function createManagedCatalog(deps: ManagedCatalogDeps): ManagedCatalog {
  const definitions = kindDefinitions(deps.file);
  const parts: ManagedEntriesDeps = { ...deps, changes: createEntryChanges(deps) };
  const { edit, ...clients } = createManagedEntries(definitions.clients, parts);

  return {
    scopes: createManagedEntries(definitions.scopes, parts),
    resources: createManagedEntries(definitions.resources, parts),
    providers: createManagedEntries(definitions.providers, parts),
    clients: {
      ...clients,

      async addSecret(clientId, options) {
        const { secret, stored } = makeClientSecret();
        const change = await edit(clientId, options, (row) => {
          if (row.secretHashes.length >= secretsAtOnce) {
            const problem = `It has ${secretsAtOnce} secrets already.`;
            throw new InvalidInputError([{ field: "clientSecret", problem, fix: "Retire one of them first." }]);
          }
          return { ...row, secretHashes: [stored, ...row.secretHashes] };
        });
        return { ...change, secret };
      },

      retireSecret: (clientId, secretId, options) =>
        edit(clientId, options, (row) => {
          const secretHashes = row.secretHashes.filter(({ id }) => id !== secretId);
          if (secretHashes.length === row.secretHashes.length) throw new AppError("admin_target_not_found");
          return { ...row, secretHashes };
        }),
    },
  };
}
