import type { Database } from "#server/database/database.ts";

/** The longest part of an export. The export of the audit log has the rest of a person's events. */
export const exportedRowsMax = 10_000;

/**
 * Everything that is kept about a person, table by table. Columns are named one by one, so that a new column is exported by intention
 * only. Tokens and hashes are left out, because they can be used to act, and so are the insides of protocol records.
 */
const parts = {
  person: `SELECT id, display_name, username, email, email_verified, picture_url, locale, created_at, last_sign_in_at, disabled_at
    FROM users WHERE id = $1::uuid`,
  identities: `SELECT id, provider_id, issuer, subject, display_name, username, email, email_verified, picture_url, groups, attributes,
    provider_facts, created_at, last_sign_in_at FROM identities WHERE user_id = $1::uuid ORDER BY created_at`,
  roles: `SELECT role, assigned_by, assigned_at FROM role_assignments WHERE user_id = $1::uuid ORDER BY id`,
  sessions: `SELECT id, identity_id, provider_id, upstream_sid, acr, amr, groups, user_agent, client_address, auth_time, created_at,
    last_active_at, expires_at, ended_at, end_reason FROM sessions WHERE user_id = $1::uuid ORDER BY created_at DESC`,
  upstreamTokens: `SELECT t.session_id, t.provider_id, t.token_type, t.scope, t.access_token_expires_at, t.ended_at, t.end_reason,
    t.created_at, t.updated_at FROM upstream_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1::uuid`,
  grants: `SELECT id, client_id, scopes, granted_at, updated_at, last_used_at, last_used_for, revoked_at
    FROM app_grants WHERE user_id = $1::uuid ORDER BY granted_at DESC`,
  consentBlocks: `SELECT id, client_id, reason, created_by, created_at, removed_by, removed_at FROM consent_blocks
    WHERE user_id = $1::uuid ORDER BY created_at DESC`,
  protocolRecords: `SELECT model, client_id, created_at, expires_at, consumed_at FROM oidc_records WHERE account_id = $1
    ORDER BY created_at DESC`,
  auditEvents: `SELECT id::text, at, type, outcome, session_id, client_id, provider_id, client_address, user_agent, request_id, actor,
    details FROM audit_events WHERE user_id = $1::uuid ORDER BY at DESC`,
} as const;

export type ExportPart = keyof typeof parts;
export type ExportedRows = Record<ExportPart, Record<string, unknown>[]>;

export function createPersonExportStore({ query }: Pick<Database, "query">) {
  return {
    /** At most exportedRowsMax rows of each part. */
    async read(userId: string): Promise<ExportedRows> {
      const read: Partial<ExportedRows> = {};
      for (const [name, sql] of Object.entries(parts) as [ExportPart, string][]) {
        read[name] = await query<Record<string, unknown>>(`${sql} LIMIT ${exportedRowsMax}`, [userId]);
      }
      return read as ExportedRows;
    },
  };
}

export type PersonExportStore = ReturnType<typeof createPersonExportStore>;
