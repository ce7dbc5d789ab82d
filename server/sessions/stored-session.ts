import { type AttributesRow, attributesOf, type PersonAttributes } from "#server/claims/person-attributes.ts";
import type { Database } from "#server/database/database.ts";

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
  authTimeMs: number;
  createdAtMs: number;
  lastActiveAtMs: number;
  expiresAtMs: number;
  endedAtMs: number | undefined;
  accountDisabled: boolean;
}

type Row = NonNullable<Awaited<ReturnType<Database["prisma"]["session"]["findUnique"]>>> & {
  user: AttributesRow & { disabledAt: Date | null };
  identity: { subject: string; username: string | null } | null;
};

/** A row as the vault reads it. */
export function storedSession(row: Row): StoredSession {
  return {
    id: row.id,
    userId: row.userId,
    identityId: row.identityId ?? undefined,
    providerId: row.providerId ?? undefined,
    subject: row.identity?.subject,
    ...attributesOf(row.user),
    // Of this sign-in: the person's own is that of their latest one, perhaps at another provider.
    username: (row.identity ?? row.user).username ?? undefined,
    acr: row.acr ?? undefined,
    amr: row.amr,
    groups: row.groups,
    authTimeMs: row.authTime.getTime(),
    createdAtMs: row.createdAt.getTime(),
    lastActiveAtMs: row.lastActiveAt.getTime(),
    expiresAtMs: row.expiresAt.getTime(),
    endedAtMs: row.endedAt?.getTime(),
    accountDisabled: row.user.disabledAt !== null,
  };
}
