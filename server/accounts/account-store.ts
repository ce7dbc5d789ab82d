import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { attributeColumns, attributesToWrite } from "#server/claims/person-attributes.ts";
import { qualifiedGroup } from "#server/claims/qualified-group.ts";
import type { Database } from "#server/database/database.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { Prisma } from "#server/database/generated/client.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import type { PersonRow } from "./account-claims.ts";
import type { VerifiedIdentity } from "./account-service.ts";
import { inAnyCase } from "./in-any-case.ts";
import { personChangedChannel } from "./person/person-changes.ts";
import { type PersonFactsRow, personFactColumns } from "./person/person-facts.ts";
import { evenWithoutAdmin, type KeepAnAdmin } from "./roles/keep-an-admin.ts";

/** Announced with the commit that disabled a person; the payload is the person's id. */
export const accountDisabledChannel = "portico_account_disabled";

/** What is done in the transaction of an account. */
export type WithAccount = (tx: TransactionClient, publish: PublishOnCommit) => Promise<void>;

const unfinishedSql = `SELECT u.id FROM users u WHERE u.disabled_at IS NOT NULL AND (
    EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL)
    OR EXISTS (SELECT FROM app_grants g WHERE g.user_id = u.id AND g.revoked_at IS NULL)
    OR EXISTS (SELECT FROM oidc_records r WHERE r.account_id = u.id::text AND r.model <> 'Session' AND r.expires_at > now())
  ) LIMIT $1`;

const personSql = `SELECT u.id, u.disabled_at AS "disabledAt", ${attributeColumns("u")}, ${personFactColumns("u")}
  FROM users u WHERE u.id = $1::uuid`;

