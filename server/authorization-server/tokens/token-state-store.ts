import type { AdapterPayload } from "oidc-provider";
import { type KnownPerson, knownPerson, type PersonRow } from "#server/accounts/account-claims.ts";
import { type PersonFactsRow, personFactColumns, personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import { type GrantPayload, saysWhatIsRefused } from "#server/authorization-server/grants/grant-payload.ts";
import { endedFamily } from "#server/authorization-server/records/end-tokens.ts";
import type { OidcRecord } from "#server/authorization-server/records/oidc-record.ts";
import {
  accountTie,
  clientTie,
  familyTie,
  grantTie,
  sessionTie,
  tokenTie,
} from "#server/authorization-server/records/token-ties.ts";
import { attributeColumns } from "#server/claims/person-attributes.ts";
import { nowMs } from "#server/clock.ts";
import type { Database } from "#server/database/database.ts";

/** A code or token with everything that decides whether it still counts, as of one moment. */
export interface TokenState {
  record: OidcRecord;
  accountId: string | null;
  grantId: string | null;
  /** The person that the token is for; `undefined` when that account is gone, disabled, or not allowed (to use the app). */
  account: KnownPerson | undefined;
  grant: OidcRecord | undefined;
  /** The session that it ends with, while that lives; the id stays known afterwards. */
  sessionId: string | undefined;
  session: OidcRecord | undefined;
  /** When the token expires or its session does, whichever is first. */
  liveUntilMs: number;
  ties: readonly string[];
}

/** With the person's attributes and facts, unless there is no person. */
interface Row extends Omit<OidcRecord, "payload">, Partial<Omit<PersonRow, "id" | "disabledAt">>, PersonFactsRow {
  payload: AdapterPayload;
  expiresAt: Date | null;
  grantId: string | null;
  accountId: string | null;
  grantPayload: AdapterPayload | null;
  grantHash: string | null;
  personId: string | null;
  disabledAt: Date | null;
  sessionPayload: AdapterPayload | null;
  sessionHash: string | null;
  sessionExpiresAt: Date | null;
  sessionActiveAt: Date | null;
}

// A grant's row is found by its primary key: the index on grant_id also leads to every token of a busy app.
const sql = `SELECT t.payload, t.id_hash AS "idHash", t.family_id AS "familyId", t.consumed_at AS "consumedAt", t.answer,
    t.expires_at AS "expiresAt", t.grant_id AS "grantId", t.account_id AS "accountId",
    g.payload AS "grantPayload", g.id_hash AS "grantHash",
    u.id AS "personId", u.disabled_at AS "disabledAt", ${attributeColumns("u")}, ${personFactColumns("u")},
    r.payload AS "sessionPayload", r.id_hash AS "sessionHash",
    s.expires_at AS "sessionExpiresAt", s.last_active_at AS "sessionActiveAt"
  FROM oidc_records t
  LEFT JOIN oidc_records g ON g.model = 'Grant'
    AND g.id_hash = translate(encode(sha256(convert_to(t.grant_id, 'UTF8')), 'base64'), '+/=', '-_')
  LEFT JOIN users u ON u.id = t.account_id::uuid
  LEFT JOIN sessions s ON (t.payload->>'expiresWithSession')::boolean
    AND s.id = (t.payload->>'sessionUid')::uuid AND s.ended_at IS NULL
  LEFT JOIN oidc_records r ON r.model = 'Session' AND r.uid = s.id::text
  WHERE t.model = $1 AND t.id_hash = $2 AND (t.grant_id IS NULL OR g.id_hash IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM oidc_records e WHERE e.model = '${endedFamily}' AND e.id_hash = t.family_id)`;

/**
 * Reads a token's state from the database: the token, its grant, its person and its session, in one prepared statement.
 *
 * Races: a token that was written while its grant or family was being ended, or its consent narrowed, counts as no token. The
 *        statement that ends them deletes only the rows it sees, so this one checks for the end itself.
 */
export function createTokenStateStore(
  { query }: Pick<Database, "query">,
  people: Pick<PersonReader, "refresh" | "refusalAt" | "read">,
  session: { idleSeconds: number },
) {
  return {
    async find(model: string, idHash: string): Promise<TokenState | undefined> {
      const waiting = people.refresh();
      if (waiting) await waiting;
      const [row] = await query<Row>(sql, [model, idHash]);
      if (!row || isRefusedByNow(row)) return undefined;
      return toState(row, people, session.idleSeconds * 1000);
    },
  };
}

export type TokenStateStore = ReturnType<typeof createTokenStateStore>;

function isRefusedByNow({ payload, grantPayload }: Row): boolean {
  return grantPayload !== null && saysWhatIsRefused(grantPayload as unknown as GrantPayload, payload);
}

function toState(row: Row, people: Pick<PersonReader, "refusalAt" | "read">, idleMs: number): TokenState {
  const sessionId = row.payload.expiresWithSession ? row.payload.sessionUid : undefined;
  const sessionEndsMs =
    row.sessionExpiresAt && row.sessionActiveAt
      ? Math.min(row.sessionExpiresAt.getTime(), row.sessionActiveAt.getTime() + idleMs)
      : Number.NEGATIVE_INFINITY;
  const expiresMs = row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const sessionLives = nowMs() < sessionEndsMs;
  return {
    record: asRecord(row.payload, row.idHash, row),
    accountId: row.accountId,
    grantId: row.grantId,
    account: accountOf(row, people),
    grant: row.grantPayload && row.grantHash ? asRecord(row.grantPayload, row.grantHash) : undefined,
    sessionId,
    session:
      sessionLives && row.sessionPayload && row.sessionHash ? asRecord(row.sessionPayload, row.sessionHash) : undefined,
    liveUntilMs: sessionId === undefined ? expiresMs : Math.min(expiresMs, sessionEndsMs),
    ties: [
      tokenTie(row.idHash),
      ...(row.familyId ? [familyTie(row.familyId)] : []),
      ...(row.grantId ? [grantTie(row.grantId)] : []),
      ...(row.accountId ? [accountTie(row.accountId)] : []),
      ...(sessionId ? [sessionTie(sessionId)] : []),
      // The app that has the token, and the one that a person allowed, which may be another (RFC 8693).
      ...new Set([row.payload.clientId, row.grantPayload?.clientId].flatMap((id) => (id ? [clientTie(id)] : []))),
    ],
  };
}

function accountOf(row: Row, people: Pick<PersonReader, "refusalAt" | "read">): KnownPerson | undefined {
  if (row.personId === null || people.refusalAt(personFacts(row), row.payload.clientId)) return undefined;
  return knownPerson({ ...row, id: row.personId } as PersonRow & PersonFactsRow, people);
}

function asRecord(payload: AdapterPayload, idHash: string, rest: Partial<OidcRecord> = {}): OidcRecord {
  const { familyId = null, consumedAt = null, answer = null } = rest;
  return { payload, idHash, familyId, consumedAt, answer };
}
