import { randomBytes, randomUUID } from "node:crypto";
import type { EndedPart } from "#server/accounts/account-control.ts";
import { endAccessOfClient, endClient } from "#server/authorization-server/records/end-client.ts";
import { endGrants, type GrantsToEnd } from "#server/authorization-server/records/end-grants.ts";
import { accessTokensUnderGrant, endTokens } from "#server/authorization-server/records/end-tokens.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { tokenCounts } from "#server/authorization-server/records/token-counts.ts";
import { grantSeconds } from "#server/authorization-server/records/token-lifetimes.ts";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { RunQuery, TransactionClient } from "#server/database/run-transaction.ts";
import { requireNoBlock } from "./consent-blocks.ts";
import { allowedScopes, applyConsent, type ConsentChange, type GrantPayload, isNarrower } from "./grant-payload.ts";

export interface LiveGrant {
  grantId: string;
  payload: GrantPayload;
}

/** Remembered consent: one live grant per person and app, shown on /connected-apps and read by oidc-provider. */
export function createGrantStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  /**
   * Writes an answer into the live grant if `claim`, a step of the same transaction, says that it is the one that counts.
   */
  async function applyIf(
    claim: (run: RunQuery) => Promise<boolean>,
    userId: string,
    clientId: string,
    change: ConsentChange,
    nowSeconds: number,
  ): Promise<string | undefined> {
    return transaction(async (tx, publish) => {
      const run: RunQuery = (sql, params) => tx.$queryRawUnsafe<unknown[]>(sql, ...params);
      if (!(await claim(run))) return undefined;
      await requireNoBlock(run, userId, clientId);
      const [row] = await tx.$queryRawUnsafe<{ id: string; grantId: string }[]>(
        `INSERT INTO app_grants (id, grant_id, user_id, client_id, scopes) VALUES ($1::uuid, $2, $3::uuid, $4, '{}')
         ON CONFLICT (user_id, client_id) WHERE revoked_at IS NULL DO UPDATE SET updated_at = now()
         RETURNING id, grant_id AS "grantId"`,
        randomUUID(),
        randomBytes(32).toString("base64url"),
        userId,
        clientId,
      );
      if (!row) throw new Error("an upsert returned no row");
      const key = { model: "Grant", idHash: hashRecordId(row.grantId) };
      const stored = await tx.oidcRecord.findUnique({ where: { model_idHash: key } });
      const before = (stored?.payload ?? { accountId: userId, clientId, iat: nowSeconds }) as unknown as GrantPayload;
      const payload = applyConsent({ ...before, exp: nowSeconds + grantSeconds }, change);
      const written = {
        payload: JSON.parse(JSON.stringify(payload)) as object,
        expiresAt: new Date(payload.exp * 1000),
      };
      await tx.oidcRecord.upsert({
        where: { model_idHash: key },
        create: { ...key, ...written, grantId: row.grantId, accountId: userId, clientId },
        update: written,
      });
      await tx.appGrant.update({ where: { id: row.id }, data: { scopes: allowedScopes(payload) } });
      if (isNarrower(payload, before)) await endTokens(tx, publish, accessTokensUnderGrant(row.grantId));
      return row.grantId;
    });
  }

  return {
    async findLive(userId: string, clientId: string): Promise<LiveGrant | undefined> {
      const [row] = await query<LiveGrant>(
        `SELECT g.grant_id AS "grantId", r.payload FROM app_grants g
         JOIN oidc_records r ON r.model = 'Grant' AND r.grant_id = g.grant_id
         WHERE g.user_id = $1 AND g.client_id = $2 AND g.revoked_at IS NULL`,
        [userId, clientId],
      );
      return row;
    },

    /** Whether this person ever connected this app, removed or not. */
    async wasConnected(userId: string, clientId: string): Promise<boolean> {
      const rows = await query("SELECT 1 AS one FROM app_grants WHERE user_id = $1 AND client_id = $2 LIMIT 1", [
        userId,
        clientId,
      ]);
      return rows.length > 0;
    },

    /**
     * Writes an answer into the live grant, making it if there is none; returns its id.
     *
     * Less than before ends the access tokens that say more: the app's next refresh gets what is left.
     *
     * Races: two consent tabs of one app write one after the other (the row is locked), so neither loses the other's.
     */
    async apply(userId: string, clientId: string, change: ConsentChange, nowSeconds: number): Promise<string> {
      const grantId = await applyIf(async () => true, userId, clientId, change, nowSeconds);
      if (grantId === undefined) throw new Error("nothing stood against this answer");
      return grantId;
    },

    /** Errors: consent_blocked when an administrator blocked this person or app, as for `apply` and `applyIf`. */
    applyIf,

    /** Before the question is asked. Errors: consent_blocked. */
    requireNoBlock: (userId: string, clientId: string) => requireNoBlock(query, userId, clientId),

    /**
     * Ends all that apps have of a person, as a part of the transaction that disables the account: access, codes, device
     * requests and tokens. Records of sessions stay, because the apps to notify of a session's end are read from them.
     */
    endWithAccount: (tx: TransactionClient, publish: PublishOnCommit, userId: string): Promise<EndedPart> =>
      endAll(tx, publish, { of: "account", userId }),

    /** The same for what one app has of a person. */
    endAppOf: (tx: TransactionClient, publish: PublishOnCommit, userId: string, clientId: string): Promise<EndedPart> =>
      endAll(tx, publish, { of: "client_of_account", userId, clientId }),

    /** Ends all that a client has, as a part of the transaction that disables or deletes it. */
    async endClient(tx: TransactionClient, publish: PublishOnCommit, clientId: string): Promise<EndedPart> {
      const { grants, tokens } = await endClient(tx, publish, clientId, new Date());
      return { counts: { grants, ...tokenCounts(tokens) } };
    },

    /** Ends a client's codes and access tokens, as a part of the transaction that lets it do less. */
    async narrowClient(tx: TransactionClient, publish: PublishOnCommit, clientId: string): Promise<EndedPart> {
      return { counts: { access_tokens: await endAccessOfClient(tx, publish, clientId) } };
    },

    /** At most once a minute per grant: the callers throttle, this makes several processes agree. */
    async touch(grantId: string, usedFor: string, now: Date): Promise<void> {
      await query(
        `UPDATE app_grants SET last_used_at = $2, last_used_for = $3
         WHERE grant_id = $1 AND (last_used_at IS NULL OR last_used_at < $4)`,
        [grantId, now, usedFor, new Date(now.getTime() - 55_000)],
      );
    },
  };
}

async function endAll(tx: TransactionClient, publish: PublishOnCommit, which: GrantsToEnd): Promise<EndedPart> {
  const { grants, tokens } = await endGrants(tx, publish, which, new Date());
  return { counts: { apps: grants, ...tokenCounts(tokens) } };
}

export type GrantStore = ReturnType<typeof createGrantStore>;
