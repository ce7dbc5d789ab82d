import { createHash } from "node:crypto";
import type { AdapterPayload } from "oidc-provider";
import type { StatusPlace } from "#server/authorization-server/status-lists/status-places.ts";
import type { Database } from "#server/database/database.ts";
import { createRecordBatches } from "./record-batches.ts";
import { refreshIdleSeconds } from "./token-lifetimes.ts";
import { familyTie, grantTie, tokensEndedChannel, tokenTie } from "./token-ties.ts";

/** A row of oidc_records as the adapter needs it. */
export interface OidcRecord {
  payload: AdapterPayload;
  idHash: string;
  familyId: string | null;
  consumedAt: Date | null;
  answer: string | null;
}

export interface NewOidcRecord {
  model: string;
  idHash: string;
  payload: AdapterPayload;
  grantId: string | undefined;
  familyId: string | undefined;
  /** The HMAC of a device's user code (sealed-device-codes.ts). */
  userCode?: string | undefined;
  expiresAt: Date | undefined;
  /** Of a JWT access token: where its status stands. */
  status?: StatusPlace | undefined;
}

/** Written once, under ids that nobody has used: codes and tokens as they are issued. */
const issuedModels = new Set(["AccessToken", "ClientCredentials", "RefreshToken", "AuthorizationCode"]);

/** What resource servers ask about, and processes remember (see token-state-cache.ts). */
const accessTokens = new Set(["AccessToken", "ClientCredentials"]);

