import type { AuditLog } from "#server/audit/audit-event.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { AccountStore } from "./account-store.ts";
import { evenWithoutAdmin, type KeepAnAdmin } from "./roles/keep-an-admin.ts";

/** What ends with an account, in the transaction that disables it. */
export type EndWithAccount = (tx: TransactionClient, publish: PublishOnCommit, userId: string) => Promise<EndedPart>;

export interface EndedPart {
  /** How much of each kind ended, for the receipt and the audit event. */
  counts: EndedCounts;
  /** What is left to do once it is committed. */
  afterCommit?(): void;
}

/** What disabling an account ended. */
export interface DisabledAccount {
  userId: string;
  /** `false` when it was disabled before; what had been left then is ended now. */
  wasEnabled: boolean;
  counts: EndedCounts;
}

export interface EndAccountOptions {
  /** Also when no enabled admin is left: for the operator. */
  evenLastAdmin?: boolean | undefined;
}

export interface AccountControlDeps {
  store: Pick<AccountStore, "disable" | "enable" | "findUnfinished" | "whileDisabled">;
  /** Sessions with their provider tokens; grants with their codes and tokens. */
  ends: readonly EndWithAccount[];
  keepAnAdmin: KeepAnAdmin;
  audit: AuditLog;
}

export interface AccountControl {
  /**
   * Disables an account and ends all that it has: sessions, access of apps, codes and tokens of every kind.
   *
   * Shape:  `undefined` when there is no such account. Doing it twice is doing it once.
   * Errors: last_admin for the last enabled admin, unless `evenLastAdmin`; those of the database. Nothing has happened then.
   * Races:  one transaction. When this returns, every process that listens refuses what ended, and the others ask the
   *         database, which does. A session or token that was being made meanwhile is refused as well, and ended by
   *         `finish`.
   */
  disable(userId: string, options?: EndAccountOptions): Promise<DisabledAccount | undefined>;
  /** Lets the person sign in again; what ended stays ended. `false` when there is no such account or it wasn't disabled. */
  enable(userId: string): Promise<boolean>;
  /** Ends what disabled accounts still have: they were disabled by SQL, or something was made meanwhile. At most `limit` accounts. */
  finish(limit: number): Promise<number>;
}

export function createAccountControl({ store, ends, keepAnAdmin, audit }: AccountControlDeps): AccountControl {
  /** What ends with an account, and what to do once it is committed. */
  function everythingOf(userId: string) {
    const parts: EndedPart[] = [];
    return {
      async end(tx: TransactionClient, publish: PublishOnCommit): Promise<void> {
        for (const end of ends) parts.push(await end(tx, publish, userId));
      },
      committed(): Record<string, number> {
        for (const { afterCommit } of parts) afterCommit?.();
        return Object.assign({}, ...parts.map(({ counts }) => counts));
      },
    };
  }

  return {
    async disable(userId, { evenLastAdmin = false } = {}) {
      const everything = everythingOf(userId);
      const kept = evenLastAdmin ? evenWithoutAdmin : keepAnAdmin;
      const wasEnabled = await store.disable(userId, new Date(), everything.end, kept);
      if (wasEnabled === undefined) return undefined;
      const counts = everything.committed();
      if (wasEnabled) audit.record({ type: "account.disabled", outcome: "success", userId, details: counts });
      return { userId, wasEnabled, counts };
    },

    async enable(userId) {
      const enabled = await store.enable(userId);
      if (enabled) audit.record({ type: "account.enabled", outcome: "success", userId });
      return enabled;
    },

    async finish(limit) {
      const userIds = await store.findUnfinished(limit);
      for (const userId of userIds) {
        const everything = everythingOf(userId);
        if (await store.whileDisabled(userId, everything.end)) everything.committed();
      }
      return userIds.length;
    },
  };
}
