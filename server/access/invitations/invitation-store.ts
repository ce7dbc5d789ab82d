import type { Database } from "#server/database/database.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { Invitation, InvitationState, OpenInvitation } from "./invitation.ts";

interface Row {
  id: bigint;
  email: string | null;
  roles: string[];
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedBy: string | null;
  revokedAt: Date | null;
}

export interface NewInvitation {
  tokenHash: Uint8Array<ArrayBuffer>;
  email: string | undefined;
  roles: readonly string[];
  createdBy: string;
  expiresAt: Date;
}

const columns = `id, email, roles, created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt",
  accepted_at AS "acceptedAt", accepted_by AS "acceptedBy", revoked_at AS "revokedAt"`;
const isOpen = "accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()";

/** Invitations in the database. */
export function createInvitationStore({ query }: Pick<Database, "query">) {
  return {
    async insert({ tokenHash, email, roles, createdBy, expiresAt }: NewInvitation): Promise<Invitation> {
      const [row] = await query<Row>(
        `INSERT INTO invitations (token_hash, email, roles, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING ${columns}`,
        [tokenHash, email ?? null, [...roles], createdBy, expiresAt],
      );
      if (!row) throw new Error("an insert returned no row");
      return invitation(row);
    },

    async findOpen(tokenHash: Uint8Array<ArrayBuffer>): Promise<OpenInvitation | undefined> {
      const [row] = await query<Row>(`SELECT ${columns} FROM invitations WHERE token_hash = $1 AND ${isOpen}`, [
        tokenHash,
      ]);
      return row && invitation(row);
    },

    /** Newest first, before the id of the page before. */
    async list(before: string | undefined, limit: number): Promise<Invitation[]> {
      const rows = await query<Row>(
        `SELECT ${columns} FROM invitations WHERE $1::bigint IS NULL OR id < $1::bigint ORDER BY id DESC LIMIT $2`,
        [before ?? null, limit],
      );
      return rows.map(invitation);
    },

    /** `undefined` when there is no such invitation, or it isn't open any more. */
    async revoke(id: string): Promise<Invitation | undefined> {
      const [row] = await query<Row>(
        `UPDATE invitations SET revoked_at = now() WHERE id = $1::bigint AND ${isOpen} RETURNING ${columns}`,
        [id],
      );
      return row && invitation(row);
    },

    /** Uses it up for a person, as a part of a transaction; `false` when it isn't open any more. */
    async accept(tx: TransactionClient, id: string, userId: string): Promise<boolean> {
      const rows = await tx.$queryRawUnsafe<unknown[]>(
        `UPDATE invitations SET accepted_at = now(), accepted_by = $2::uuid WHERE id = $1::bigint AND ${isOpen}
         RETURNING 1 AS one`,
        BigInt(id),
        userId,
      );
      return rows.length > 0;
    },
  };
}

export type InvitationStore = ReturnType<typeof createInvitationStore>;

function invitation(row: Row): Invitation {
  return {
    id: String(row.id),
    email: row.email ?? undefined,
    roles: row.roles,
    state: stateOf(row),
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    expiresAt: row.expiresAt,
    acceptedAt: row.acceptedAt ?? undefined,
    acceptedBy: row.acceptedBy ?? undefined,
  };
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: Row): InvitationState {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return expiresAt.getTime() <= Date.now() ? "expired" : "open";
}
