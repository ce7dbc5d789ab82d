import type { ClientSettings, ResourceSettings } from "#server/config/settings.ts";

/** What decides when the APIs of a portal refuse a key that was taken back. */
export interface KeyEndings {
  clients: readonly ClientSettings[];
  resources: readonly ResourceSettings[];
  /** An API that checks status lists refuses a listed token by then. */
  statusListStaleSeconds: number;
}

/**
 * For how long some API may accept a key of an app after its access was removed, in seconds; 0 if none does.
 *
 * An app's token can be exchanged by the API that gets it, so that API's targets count as well (RFC 8693).
 */
export function longestAcceptedSeconds(clientId: string, endings: KeyEndings): number {
  const reachable = reachableResources(clientId, endings);
  const seconds = endings.resources
    .filter(({ identifier, accessTokenFormat }) => accessTokenFormat === "jwt" && reachable.has(identifier))
    .map((resource) =>
      resource.checksStatusLists
        ? Math.min(endings.statusListStaleSeconds, resource.accessTokenSeconds)
        : resource.accessTokenSeconds,
    );
  return Math.max(0, ...seconds);
}

function reachableResources(clientId: string, { clients, resources: all }: KeyEndings): ReadonlySet<string> {
  const kind = clientId.startsWith("https://") ? "documents" : "registered";
  const opened = all.filter(({ openTo }) => openTo.includes(kind)).map(({ identifier }) => identifier);
  const reached = new Set(clients.find((client) => client.clientId === clientId)?.resources ?? opened);
  const exchanging = clients.filter(({ grantTypes }) =>
    grantTypes.includes("urn:ietf:params:oauth:grant-type:token-exchange"),
  );
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const { introspects, resources } of exchanging) {
      if (introspects.some((identifier) => reached.has(identifier)))
        for (const target of resources) reached.add(target);
    }
  }
  return reached;
}
