import type { EndedPart } from "#server/accounts/account-control.ts";
import type { Ended } from "#server/admin/shapes.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { TokenEndAnnouncements } from "#server/authorization-server/records/announce-token-ends.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { insertIntoOutbox } from "#server/outbox/outbox-store.ts";
import type { SessionUpkeep } from "#server/sessions/session-vault.ts";
import { accessTokenModels, type ChosenSql, statement, tokenModelList } from "./chosen-sql.ts";
import type { Acts } from "./contain-choice.ts";

export interface EndChosenDeps {
  vault: Pick<SessionUpkeep, "endChosen">;
  audit: AuditLog;
  announce: TokenEndAnnouncements;
  /** Apps with a back-channel logout address. */
  listeners(): readonly string[];
  logoutKind: string;
}

/** What one batch ended; `more`: there may be further rows. */
export interface EndedBatch {
  ended: Partial<Ended>;
  more: boolean;
  afterCommit?(): void;
}

export type EndBatch = (tx: TransactionClient, publish: PublishOnCommit) => Promise<EndedBatch>;

/** Each is announced, and processes confirm it, so a batch is small. */
const rowsAtOnce = 100;

interface TokenRow {
  model: string;
  idHash: string;
  live: boolean;
}

const returning = `RETURNING r.model, r.id_hash AS "idHash", r.consumed_at IS NULL AND r.expires_at > now() AS live`;

/** The steps of a run, each ending one batch in a transaction; done when a step's batch isn't full. */
export function endChosen(deps: EndChosenDeps, chosen: ChosenSql, acts: Acts, actor: { name: string; runId: string }) {
  /** Sessions with their provider tokens, and what was issued in them. */
  const sessions: EndBatch = async (tx, publish) => {
    const { sql, params } = statement(
      (param) => `SELECT s.id, s.user_id AS "userId" FROM sessions s
        WHERE s.ended_at IS NULL AND ${chosen.signIns(param)} LIMIT ${rowsAtOnce}`,
    );
    const rows = await tx.$queryRawUnsafe<{ id: string; userId: string }[]>(sql, ...params);
    if (rows.length === 0) return { ended: {}, more: false };
    const ids = rows.map(({ id }) => id);
    const part: EndedPart = await deps.vault.endChosen(tx, publish, ids);
    const accounts = [...new Set(rows.map(({ userId }) => userId))];
    const gone = await tx.$queryRawUnsafe<TokenRow[]>(
      `DELETE FROM oidc_records r WHERE r.account_id = ANY($1::text[]) AND r.model IN (${tokenModelList})
         AND r.payload->>'sessionUid' = ANY($2::text[])
         ${acts.tokens ? "" : "AND (r.payload->>'expiresWithSession')::boolean"} ${returning}`,
      accounts,
      ids,
    );
    for (const id of ids) await deps.announce.session(publish, id);
    const { sessions: ended = 0, upstream_tokens: providerTokens = 0 } = part.counts;
    const counts = { sessions: ended, providerTokens, ...liveOf(gone) };
    return { ended: counts, more: rows.length === rowsAtOnce, ...withAfter(part) };
  };

  /** Access of apps with every record under it; the apps are told of the sign-ins that they have from it. */
  const grants: EndBatch = async (tx, publish) => {
    const { sql, params } = statement(
      (param) => `UPDATE app_grants SET revoked_at = now() WHERE revoked_at IS NULL AND id IN (
          SELECT g.id FROM app_grants g WHERE g.revoked_at IS NULL AND ${chosen.grants(param)} LIMIT ${rowsAtOnce}
        ) RETURNING grant_id AS "grantId", user_id AS "userId", client_id AS "clientId"`,
    );
    const rows = await tx.$queryRawUnsafe<{ grantId: string; userId: string; clientId: string }[]>(sql, ...params);
    if (rows.length === 0) return { ended: {}, more: false };
    const ids = rows.map(({ grantId }) => grantId);
    const gone = await tx.$queryRawUnsafe<TokenRow[]>(
      `DELETE FROM oidc_records r WHERE r.grant_id = ANY($1::text[]) ${returning}`,
      ids,
    );
    for (const id of ids) await deps.announce.grant(publish, id);
    await tx.$executeRawUnsafe(
      `${insertIntoOutbox}
       SELECT '${deps.logoutKind}', app.key, jsonb_build_object('accountId', r.account_id, 'sid', app.value->>'sid')
       FROM jsonb_to_recordset($1::jsonb) AS ended ("userId" text, "clientId" text)
       JOIN oidc_records r ON r.model = 'Session' AND r.account_id = ended."userId",
         jsonb_each(coalesce(r.payload->'authorizations', '{}'::jsonb)) AS app
       WHERE app.key = ended."clientId" AND app.key = ANY($2::text[]) AND app.value->>'sid' IS NOT NULL`,
      JSON.stringify(rows),
      [...deps.listeners()],
    );
    const afterCommit = () => {
      for (const { userId, clientId } of rows) {
        const details = { containment: actor.runId };
        deps.audit.record({
          type: "app_access.revoked",
          outcome: "success",
          userId,
          clientId,
          actor: actor.name,
          details,
        });
      }
    };
    return { ended: { grants: rows.length, ...liveOf(gone) }, more: rows.length === rowsAtOnce, afterCommit };
  };

  /** Codes and tokens that are left. */
  const tokens: EndBatch = async (tx, publish) => {
    const { sql, params } = statement(
      (param) => `DELETE FROM oidc_records r WHERE (r.model, r.id_hash) IN (
          SELECT r.model, r.id_hash FROM oidc_records r
          WHERE r.model IN (${tokenModelList}) AND ${chosen.tokens(param)} LIMIT ${rowsAtOnce}
        ) ${returning}`,
    );
    const gone = await tx.$queryRawUnsafe<TokenRow[]>(sql, ...params);
    for (const { model, idHash } of gone) {
      if (model === "AccessToken" || model === "ClientCredentials") await deps.announce.accessToken(publish, idHash);
    }
    return { ended: liveOf(gone), more: gone.length === rowsAtOnce };
  };

  return [...(acts.sessions ? [sessions] : []), ...(acts.grants ? [grants] : []), ...(acts.tokens ? [tokens] : [])];
}

/** Tokens that would still have been accepted; codes end with them and are not counted. */
function liveOf(rows: readonly TokenRow[]): Pick<Ended, "accessTokens" | "refreshTokens"> {
  const live = rows.filter((row) => row.live);
  return {
    accessTokens: live.filter(({ model }) => accessTokenModels.includes(model)).length,
    refreshTokens: live.filter(({ model }) => model === "RefreshToken").length,
  };
}

function withAfter({ afterCommit }: EndedPart): Pick<EndedBatch, "afterCommit"> {
  return afterCommit ? { afterCommit } : {};
}
