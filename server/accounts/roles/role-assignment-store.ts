import { inAnyCase } from "#server/accounts/in-any-case.ts";
import { personChangedChannel, rolesChangedChannel } from "#server/accounts/person/person-changes.ts";
import { type PersonFactsRow, personFactColumns } from "#server/accounts/person/person-facts.ts";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { KeepAnAdmin } from "./keep-an-admin.ts";
import { holderColumns, type RoleHolder } from "./role-holder.ts";

export interface RoleAssignment {
  /** A number as text, in the order of assigning. */
  id: string;
  role: string;
  holder: RoleHolder;
  /** Of a person. */
  displayName: string | undefined;
  /** operator, user:<id>, client:<id>. */
  assignedBy: string;
  assignedAtSeconds: number;
}

/** An assignment to a person who has not signed in yet. */
export interface WaitingAssignment {
  id: bigint;
  role: string;
  assignedBy: string;
}

export interface AssignmentFilter {
  role?: string | undefined;
  userId?: string | undefined;
  /** The last one of the page before. */
  after?: string | undefined;
  limit: number;
}

/** Role assignments in the database. Each change is announced with its commit. */
export function createRoleAssignmentStore(database: Pick<Database, "prisma" | "transaction" | "query">) {
  const { prisma, transaction, query } = database;

  return {
    /** Whether it is new. Errors: P2003 when there is no such person. */
    async assign(holder: RoleHolder, role: string, by: string): Promise<boolean> {
      return transaction(async (tx, publish) => {
        const data = [{ ...holderColumns(holder), role, assignedBy: by }];
        const { count } = await tx.roleAssignment.createMany({ data, skipDuplicates: true });
        if (count > 0) await announce(publish, holder);
        return count > 0;
      });
    },

    /** Whether there was one. Errors: those of `keepAnAdmin`. */
    async remove(holder: RoleHolder, role: string, keepAnAdmin: KeepAnAdmin): Promise<boolean> {
      return transaction(async (tx, publish) => {
        const removed = await keepAnAdmin(tx, () =>
          tx.roleAssignment.deleteMany({ where: { ...holderColumns(holder), role } }),
        );
        if (removed.count > 0) await announce(publish, holder);
        return removed.count > 0;
      });
    },

    /** What waits for a person with one of these names. */
    async waiting(names: readonly string[]): Promise<WaitingAssignment[]> {
      const rows = await prisma.roleAssignment.findMany({ where: { awaited: { in: [...names] } } });
      return rows.map(({ id, role, assignedBy }) => ({ id, role, assignedBy }));
    },

    /**
     * Turns what waited into assignments of this person, and drops what waited and is not given; the ids that were still there.
     *
     * Races: of two sign-ins at once, one gets each.
     */
    async settle(userId: string, given: readonly WaitingAssignment[], dropped: readonly WaitingAssignment[]) {
      return transaction(async (tx, publish) => {
        const ids = [...given, ...dropped].map(({ id }) => id);
        const rows = await tx.$queryRaw<{ id: bigint }[]>`DELETE FROM role_assignments
          WHERE id = ANY(${ids}::bigint[]) RETURNING id`;
        const taken = new Set(rows.map(({ id }) => id));
        const data = given
          .filter(({ id }) => taken.has(id))
          .map(({ id, ...assignment }) => ({ ...assignment, userId }));
        await tx.roleAssignment.createMany({ data, skipDuplicates: true });
        if (data.length > 0) await publish(personChangedChannel, userId);
        return taken;
      });
    },

    /** Newest last, at most `limit`. */
    async list({ role, userId, after, limit }: AssignmentFilter): Promise<RoleAssignment[]> {
      const rows = await prisma.roleAssignment.findMany({
        where: {
          ...(role === undefined ? {} : { role }),
          ...(userId === undefined ? {} : { userId }),
          ...(after === undefined ? {} : { id: { gt: BigInt(after) } }),
        },
        include: { user: { select: { displayName: true } } },
        orderBy: { id: "asc" },
        take: limit,
      });
      return rows.map((row) => ({
        id: String(row.id),
        role: row.role,
        holder: holderOf(row),
        displayName: row.user?.displayName,
        assignedBy: row.assignedBy,
        assignedAtSeconds: Math.floor(row.assignedAt.getTime() / 1000),
      }));
    },

    async findFacts(userId: string): Promise<(PersonFactsRow & { disabled: boolean }) | undefined> {
      const [row] = await query<PersonFactsRow & { disabled: boolean }>(
        `SELECT ${personFactColumns("u")}, u.disabled_at IS NOT NULL AS disabled FROM users u WHERE u.id = $1::uuid`,
        [userId],
      );
      return row;
    },

    /** Enabled people whose verified address or provider:subject this is at one of these providers; at most ten. */
    async findPeople(
      name: { address: string } | { providerId: string; subject: string },
      providerIds: readonly string[],
    ): Promise<string[]> {
      const named =
        "address" in name
          ? { emailVerified: true, email: inAnyCase(name.address) }
          : { providerId: name.providerId, subject: name.subject };
      const rows = await prisma.identity.findMany({
        where: { AND: [named, { providerId: { in: [...providerIds] }, user: { disabledAt: null } }] },
        select: { userId: true },
        distinct: ["userId"],
        take: 10,
      });
      return rows.map(({ userId }) => userId);
    },
  };
}

export type RoleAssignmentStore = ReturnType<typeof createRoleAssignmentStore>;

function announce(publish: PublishOnCommit, holder: RoleHolder): Promise<void> {
  if ("userId" in holder) return publish(personChangedChannel, holder.userId);
  return "group" in holder ? publish(rolesChangedChannel, holder.group) : Promise.resolve();
}

function holderOf(row: { userId: string | null; groupName: string | null; awaited: string | null }): RoleHolder {
  if (row.userId !== null) return { userId: row.userId };
  return row.groupName === null ? { awaited: row.awaited ?? "" } : { group: row.groupName };
}
