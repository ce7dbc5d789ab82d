import { randomUUID } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import type { RunQuery, TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Who may not give whom access (again). Without a person: no person to this app. Without an app: this person to no app. */
export interface ConsentBlock {
  id: string;
  userId: string | null;
  clientId: string | null;
  containmentId: string | null;
  reason: string;
  createdBy: string;
  createdAt: Date;
}

export interface NewBlocks extends Pick<ConsentBlock, "reason" | "createdBy"> {
  users: readonly string[];
  clients: readonly string[];
  containmentId: string;
}

const columns = `id, user_id AS "userId", client_id AS "clientId", containment_id AS "containmentId", reason,
  created_by AS "createdBy", created_at AS "createdAt"`;

const findSql = `SELECT id FROM consent_blocks WHERE removed_at IS NULL AND (user_id = $1::uuid OR client_id = $2)
  AND (user_id IS NULL OR user_id = $1::uuid) AND (client_id IS NULL OR client_id = $2) LIMIT 1`;

/**
 * Refuses when an administrator blocked this person or app. Read where an answer is written, in its transaction: a consent that
 * is given while the block is made is either refused or ended by what made the block.
 *
 * Errors: consent_blocked.
 */
export async function requireNoBlock(run: RunQuery, userId: string, clientId: string): Promise<void> {
  const [found] = (await run(findSql, [userId, clientId])) as readonly { id: string }[];
  if (!found) return;
  throw new AppError("consent_blocked", {
    refusal: { rule: "consent_blocked", had: found.id },
    about: { userId, clientId },
  });
}

/** Blocks on consent, as an administrator makes, lists and removes them. */
export function createConsentBlocks({ query }: Pick<Database, "query">) {
  return {
    /** One for each pair, or for each person or app alone when only these are named. In the caller's transaction. */
    async add(tx: TransactionClient, { users, clients, containmentId, reason, createdBy }: NewBlocks): Promise<void> {
      const pairs = (users.length > 0 ? users : [null]).flatMap((userId) =>
        (clients.length > 0 ? clients : [null]).map((clientId) => ({ id: randomUUID(), userId, clientId })),
      );
      await tx.$executeRawUnsafe(
        `INSERT INTO consent_blocks (id, user_id, client_id, containment_id, reason, created_by)
         SELECT id, "userId", "clientId", $2::uuid, $3, $4
         FROM jsonb_to_recordset($1::jsonb) AS pair (id uuid, "userId" uuid, "clientId" text)
         WHERE "userId" IS NULL OR EXISTS (SELECT FROM users u WHERE u.id = pair."userId")`,
        ...[JSON.stringify(pairs), containmentId, reason, createdBy],
      );
    },

    /** In force, the newest first; `after` is the id of the last one of the page before. */
    list: (after: string | undefined, limit: number): Promise<ConsentBlock[]> =>
      query(
        `SELECT ${columns} FROM consent_blocks WHERE removed_at IS NULL AND ($1::uuid IS NULL
           OR (created_at, id) < (SELECT created_at, id FROM consent_blocks WHERE id = $1::uuid))
         ORDER BY created_at DESC, id DESC LIMIT $2`,
        [after ?? null, limit],
      ),

    /** `undefined` for one that isn't in force. */
    async remove(id: string, removedBy: string): Promise<ConsentBlock | undefined> {
      const [row] = await query<ConsentBlock>(
        `UPDATE consent_blocks SET removed_at = now(), removed_by = $2 WHERE id = $1::uuid AND removed_at IS NULL
         RETURNING ${columns}`,
        [id, removedBy],
      );
      return row;
    },

    /** See requireNoBlock. */
    require: (userId: string, clientId: string): Promise<void> => requireNoBlock(query, userId, clientId),
  };
}

export type ConsentBlocks = ReturnType<typeof createConsentBlocks>;