/** Locked, so that it stays so until the transaction ends. */
async function isDisabled(tx: TransactionClient, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 AS one FROM users
    WHERE id = ${userId}::uuid AND disabled_at IS NOT NULL FOR SHARE`;
  return rows.length > 0;
}

/** People and identities in the database. */
export function createAccountStore({ prisma, transaction, query }: Pick<Database, "prisma" | "transaction" | "query">) {
  const facts = (identity: VerifiedIdentity) => ({
    displayName: identity.displayName ?? null,
    username: identity.username ?? null,
    email: identity.email ?? null,
    emailVerified: identity.emailVerified,
    pictureUrl: identity.pictureUrl ?? null,
    // Without what is undefined, which JSON doesn't have.
    providerFacts: JSON.parse(JSON.stringify(identity.said ?? {})) as object,
    attributes: storedAttributes(identity),
    groups: (identity.groups ?? []).map((group): string => qualifiedGroup(identity.providerId, group)),
  });

  return {
    findIdentity: (issuer: string, subject: string) =>
      prisma.identity.findUnique({ where: { issuer_subject: { issuer, subject } }, include: { user: true } }),

    findIdentitiesByVerifiedEmail: (email: string) =>
      prisma.identity.findMany({
        where: { email: inAnyCase(email), emailVerified: true, user: { disabledAt: null } },
        take: 10,
      }),

    /** A new person with their first identity, and what `also` does in the same transaction; a concurrent twin fails on the unique index (P2002). */
    async createPerson(
      identity: VerifiedIdentity,
      also?: (tx: TransactionClient, userId: string) => Promise<void>,
    ): Promise<{ userId: string; identityId: string }> {
      const userId = randomUUID();
      const identityId = randomUUID();
      const identities = { create: identityRow(identityId, identity) };
      const data = { id: userId, ...attributesToWrite(identity), identities };
      if (also === undefined) await prisma.user.create({ data });
      else {
        await transaction(async (tx) => {
          await tx.user.create({ data });
          await also(tx, userId);
        });
      }
      return { userId, identityId };
    },

    async addIdentity(userId: string, identity: VerifiedIdentity): Promise<{ userId: string; identityId: string }> {
      const identityId = randomUUID();
      await transaction(async (tx, publish) => {
        await tx.identity.create({ data: { ...identityRow(identityId, identity), userId } });
        await publish(personChangedChannel, userId);
      });
      return { userId, identityId };
    },

    /** Writes what the provider says now; announced only where it differs from what `before` holds. */
    async refresh(
      before: FoundIdentity,
      identity: VerifiedIdentity,
      what: "with-person" | "identity-only",
    ): Promise<void> {
      const { id, userId } = before;
      const now = facts(identity);
      const lastSignInAt = new Date();
      const person = what === "with-person" ? attributesToWrite(identity) : {};
      const changed = !holds(before, now) || !holds(before.user, person);
      await transaction(async (tx, publish) => {
        await tx.identity.update({ where: { id }, data: { ...now, lastSignInAt } });
        await tx.user.update({
          where: { id: userId },
          data: { ...person, ...(what === "with-person" ? { lastSignInAt } : {}) },
        });
        if (changed) await publish(personChangedChannel, userId);
      });
    },

    /** A person with what decides whether they may be signed in, their roles, groups and attributes, in one statement. */
    async findPerson(userId: string): Promise<(PersonRow & PersonFactsRow) | undefined> {
      const [row] = await query<PersonRow & PersonFactsRow>(personSql, [userId]);
      return row;
    },

    findWithIdentities: (userId: string) =>
      prisma.user.findUnique({ where: { id: userId }, include: { identities: { orderBy: { createdAt: "asc" } } } }),

    /**
     * Disables a person and does `also` in the same transaction; whether it was enabled before, `undefined` when there is no
     * such person. Errors: those of `keepAnAdmin`.
     */
    async disable(
      userId: string,
      at: Date,
      also: WithAccount = async () => {},
      keepAnAdmin: KeepAnAdmin = evenWithoutAdmin,
    ): Promise<boolean | undefined> {
      return transaction(async (tx, publish) => {
        const { count } = await keepAnAdmin(tx, () =>
          tx.user.updateMany({ where: { id: userId, disabledAt: null }, data: { disabledAt: at } }),
        );
        if (count === 0 && !(await isDisabled(tx, userId))) return undefined;
        await also(tx, publish);
        await publish(accountDisabledChannel, userId);
        return count > 0;
      });
    },

    /** Does `also` unless the person was enabled meanwhile. */
    async whileDisabled(userId: string, also: WithAccount): Promise<boolean> {
      return transaction(async (tx, publish) => {
        if (!(await isDisabled(tx, userId))) return false;
        await also(tx, publish);
        return true;
      });
    },

    /** Whether the person was disabled. */
    async enable(userId: string): Promise<boolean> {
      const data = { disabledAt: null };
      const { count } = await prisma.user.updateMany({ where: { id: userId, disabledAt: { not: null } }, data });
      return count > 0;
    },

    /** Disabled people with a session, an app or a token left; ids, at most `limit`. */
    async findUnfinished(limit: number): Promise<string[]> {
      return (await query<{ id: string }>(unfinishedSql, [limit])).map(({ id }) => id);
    },
  };

  function identityRow(id: string, identity: VerifiedIdentity) {
    return {
      id,
      providerId: identity.providerId,
      issuer: identity.issuer,
      subject: identity.subject,
      lastSignInAt: new Date(),
      ...facts(identity),
    };
  }
}

/** An identity as it was read, with its person. */
export type FoundIdentity = Prisma.IdentityGetPayload<{ include: { user: true } }>;

function storedAttributes({ attributes = {} }: VerifiedIdentity): Prisma.InputJsonObject {
  return attributes;
}

/** Whether a row has these values already. */
function holds(row: Readonly<Record<string, unknown>>, values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(values).every(([name, value]) => isDeepStrictEqual(row[name], value));
}

export type AccountStore = ReturnType<typeof createAccountStore>;

/** Prisma's code for a violated unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
