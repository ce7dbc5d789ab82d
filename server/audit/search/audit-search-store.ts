import type { Database } from "#server/database/database.ts";
import { bigintPattern, type KeysetPage, type KeysetPlace, keysetPage, readPlace } from "#server/database/keyset.ts";
import { SqlConditions } from "#server/database/sql-conditions.ts";
import type { AuditFilter } from "./audit-search.ts";

export interface AuditEventRow {
  id: bigint;
  at: Date;
  type: string;
  outcome: string;
  userId: string | null;
  sessionId: string | null;
  clientId: string | null;
  providerId: string | null;
  clientAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  actor: string | null;
  details: Record<string, unknown>;
}

/** How far the log and the transactions that write to it have come. */
export interface LogPosition {
  newestId: bigint;
  /** Transactions below it are over. */
  settledBelow: bigint;
  /** Transactions from it on have not begun. */
  begunBelow: bigint;
}

const columns = `id, at, type, outcome, user_id AS "userId", session_id AS "sessionId", client_id AS "clientId",
  provider_id AS "providerId", client_address AS "clientAddress", user_agent AS "userAgent", request_id AS "requestId", actor, details`;

const positionSql = `SELECT coalesce((SELECT max(id) FROM audit_events), 0)::bigint AS "newestId",
  pg_snapshot_xmin(pg_current_snapshot())::text AS "settledBelow",
  pg_snapshot_xmax(pg_current_snapshot())::text AS "begunBelow"`;

const equalities = {
  userId: "user_id = $?::uuid",
  sessionId: "session_id = $?::uuid",
  actor: "actor = $?",
  clientId: "client_id = $?",
  providerId: "provider_id = $?",
  requestId: "request_id = $?",
  from: "at >= $?::timestamptz",
  to: "at < $?::timestamptz",
} as const;

/** What every event that is asked for fulfils. */
function auditConditions(filter: AuditFilter): SqlConditions {
  const conditions = new SqlConditions();
  for (const [name, text] of Object.entries(equalities) as [keyof typeof equalities, string][]) {
    if (filter[name] !== undefined) conditions.add(text, filter[name]);
  }
  if (filter.withoutReads) conditions.add("type <> 'admin.read'");
  // Written out, so that the index on failures alone is used.
  if (filter.outcome) conditions.add(`outcome = '${filter.outcome === "failure" ? "failure" : "success"}'`);
  if (filter.types?.length === 1) conditions.add("type = $?", filter.types[0]);
  else if (filter.types) conditions.add("type = ANY($?::text[])", [...filter.types]);
  if (filter.address) {
    const operator = filter.address.includes("/") ? "<<=" : "=";
    conditions.add(`client_address IS NOT NULL AND address_of(client_address) ${operator} $?::inet`, filter.address);
  }
  return conditions;
}

/**
 * One page, the newest first.
 *
 * An app, a provider or a kind may have millions of events or none, and a plan that PostgreSQL keeps for both reads the whole log, newest
 * first, until it has found a page: seconds where there are none. So these are looked up as a range whose column begins the order, which
 * only their own index gives.
 */
export function auditPageSql(
  filter: AuditFilter,
  place: KeysetPlace | undefined,
  { columns, limit }: { columns: string; limit: number },
): { sql: string; params: readonly unknown[] } {
  const range = rangeOf(filter);
  const conditions = auditConditions(range?.others ?? filter);
  if (place) conditions.add("(at, id) < ($?::timestamptz, $?::bigint)", place.at, place.id);
  const most = conditions.param(limit);
  if (range === undefined) {
    const sql = `SELECT ${columns} FROM audit_events ${conditions.where()} ORDER BY at DESC, id DESC LIMIT ${most}`;
    return { sql, params: conditions.params };
  }
  const { column, values } = range;
  conditions.add(`${column} BETWEEN asked.value AND asked.value`);
  const sql = `SELECT ${columns} FROM unnest(${conditions.param(values)}::text[]) asked(value) CROSS JOIN LATERAL (
      SELECT * FROM audit_events ${conditions.where()} ORDER BY ${column} DESC, at DESC, id DESC LIMIT ${most}
    ) events ORDER BY at DESC, id DESC LIMIT ${most}`;
  return { sql, params: conditions.params };
}

/** By which column events are looked up, for which values, and what else they must fulfil; `undefined` where others find few. */
function rangeOf(filter: AuditFilter): { column: string; values: readonly string[]; others: AuditFilter } | undefined {
  if (filter.userId ?? filter.sessionId ?? filter.actor ?? filter.requestId) return undefined;
  const { clientId, providerId, types } = filter;
  if (clientId !== undefined)
    return { column: "client_id", values: [clientId], others: { ...filter, clientId: undefined } };
  if (providerId !== undefined) {
    return { column: "provider_id", values: [providerId], others: { ...filter, providerId: undefined } };
  }
  return types && { column: "type", values: types, others: { ...filter, types: undefined } };
}

/** Reads the audit log. */
export function createAuditSearchStore({ query }: Pick<Database, "query">) {
  return {
    async list(filter: AuditFilter, after: string | undefined, limit: number): Promise<KeysetPage<AuditEventRow>> {
      const place = after === undefined ? undefined : readPlace(after, bigintPattern);
      const { sql, params } = auditPageSql(filter, place, { columns, limit: limit + 1 });
      const rows = await query<AuditEventRow>(sql, params);
      return keysetPage(rows, limit, (row) => row);
    },

    async find(id: string): Promise<AuditEventRow | undefined> {
      return (await query<AuditEventRow>(`SELECT ${columns} FROM audit_events WHERE id = $1::bigint`, [id]))[0];
    },

    /** In the order of their ids. */
    async listAbove(filter: AuditFilter, id: bigint, limit: number): Promise<AuditEventRow[]> {
      const conditions = auditConditions(filter);
      conditions.add("id > $?::bigint", String(id));
      const sql = `SELECT ${columns} FROM audit_events ${conditions.where()} ORDER BY id LIMIT ${conditions.param(limit)}`;
      return query<AuditEventRow>(sql, conditions.params);
    },

    async position(): Promise<LogPosition> {
      const [row] = await query<{ newestId: bigint; settledBelow: string; begunBelow: string }>(positionSql);
      return {
        newestId: BigInt(row?.newestId ?? 0),
        settledBelow: BigInt(row?.settledBelow ?? 0),
        begunBelow: BigInt(row?.begunBelow ?? 0),
      };
    },
  };
}

export type AuditSearchStore = ReturnType<typeof createAuditSearchStore>;
