import type { AuditLog } from "#server/audit/audit-event.ts";
import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveRecords } from "./live-records.ts";
import type { LiveSession } from "./live-session.ts";
import type { SessionStore } from "./session-store.ts";
import type { SessionVault } from "./session-vault.ts";

export interface RaiseSessionDeps {
  store: Pick<SessionStore, "raise" | "findById">;
  records: Pick<LiveRecords, "raised" | "recordOf" | "refusalOf">;
  audit: AuditLog;
  nowMs: () => number;
}

/**
 * Step-up: see SessionVault.raise.
 *
 * Races: the change is one UPDATE that an ended session refuses. It is announced with its commit, so that a read that was under
 *        way isn't remembered in any process.
 */
export function createRaiseSession({ store, records, audit, nowMs }: RaiseSessionDeps): SessionVault["raise"] {
  return async ({ id, userId }: LiveSession, authentication) => {
    const opaqueId = randomOpaqueId();
    const raised = await store.raise(id, hashOpaqueId(opaqueId), authentication, nowMs());
    records.raised(id);
    if (!raised) throw new AppError("session_required");
    audit.record({
      type: "session.raised",
      outcome: "success",
      userId,
      sessionId: id,
      details: { amr: authentication.amr, ...(authentication.acr ? { acr: authentication.acr } : {}) },
    });
    const found = await store.findById(id);
    if (!found || found.endedAtMs !== undefined || found.accountDisabled) throw new AppError("session_required");
    if (await records.refusalOf(found)) throw new AppError("session_required");
    return { session: records.recordOf(found, nowMs()).session, opaqueId };
  };
}
