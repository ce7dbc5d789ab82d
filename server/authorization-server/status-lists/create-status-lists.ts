import { clientChangedChannel } from "#server/authorization-server/clients/registered-client-store.ts";
import { tokenEndings } from "#server/authorization-server/records/token-endings.ts";
import { signingKeysChangedChannel } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import { longestTokenSeconds } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { Database } from "#server/database/database.ts";
import { createPublishedStatusLists } from "./published-status-lists.ts";
import { createStatusListEndpoint } from "./status-list-endpoint.ts";
import { createStatusListIds } from "./status-list-ids.ts";
import { createStatusListStore } from "./status-list-store.ts";
import { statusListsPath } from "./status-list-terms.ts";
import { signStatusList } from "./status-list-token.ts";
import { createStatusPlaces } from "./status-places.ts";

export interface StatusListsDeps {
  settings: Pick<Settings, "publicUrl" | "session">;
  catalog: Pick<Catalog, "clients" | "resources">;
  database: Database;
  keys: KeyRing;
  signingKeys: Pick<SigningKeys, "signer">;
}

/** Token Status Lists: how APIs that check JWT access tokens themselves learn that one ended. */
export function createStatusLists({ settings, catalog, database, keys, signingKeys }: StatusListsDeps) {
  const store = createStatusListStore(database, settings.session);
  const ids = createStatusListIds(keys);
  const aggregationUri = settings.publicUrl + statusListsPath;
  const uriOf = (id: string) => `${aggregationUri}/${id}`;

  const clientIds = derivedFrom(catalog.clients, (clients) => [
    ...clients.map(({ clientId }) => clientId),
    bffClientId,
  ]);
  // An API whose library takes nothing but RS256 has to verify the lists, too.
  const algorithm = derivedFrom(catalog.resources, (resources) =>
    resources.some((resource) => resource.accessTokenAlgorithm === "RS256") ? "RS256" : "ES256",
  );

  async function make(id: string): Promise<string | undefined> {
    const nowSeconds = currentSeconds();
    const size = await store.findSize(id);
    if (size === undefined) return undefined;
    const ended = await store.findEnded(id, clientIds());
    const facts = { issuer: settings.publicUrl, uri: uriOf(id), aggregationUri, size, ended, nowSeconds };
    return signStatusList(signingKeys, algorithm(), facts);
  }

  const published = createPublishedStatusLists({
    ids,
    make,
    notify: database.notify,
    channels: [...tokenEndings.map(({ channel }) => channel), clientChangedChannel, signingKeysChangedChannel],
    catalog,
  });

  return {
    places: createStatusPlaces({
      store,
      ids,
      longestTokenSeconds: derivedFrom(catalog.resources, longestTokenSeconds),
    }),
    uriOf,
    aggregationUri,
    endpoint: createStatusListEndpoint({
      lists: published,
      addresses: async () => (await store.findIds()).map(uriOf),
    }),
    purge: store.purge,
    close: published.close,
  };
}

export type StatusLists = ReturnType<typeof createStatusLists>;
