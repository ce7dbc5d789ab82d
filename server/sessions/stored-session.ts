import {
  type PersonFacts,
  type PersonFactsRow,
  personFactColumns,
  personFacts,
} from "#server/accounts/person/person-facts.ts";
import {
  type AttributesRow,
  attributeColumns,
  attributesOf,
  type PersonAttributes,
} from "#server/claims/person-attributes.ts";

/** What the store reads of a session, with its person and identity. Times in epoch milliseconds. */
export interface StoredSession extends PersonAttributes {
  id: string;
  userId: string;
  identityId: string | undefined;
  providerId: string | undefined;
  subject: string | undefined;
  acr: string | undefined;
  amr: readonly string[];
  groups: readonly string[];
  /** What decides the person's roles and groups. */
  facts: PersonFacts;
  authTimeMs: number;
  createdAtMs: number;
  lastActiveAtMs: number;
  expiresAtMs: number;
  endedAtMs: number | undefined;
  accountDisabled: boolean;
}

/** A session with its person and identity, in one statement. */
export interface SessionRow extends AttributesRow, PersonFactsRow {
  id: string;
  userId: string;
  identityId: string | null;
  providerId: string | null;
  subject: string | null;
  identityUsername: string | null;
  acr: string | null;
  amr: string[];
  groups: string[];
  authTime: Date;
  createdAt: Date;
  lastActiveAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  disabledAt: Date | null;
}

/** A SELECT of SessionRow; `where` names columns of `s`. */
export function sessionSql(where: string): string {
  return `SELECT s.id, s.user_id AS "userId", s.identity_id AS "identityId", s.provider_id AS "providerId",
    own.subject, own.username AS "identityUsername", s.acr, s.amr, s.groups, s.auth_time AS "authTime",
    s.created_at AS "createdAt", s.last_active_at AS "lastActiveAt", s.expires_at AS "expiresAt", s.ended_at AS "endedAt",
    u.disabled_at AS "disabledAt", ${attributeColumns("u")}, ${personFactColumns("u")}
  FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN identities own ON own.id = s.identity_id
  WHERE ${where}`;
}

/** A row as the vault reads it. */
export function storedSession(row: SessionRow): StoredSession {
  const { identityUsername } = row;
  return {
    id: row.id,
    userId: row.userId,
    identityId: row.identityId ?? undefined,
    providerId: row.providerId ?? undefined,
    subject: row.subject ?? undefined,
    ...attributesOf(row),
    // Of this sign-in: the person's own is that of their latest one, perhaps at another provider.
    username: (row.identityId === null ? row.username : identityUsername) ?? undefined,
    acr: row.acr ?? undefined,
    amr: row.amr,
    groups: row.groups,
    facts: personFacts(row),
    authTimeMs: row.authTime.getTime(),
    createdAtMs: row.createdAt.getTime(),
    lastActiveAtMs: row.lastActiveAt.getTime(),
    expiresAtMs: row.expiresAt.getTime(),
    endedAtMs: row.endedAt?.getTime(),
    accountDisabled: row.disabledAt !== null,
  };
}
