import type {
  AccountControl,
  DisabledAccount,
  EndAccountOptions,
  EndedPart,
  EndWithAccount,
} from "#server/accounts/account-control.ts";
import type { WithAccount } from "#server/accounts/account-store.ts";
import { evenWithoutAdmin, type KeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { PersonRemovalStore } from "./person-removal-store.ts";

export interface PersonRemoval {
  /**
   * Deletes a person: everything ends first, as when they are disabled, then their rows go. The audit log keeps its events, by
   * the id that stands for nothing any more (docs/decisions/026).
   *
   * Shape:  what ended; `undefined` when there is no such person.
   * Errors: last_admin for the last enabled admin, unless `evenLastAdmin`: nothing has happened; those of the database: the person
   *         is disabled at least, or nothing has happened.
   * Races:  a session or token that is being made meanwhile ends with the deletion.
   */
  delete(userId: string, options?: EndAccountOptions): Promise<Pick<DisabledAccount, "counts"> | undefined>;
  /**
   * Removes a way to sign in, with the sessions that began by it; how many. `undefined` when the person has no such identity.
   *
   * Errors: last_identity; last_admin when the last enabled admin is one by this identity, unless `evenLastAdmin`.
   */
  removeIdentity(
    userId: string,
    identityId: string,
    options?: EndAccountOptions,
  ): Promise<{ sessions: number; providerId: string } | undefined>;
}

export interface PersonRemovalDeps {
  control: Pick<AccountControl, "disable">;
  store: PersonRemovalStore;
  /** What ends with an account, once more in the transaction that deletes it. */
  ends: readonly EndWithAccount[];
  /** Ends the sessions that began with an identity. */
  endWithIdentity: EndWithAccount;
  /** Notifies apps of the sessions that ended, before the records that name them are deleted. */
  settleEndingsOf(userId: string): Promise<void>;
  keepAnAdmin: KeepAnAdmin;
  audit: AuditLog;
}

export function createPersonRemoval(deps: PersonRemovalDeps): PersonRemoval {
  const { control, store, ends, endWithIdentity, settleEndingsOf, keepAnAdmin, audit } = deps;
  return {
    async delete(userId, options) {
      const disabled = await control.disable(userId, options);
      if (!disabled) return undefined;
      await settleEndingsOf(userId);
      const parts: EndedPart[] = [];
      const deleted = await store.delete(userId, async (tx, publish) => {
        for (const end of ends) parts.push(await end(tx, publish, userId));
      });
      if (!deleted) return undefined;
      for (const { afterCommit } of parts) afterCommit?.();
      audit.record({ type: "account.deleted", outcome: "success", userId, details: disabled.counts });
      return { counts: disabled.counts };
    },

    async removeIdentity(userId, identityId, { evenLastAdmin = false } = {}) {
      const providerId = await store.providerOf(userId, identityId);
      if (providerId === undefined) return undefined;
      const parts: EndedPart[] = [];
      const also: WithAccount = async (tx, publish) => void parts.push(await endWithIdentity(tx, publish, identityId));
      const kept = evenLastAdmin ? evenWithoutAdmin : keepAnAdmin;
      const outcome = await store.removeIdentity(userId, identityId, also, kept);
      if (outcome === "unknown") return undefined;
      if (outcome === "last") throw new AppError("last_identity");
      for (const { afterCommit } of parts) afterCommit?.();
      audit.record({ type: "identity.removed", outcome: "success", userId, providerId });
      return { sessions: parts[0]?.counts["sessions"] ?? 0, providerId };
    },
  };
}
