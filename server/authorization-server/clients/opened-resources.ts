import { isDocumentAddress } from "#server/authorization-server/clients/documents/client-document-policy.ts";
import { offlineScope } from "#server/claims/standard-scopes.ts";
import type { ClientSettings, ResourceSettings } from "#server/config/settings.ts";

/**
 * Gives apps that are not in the settings the APIs that are opened to their kind.
 *
 * The consent page offers each scope there, and access while the person is away, with a box to untick: no operator decided
 * what such an app needs.
 */
export function createOpenedResources(resources: readonly ResourceSettings[]) {
  const gifts = {
    registered: giftOf(resources.filter(({ openTo }) => openTo.includes("registered"))),
    documents: giftOf(resources.filter(({ openTo }) => openTo.includes("documents"))),
  };
  // An app's settings are one object until they change: what is made of them is made once.
  const given = new WeakMap<ClientSettings, ClientSettings>();

  return {
    giveTo(client: ClientSettings | undefined): ClientSettings | undefined {
      if (!client) return undefined;
      const gift = isDocumentAddress(client.clientId) ? gifts.documents : gifts.registered;
      if (gift.resources.length === 0) return client;
      const before = given.get(client);
      if (before) return before;
      const { resources: identifiers, scopes } = gift;
      const after: ClientSettings = {
        ...client,
        resources: identifiers,
        scopes: [...new Set([...client.scopes, ...scopes])],
        optionalScopes: [...scopes, offlineScope],
      };
      given.set(client, after);
      return after;
    },
  };
}

function giftOf(resources: readonly ResourceSettings[]): { resources: string[]; scopes: string[] } {
  return {
    resources: resources.map(({ identifier }) => identifier),
    scopes: [...new Set(resources.flatMap(({ openScopes }) => openScopes))],
  };
}
