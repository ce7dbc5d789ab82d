import { endedFamily } from "#server/authorization-server/records/end-tokens.ts";
import type { Database } from "#server/database/database.ts";

export interface NewStatusList {
  id: string;
  /** How many places it has; a multiple of 8. */
  size: number;
  expiresAt: Date;
}

/** As a record is named (`hashRecordId`). */
const hashOf = (column: string) => `translate(encode(sha256(convert_to(${column}, 'UTF8')), 'base64'), '+/=', '-_')`;

// An app that left the settings, and did not register itself, is gone, and its tokens with it. Apps that are known by a
// document need no record.
const clientIsGone = `t.client_id <> ALL($2::text[]) AND t.client_id NOT LIKE 'https://%' AND NOT EXISTS (
      SELECT 1 FROM oidc_records c WHERE c.model = 'Client' AND c.id_hash = ${hashOf("t.client_id")})`;

// Deleted records were listed by the trigger of 0060_status_lists. A record that is still there may be worth nothing: what
// decides is what token-state-store.ts looks for. Each condition is an index look-up for one row.
const endedSql = `SELECT index FROM ended_token_statuses WHERE list_id = $1 AND expires_at > now()
  UNION ALL
  SELECT t.status_index FROM oidc_records t
  LEFT JOIN users u ON u.id = t.account_id::uuid
  LEFT JOIN oidc_records g ON g.model = 'Grant'
    AND g.id_hash = ${hashOf("t.grant_id")}
  WHERE t.status_list_id = $1 AND t.expires_at > now() AND (
    (${clientIsGone})
    OR (t.account_id IS NOT NULL AND (u.id IS NULL OR u.disabled_at IS NOT NULL))
    OR (t.grant_id IS NOT NULL AND g.id_hash IS NULL)
    OR EXISTS (SELECT 1 FROM oidc_records e WHERE e.model = '${endedFamily}' AND e.id_hash = t.family_id)
    OR ((t.payload->>'expiresWithSession')::boolean AND NOT EXISTS (
      SELECT 1 FROM sessions s WHERE s.id = (t.payload->>'sessionUid')::uuid AND s.ended_at IS NULL
        AND s.expires_at > now() AND s.last_active_at > now() - make_interval(secs => $3)))
    OR string_to_array(t.payload->>'scope', ' ')
      && string_to_array(g.payload->'rejected'->'resources'->>(t.payload->>'aud'), ' ')
  )`;

/** Status lists, and which of the tokens that have a place in one ended before they expired. */
export function createStatusListStore({ query }: Pick<Database, "query">, session: { idleSeconds: number }) {
  return {
    async insert({ id, size, expiresAt }: NewStatusList): Promise<void> {
      await query("INSERT INTO status_lists (id, size, expires_at) VALUES ($1, $2, $3)", [id, size, expiresAt]);
    },

    /** How many places a list has; `undefined` when its last token has expired. */
    async findSize(id: string): Promise<number | undefined> {
      const sql = "SELECT size FROM status_lists WHERE id = $1 AND expires_at > now()";
      const [row] = await query<{ size: number }>(sql, [id]);
      return row?.size;
    },

    /** The places of tokens that are worth nothing any more. `clientIds` are the apps in the settings. */
    async findEnded(id: string, clientIds: readonly string[]): Promise<number[]> {
      const rows = await query<{ index: number }>(endedSql, [id, [...clientIds], session.idleSeconds]);
      return rows.map(({ index }) => index);
    },

    async findIds(): Promise<string[]> {
      const rows = await query<{ id: string }>("SELECT id FROM status_lists WHERE expires_at > now() ORDER BY id");
      return rows.map(({ id }) => id);
    },

    /** Forgets lists whose last token has expired, and the places of tokens that have. */
    async purge(now: Date): Promise<void> {
      await query("DELETE FROM ended_token_statuses WHERE expires_at < $1", [now]);
      await query("DELETE FROM status_lists WHERE expires_at < $1", [now]);
    },
  };
}

export type StatusListStore = ReturnType<typeof createStatusListStore>;
