import { accountDisabledChannel, type WithAccount } from "#server/accounts/account-store.ts";
import type { KeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import type { Database } from "#server/database/database.ts";

/** Takes people and identities out of the database. */
export function createPersonRemovalStore({ transaction, query }: Pick<Database, "transaction" | "query">) {
  return {
    /** The provider of a person's identity. */
    async providerOf(userId: string, identityId: string): Promise<string | undefined> {
      const sql = `SELECT provider_id AS "providerId" FROM identities WHERE id = $1::uuid AND user_id = $2::uuid`;
      return (await query<{ providerId: string }>(sql, [identityId, userId]))[0]?.providerId;
    },

    /**
     * Deletes a person with all that hangs on them, after `also` in the same transaction; `false` when there is no such person.
     *
     * Races: the row is locked first, so that no session begins between `also` and the deletion.
     */
    async delete(userId: string, also: WithAccount): Promise<boolean> {
      return transaction(async (tx, publish) => {
        const found = await tx.$queryRaw<unknown[]>`SELECT 1 AS one FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
        if (found.length === 0) return false;
        await also(tx, publish);
        await tx.oidcRecord.deleteMany({ where: { accountId: userId } });
        await tx.user.delete({ where: { id: userId } });
        await publish(accountDisabledChannel, userId);
        return true;
      });
    },

    /**
     * Deletes an identity after `also` in the same transaction; "last" when the person has no other, and it stays.
     *
     * Races: the rows are locked, so that of two deletions at once one identity is left, and no session begins meanwhile.
     */
    async removeIdentity(
      userId: string,
      identityId: string,
      also: WithAccount,
      keepAnAdmin: KeepAnAdmin,
    ): Promise<"removed" | "last" | "unknown"> {
      return transaction((tx, publish) =>
        // Before the rows are locked, as everywhere, so that two changes don't wait for each other.
        keepAnAdmin(tx, async () => {
          await tx.$queryRaw`SELECT 1 AS one FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
          const rows = await tx.$queryRaw<{ id: string }[]>`
            SELECT id FROM identities WHERE user_id = ${userId}::uuid FOR UPDATE`;
          if (!rows.some(({ id }) => id === identityId)) return "unknown";
          if (rows.length === 1) return "last";
          await also(tx, publish);
          await tx.identity.delete({ where: { id: identityId } });
          return "removed";
        }),
      );
    },
  };
}

export type PersonRemovalStore = ReturnType<typeof createPersonRemovalStore>;
