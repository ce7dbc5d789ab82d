import { createHash } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import {
  type EndedTokens,
  endTokens,
  everythingInFamily,
  everythingUnderGrant,
  isAccessToken,
  oneAccessToken,
} from "./end-tokens.ts";
import type { NewOidcRecord, OidcRecord } from "./oidc-record.ts";
import { createRecordBatches } from "./record-batches.ts";

/** Written once, under new ids: codes and tokens as they are issued. */
const issuedModels = new Set(["AccessToken", "ClientCredentials", "RefreshToken", "AuthorizationCode"]);

/** An opaque token is its row's id, so only its SHA-256 is kept: a leaked table opens nothing. */
export function hashRecordId(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}

const columns = `payload, id_hash AS "idHash", family_id AS "familyId", consumed_at AS "consumedAt", answer`;

const insertSql = `INSERT INTO oidc_records
  (model, id_hash, payload, account_id, client_id, grant_id, user_code, uid, expires_at, family_id)
  VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (model, id_hash) `;
const replaceSql = `${insertSql} DO UPDATE SET payload = excluded.payload, account_id = excluded.account_id,
  client_id = excluded.client_id, grant_id = excluded.grant_id, user_code = excluded.user_code, uid = excluded.uid,
  expires_at = excluded.expires_at, family_id = coalesce(excluded.family_id, oidc_records.family_id)`;
// A page that was read before the answer must not write over it.
const unansweredSql = `${replaceSql} WHERE oidc_records.answer IS NULL AND oidc_records.consumed_at IS NULL`;
// Two tabs may authorize two apps in one session at once: what each adds must survive the other's write.
const mergeSql = `${insertSql} DO UPDATE SET expires_at = excluded.expires_at, payload = excluded.payload ||
  jsonb_build_object('authorizations', coalesce(oidc_records.payload->'authorizations', '{}'::jsonb) ||
    coalesce(excluded.payload->'authorizations', '{}'::jsonb))`;
const replacements: Readonly<Record<string, string>> = { Session: mergeSql, Interaction: unansweredSql };
const uniqueSql = `${insertSql} DO UPDATE SET expires_at = excluded.expires_at
  WHERE oidc_records.expires_at < now() RETURNING id_hash`;

/**
 * What oidc-provider keeps, by raw SQL: this is the token endpoint's hot path, and Prisma costs 0.45 ms of CPU a call.
 */
export function createOidcRecordStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  const values = (record: NewOidcRecord) => [
    record.model,
    record.idHash,
    JSON.stringify(record.payload),
    record.payload.accountId ?? null,
    record.payload.clientId ?? null,
    record.grantId ?? null,
    record.userCode ?? null,
    record.payload.uid ?? null,
    record.expiresAt ?? null,
    record.familyId ?? null,
  ];
  const insertNew = createRecordBatches({ query });
  const first = async (where: string, params: readonly unknown[]): Promise<OidcRecord | undefined> => {
    const [row] = await query<OidcRecord>(`SELECT ${columns} FROM oidc_records WHERE ${where} LIMIT 1`, params);
    return row;
  };

  const end = (ended: EndedTokens) => transaction((tx, publish) => endTokens(tx, publish, ended));

  return {
    async save(record: NewOidcRecord): Promise<void> {
      if (issuedModels.has(record.model)) await insertNew(record);
      else await query(replacements[record.model] ?? replaceSql, values(record));
    },

    /** Whether the row is new (or the old one had expired): one winner under parallel calls. */
    async insertUnique(record: NewOidcRecord): Promise<boolean> {
      return (await query(uniqueSql, values(record))).length === 1;
    },

    /** Consumed and just-expired rows included, because a replay is recognised by them. */
    find: (model: string, idHash: string) => first("model = $1 AND id_hash = $2", [model, idHash]),
    findByUid: (model: string, uid: string) => first("model = $1 AND uid = $2", [model, uid]),
    /** By any of the names that a user code has. */
    findByUserCode: (names: readonly string[]) =>
      first("model = 'DeviceCode' AND user_code = ANY($1::text[])", [[...names]]),

    /** Whether this answer to a device's request is the one that counts: of two people, or Allow and Deny at once, one. */
    async claimDeviceCode(names: readonly string[], answer: string): Promise<boolean> {
      const rows = await query(
        `UPDATE oidc_records SET answer = $2 WHERE model = 'DeviceCode' AND user_code = ANY($1::text[])
           AND consumed_at IS NULL AND answer IS NULL AND payload->>'accountId' IS NULL AND payload->>'error' IS NULL
           RETURNING id_hash`,
        [[...names], answer],
      );
      return rows.length === 1;
    },

    /** Compare-and-set: whether this call was the one that consumed it. */
    async consume(model: string, idHash: string, now: Date): Promise<boolean> {
      const rows = await query(
        "UPDATE oidc_records SET consumed_at = $3 WHERE model = $1 AND id_hash = $2 AND consumed_at IS NULL RETURNING id_hash",
        [model, idHash, now],
      );
      return rows.length === 1;
    },

    async destroy(model: string, idHash: string): Promise<void> {
      if (isAccessToken(model)) await end(oneAccessToken(model, idHash));
      else await query("DELETE FROM oidc_records WHERE model = $1 AND id_hash = $2", [model, idHash]);
    },

    /** Ends every code and token that came from one authorization. */
    endFamily: (familyId: string, now: Date): Promise<void> => end(everythingInFamily(familyId, now)),

    /** Ends every code and token under a grant; the grant itself stays. */
    endTokensOfGrant: (grantId: string): Promise<void> => end(everythingUnderGrant(grantId)),
  };
}

export type OidcRecordStore = ReturnType<typeof createOidcRecordStore>;
