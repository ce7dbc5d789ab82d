import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { createRecordUpkeepStore } from "#server/authorization-server/records/record-upkeep-store.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { StatusLists } from "#server/authorization-server/status-lists/create-status-lists.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { createOutboxStore } from "#server/outbox/outbox-store.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { startBackchannelLogout } from "./backchannel-logout.ts";
import { startProtocolUpkeep } from "./protocol-upkeep.ts";
import type { SessionRecordStore } from "./session-record-store.ts";

export interface EndedSessionsDeps {
  settings: Pick<Settings, "publicUrl" | "session">;
  catalog: Pick<Catalog, "clients" | "refresh">;
  database: Database;
  records: Pick<SessionRecordStore, "endSession" | "sessionsOf">;
  clients: ClientLookup;
  signingKeys: SigningKeys;
  statusLists: Pick<StatusLists, "purge">;
  vault: Pick<SessionVault, "onEnded">;
  audit: AuditLog;
  log: Logger;
}

export interface FollowedEndings {
  /** Does at once what follows the end of all sessions of a person, so that nothing of them is left to do. */
  settleAllOf(userId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * What ends with a session: its records and tokens here, and the sign-in at every app with a back-channel logout address.
 *
 * protocol-upkeep.ts finds sessions whose end was not announced, because they expired or their process died.
 */
export function followEndedSessions(deps: EndedSessionsDeps): FollowedEndings {
  const { settings, records, log } = deps;
  const logouts = startBackchannelLogout({
    settings,
    store: createOutboxStore(deps.database),
    clients: deps.clients,
    keys: deps.signingKeys,
    audit: deps.audit,
    log,
  });
  const listeners = derivedFrom(deps.catalog.clients, (clients) =>
    clients.filter((client) => client.backchannelLogoutUri).map(({ clientId }) => clientId),
  );
  const underWay = new Set<Promise<void>>();
  const endSession = async (sessionId: string): Promise<void> => {
    await deps.catalog.refresh();
    const queued = await records.endSession(sessionId, listeners());
    if (queued > 0) await logouts.deliver();
  };
  const stopListening = deps.vault.onEnded((sessionId) => {
    const ending: Promise<void> = endSession(sessionId)
      .catch((error: unknown) => log.warn("records of an ended session remain", { error }))
      .finally(() => underWay.delete(ending));
    underWay.add(ending);
  });
  const housekeeping = startProtocolUpkeep({
    records: createRecordUpkeepStore(deps.database),
    endSession,
    signingKeys: deps.signingKeys,
    statusLists: deps.statusLists,
    idleSeconds: settings.session.idleSeconds,
    log,
  });
  return {
    async settleAllOf(userId) {
      for (const sessionId of await records.sessionsOf(userId)) await endSession(sessionId);
    },
    async stop() {
      stopListening();
      await Promise.all(underWay);
      await housekeeping.stop();
      await logouts.stop();
    },
  };
}
