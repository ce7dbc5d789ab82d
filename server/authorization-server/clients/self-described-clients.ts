import type Provider from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { isDocumentAddress } from "#server/authorization-server/clients/documents/client-document-policy.ts";
import {
  type ClientDocuments,
  withClientDocuments,
} from "#server/authorization-server/clients/documents/client-documents.ts";
import { wasAnswered } from "#server/authorization-server/requests/answered-request.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { createGuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { withOpenClients } from "./open-clients.ts";
import { longestKeySet } from "./outgoing-fetch.ts";
import { createRegisteredClientStore } from "./registered-client-store.ts";
import { createRegisteredClients } from "./registered-clients.ts";

export interface SelfDescribedClientsDeps {
  settings: Pick<Settings, "clientIdMetadataDocuments" | "openRegistration">;
  database: Database;
  audit: AuditLog;
  log: Logger;
}

export type SelfDescribedClients = ReturnType<typeof createSelfDescribedClients>;

/**
 * Clients that are not in the catalog and say themselves what they are: by registering (registered-clients.ts, open-clients.ts) or by
 * a document at their client_id (client-documents.ts).
 */
export function createSelfDescribedClients({ settings, database, audit, log }: SelfDescribedClientsDeps) {
  const fetch = createGuardedFetch({
    allowPrivateNetwork: settings.clientIdMetadataDocuments?.allowPrivateNetwork ?? false,
    forStrangers: true,
    timeoutSeconds: 3,
    // The draft recommends 5 kB at most; keys make some larger.
    maxBytes: 10 * 1024,
  });
  const fetchKeys = createGuardedFetch({
    allowPrivateNetwork: false,
    forStrangers: true,
    timeoutSeconds: 3,
    maxBytes: longestKeySet,
  });
  const store = createRegisteredClientStore(database);
  const registered = createRegisteredClients(store, database.notify);
  const documents = withClientDocuments({ registered, settings: settings.clientIdMetadataDocuments, fetch, log });
  const clients = withOpenClients({ clients: documents, registered, open: settings.openRegistration, audit });
  const readsDocuments = settings.clientIdMetadataDocuments !== undefined;
  return {
    ...clients,
    /** As `load`, from memory or the database: no document is fetched. */
    async loadKnown(clientId: string) {
      if (!isDocumentAddress(clientId)) return clients.load(clientId);
      return readsDocuments ? registered.load(clientId) : undefined;
    },
    /** Apps that registered for EdDSA while it was offered keep it. */
    usingEdDsa: async () => ((await store.usesEdDsa()) ? [{ idTokenAlgorithm: "EdDSA" as const }] : []),
    /** Their keys, from public addresses only. */
    fetchKeys,
    async close() {
      clients.close();
      await Promise.all([fetch.close(), fetchKeys.close()]);
    },
  };
}

/**
 * Sends no error by redirect to an app that no person has allowed, because a link to the portal would lead on to the host of any
 * published document. A person's answer, a refusal too, still goes to the app.
 *
 * Spec: RFC 9700 §4.11.2.
 */
export function keepErrorsFromStrangers(provider: Provider, clients: Pick<ClientDocuments, "isFromStranger">): void {
  provider.on("authorization.error", (ctx, error) => {
    if (clients.isFromStranger(ctx) && !wasAnswered(ctx)) Object.assign(error, { allow_redirect: false });
  });
}

/**
 * Writes an app that gets a code into the database, because the person who allowed it finds it on the list of connected apps.
 *
 * Races: it is written before the code is sent, because another process that gets the code must not depend on the app's host.
 */
export function keepAllowedClients(
  provider: Provider,
  clients: Pick<ClientDocuments, "keep">,
  log: Pick<Logger, "warn">,
): void {
  const keeping = new WeakMap<object, Promise<void>>();
  provider.on("authorization.success", (ctx) => {
    const clientId = ctx.oidc.client?.clientId;
    if (!clientId) return;
    const kept = clients
      .keep(clientId)
      .catch((error: unknown) => log.warn("allowed client not stored", { client: clientId, error }));
    keeping.set(ctx, kept);
  });
  provider.use(async (ctx, next) => {
    await next();
    await keeping.get(ctx);
  });
}
