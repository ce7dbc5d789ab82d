import { Provider } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientDocuments } from "#server/authorization-server/clients/documents/client-documents.ts";
import { registrationFacts } from "./client-registration.ts";
import { isOpenRegistration } from "./open-registration.ts";
import type { SelfRegisteredClients } from "./registered-clients.ts";

export interface OpenClientsDeps {
  clients: ClientDocuments;
  registered: SelfRegisteredClients;
  /** Whether apps may register without a token. */
  open: boolean;
  audit: Pick<AuditLog, "record">;
}

/**
 * Apps that registered without a token, beside those that are known by a document: until a person has allowed such an app it is
 * forgotten after a while, and no error and no sign-out leads to its address (RFC 9700 §4.11.2).
 *
 * When open registration is switched off, what is left of such apps doesn't count.
 */
export function withOpenClients({ clients, registered, open, audit }: OpenClientsDeps): ClientDocuments {
  const strangersRequests = new WeakSet<object>();

  return {
    ...clients,
    find: (clientId) => (isOpenRegistration(clientId) && !open ? undefined : clients.find(clientId)),
    async load(clientId) {
      if (!isOpenRegistration(clientId)) return clients.load(clientId);
      const client = open ? await registered.load(clientId) : undefined;
      const ctx = Provider.ctx;
      if (ctx && client?.expiresAtMs !== undefined) strangersRequests.add(ctx);
      return client;
    },
    async wasAllowed(clientId) {
      if (!isOpenRegistration(clientId)) return clients.wasAllowed(clientId);
      const client = open ? await registered.load(clientId) : undefined;
      return client !== undefined && client.expiresAtMs === undefined;
    },
    isFromStranger: (request) => strangersRequests.has(request) || clients.isFromStranger(request),
    async keep(clientId) {
      if (!isOpenRegistration(clientId)) return clients.keep(clientId);
      const client = await registered.load(clientId);
      if (client?.expiresAtMs === undefined) return;
      await registered.allow(clientId, client.metadata);
      // Not when it registered, because audit events are kept long and registering needs no account.
      audit.record({
        type: "client.registered",
        outcome: "success",
        clientId,
        details: registrationFacts(client.settings),
      });
    },
  };
}