/** Not one of oidc-provider's models: the mark that a family of tokens was ended; its id is the family's. */
export const endedFamily = "EndedFamily";
/** In the `answer` of an access token that came from a refresh: it was used, so the app has got what that refresh answered. */
export const usedMark = "used";
/** Longer than a refresh token is good for that is written just after its family's end. */
const endKeptSeconds = refreshIdleSeconds + 24 * 60 * 60;

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

  /** Deletes, and says so to every process before anybody is told that it is done. */
  const end = (tie: string, sql: string, params: readonly unknown[]): Promise<void> =>
    transaction(async (tx, publish) => {
      await tx.$executeRawUnsafe(sql, ...params);
      await publish(tokensEndedChannel, tie);
    });

  return {
    async save(record: NewOidcRecord): Promise<void> {
      if (issuedModels.has(record.model)) await insertNew(record);
      else await query(replacements[record.model] ?? replaceSql, values(record));
    },

    /** Whether the row is new (or the old one had expired): one winner under parallel calls. */
    async insertUnique(record: NewOidcRecord): Promise<boolean> {
      return (await query(uniqueSql, values(record))).length === 1;
    },

    /** Consumed and just-expired rows included: without them nobody could notice a replay. */
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
      const sql = "DELETE FROM oidc_records WHERE model = $1 AND id_hash = $2";
      if (accessTokens.has(model)) await end(tokenTie(idHash), sql, [model, idHash]);
      else await query(sql, [model, idHash]);
    },

    /**
     * Every code and token that came from one authorization.
     *
     * Races: what a request under way writes into the family afterwards is dead: the family's end stays on record for as
     *        long as any such token could be used (see token-state-store.ts).
     */
    async endFamily(familyId: string, now: Date): Promise<void> {
      const sql = `WITH remembered AS (
          INSERT INTO oidc_records (model, id_hash, payload, expires_at) VALUES ('${endedFamily}', $1, '{}'::jsonb, $2)
          ON CONFLICT DO NOTHING
        ) DELETE FROM oidc_records WHERE family_id = $1`;
      await end(familyTie(familyId), sql, [familyId, new Date(now.getTime() + endKeptSeconds * 1000)]);
    },

    /** Every code and token under a grant; the grant itself stays. */
    async endTokensOfGrant(grantId: string): Promise<void> {
      const sql = "DELETE FROM oidc_records WHERE grant_id = $1 AND model <> 'Grant'";
      await end(grantTie(grantId), sql, [grantId]);
    },

    /**
     * A session that ended takes along what was bound to it, and leaves a logout token to send for each of `listeners`
     * (client ids) that it signed in to. Whichever process deletes the session's record does both, in one statement.
     */
    async endSession(sessionId: string, listeners: readonly string[]): Promise<number> {
      const rows = await query(
        `WITH ended AS (
           DELETE FROM oidc_records WHERE model = 'Session' AND uid = $1 RETURNING account_id, payload
         ), bound AS (
           DELETE FROM oidc_records r USING ended WHERE r.account_id = ended.account_id
             AND r.payload->>'sessionUid' = $1 AND (r.payload->>'expiresWithSession')::boolean
         )
         INSERT INTO backchannel_logouts (client_id, account_id, sid)
         SELECT app.key, ended.account_id, app.value->>'sid'
         FROM ended, jsonb_each(coalesce(ended.payload->'authorizations', '{}'::jsonb)) AS app
         WHERE app.key = ANY($2::text[]) RETURNING id`,
        [sessionId, [...listeners]],
      );
      return rows.length;
    },

    /** The apps that a session signed in to, by the sid of their ID tokens. */
    appsOfSession: (sessionId: string): Promise<{ clientId: string; sid: string }[]> =>
      query(
        `SELECT app.key AS "clientId", app.value->>'sid' AS sid
         FROM oidc_records, jsonb_each(coalesce(payload->'authorizations', '{}'::jsonb)) AS app
         WHERE model = 'Session' AND uid = $1 AND app.value->>'sid' IS NOT NULL ORDER BY app.key`,
        [sessionId],
      ),

    /** Whether it is the first answer kept for this token, which is the one that counts, and its new token still there. */
    async keepAnswer(idHash: string, answer: string, successorHash: string): Promise<boolean> {
      const rows = await query(
        `UPDATE oidc_records SET answer = $2 WHERE model = 'RefreshToken' AND id_hash = $1 AND answer IS NULL
           AND EXISTS (SELECT 1 FROM oidc_records WHERE model = 'RefreshToken' AND id_hash = $3) RETURNING id_hash`,
        [idHash, answer, successorHash],
      );
      return rows.length === 1;
    },

    async markUsed(accessTokenHash: string): Promise<void> {
      const sql = `UPDATE oidc_records SET answer = '${usedMark}'
        WHERE model = 'AccessToken' AND id_hash = $1 AND answer IS NULL`;
      await query(sql, [accessTokenHash]);
    },

    /**
     * Undoes the rotation of that second if it has no answer: the token may be used again, and its successor, which nobody
     * was told of (or nobody can be told again), is gone. Not if the successor was used.
     */
    async takeBack(idHash: string, consumedAtSeconds: number): Promise<{ undone: boolean; used: boolean }> {
      const [row] = await query<{ undone: boolean; used: boolean }>(
        `WITH used AS (
           SELECT 1 FROM oidc_records t JOIN oidc_records s ON s.family_id = t.family_id AND s.model = t.model
           WHERE t.model = 'RefreshToken' AND t.id_hash = $1 AND s.consumed_at IS NOT NULL
             AND (s.payload->>'rotations')::int > (t.payload->>'rotations')::int
         ), token AS (
           UPDATE oidc_records SET consumed_at = NULL
           WHERE model = 'RefreshToken' AND id_hash = $1 AND answer IS NULL AND NOT EXISTS (SELECT 1 FROM used)
             AND date_trunc('second', consumed_at) = to_timestamp($2)
           RETURNING family_id, (payload->>'rotations')::int AS rotations
         ), successor AS (
           DELETE FROM oidc_records s USING token WHERE s.model = 'RefreshToken' AND s.family_id = token.family_id
             AND (s.payload->>'rotations')::int > token.rotations
         ) SELECT EXISTS (SELECT 1 FROM token) AS undone, EXISTS (SELECT 1 FROM used) AS used`,
        [idHash, consumedAtSeconds],
      );
      return row ?? { undone: false, used: false };
    },
  };
}

export type OidcRecordStore = ReturnType<typeof createOidcRecordStore>;
