import type { CatalogOf } from "#server/catalog/catalog.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/log/logger.ts";

/** Logs each client that may skip PKCE, at every start and whenever such a client is added or changed. */
export function warnOfExemptions(clients: CatalogOf<ClientSettings>, log: Pick<Logger, "warn">): void {
  const warn = (client: ClientSettings | undefined): void => {
    if (!client || client.requirePkce) return;
    log.warn("a client may skip PKCE: a stolen code is enough to become its user (RFC 9700 §2.1.1)", {
      client: client.clientId,
    });
  };
  for (const client of clients.list()) warn(client);
  clients.onChange((clientId) => warn(clients.find(clientId)));
}
