import type { LoadedSettings } from "#server/config/settings.ts";
import type { ParsedEntries } from "./config-form.ts";
import type { CatalogKind } from "./entry-kinds.ts";

type Referring = Pick<ParsedEntries["further"], "clients" | "resources">;

/** What uses an entry, as `clients/calendar`: entries of the file and of the database. Clients and providers are used by none. */
export function usersOf(
  { kind, key }: { kind: CatalogKind; key: string },
  file: Pick<LoadedSettings, "clients" | "resources">,
  { clients, resources }: Referring,
): string[] {
  const allClients = [...file.clients, ...clients];
  const clientsWith = (names: (client: (typeof allClients)[number]) => readonly string[]) =>
    allClients.filter((client) => names(client).includes(key)).map(({ clientId }) => `clients/${clientId}`);
  if (kind === "resources") return clientsWith((client) => [...client.resources, ...client.introspects]);
  if (kind !== "scopes") return [];
  return [
    ...[...file.resources, ...resources]
      .filter(({ scopes }) => scopes.includes(key))
      .map(({ identifier }) => `resources/${identifier}`),
    ...clientsWith(({ scopes, optionalScopes, exchangeScopes }) => [...scopes, ...optionalScopes, ...exchangeScopes]),
  ];
}
