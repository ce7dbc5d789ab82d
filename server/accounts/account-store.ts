import { randomUUID } from "node:crypto";
import type { Database } from "#server/database/database.ts";
import type { VerifiedIdentity } from "./account-service.ts";

/** Announced with the commit that disabled a person; the payload is the person's id. */
export const accountDisabledChannel = "portico_account_disabled";

/** People and identities in the database. */
export function createAccountStore({ prisma, transaction }: Pick<Database, "prisma" | "transaction">) {
  const facts = (identity: VerifiedIdentity) => ({
    displayName: identity.displayName ?? null,
    username: identity.username ?? null,
    email: identity.email ?? null,
    emailVerified: identity.emailVerified,
    pictureUrl: identity.pictureUrl ?? null,
  });
  /** The person shows what their latest sign-in said, except that nothing is emptied by a provider that says less. */
  const personFacts = (identity: VerifiedIdentity) => ({
    displayName: identity.displayName ?? identity.username ?? identity.email ?? "Someone",
    ...(identity.email ? { email: identity.email, emailVerified: identity.emailVerified } : {}),
    ...(identity.pictureUrl ? { pictureUrl: identity.pictureUrl } : {}),
    ...(identity.locale ? { locale: identity.locale } : {}),
  });

  return {
    findIdentity: (issuer: string, subject: string) =>
      prisma.identity.findUnique({ where: { issuer_subject: { issuer, subject } }, include: { user: true } }),

    findIdentitiesByVerifiedEmail: (email: string) =>
      prisma.identity.findMany({
        where: { email: { equals: email, mode: "insensitive" }, emailVerified: true, user: { disabledAt: null } },
        take: 10,
      }),

    /** A new person with their first identity; a concurrent twin fails on the unique index (P2002). */
    async createPerson(identity: VerifiedIdentity): Promise<{ userId: string; identityId: string }> {
      const userId = randomUUID();
      const identityId = randomUUID();
      await prisma.user.create({
        data: {
          id: userId,
          ...personFacts(identity),
          identities: { create: identityRow(identityId, identity) },
        },
      });
      return { userId, identityId };
    },

    async addIdentity(userId: string, identity: VerifiedIdentity): Promise<{ userId: string; identityId: string }> {
      const identityId = randomUUID();
      await prisma.identity.create({ data: { ...identityRow(identityId, identity), userId } });
      return { userId, identityId };
    },

    async refresh(identityId: string, userId: string, identity: VerifiedIdentity): Promise<void> {
      await prisma.$transaction([
        prisma.identity.update({ where: { id: identityId }, data: { ...facts(identity), lastSignInAt: new Date() } }),
        prisma.user.update({ where: { id: userId }, data: personFacts(identity) }),
      ]);
    },

    findUser: (userId: string) => prisma.user.findUnique({ where: { id: userId } }),

    findWithIdentities: (userId: string) =>
      prisma.user.findUnique({ where: { id: userId }, include: { identities: { orderBy: { createdAt: "asc" } } } }),

    async disable(userId: string, at: Date): Promise<boolean> {
      return transaction(async (tx, publish) => {
        const { count } = await tx.user.updateMany({
          where: { id: userId, disabledAt: null },
          data: { disabledAt: at },
        });
        if (count > 0) await publish(accountDisabledChannel, userId);
        return count > 0;
      });
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

export type AccountStore = ReturnType<typeof createAccountStore>;

/** Prisma's code for a violated unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
