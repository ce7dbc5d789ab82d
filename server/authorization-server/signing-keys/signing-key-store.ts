import type { JWK } from "jose";
import type { Database } from "#server/database/database.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { type SigningAlgorithm, type SigningKeyRow, supersededBy } from "./signing-key-policy.ts";

/** Signing keys in the database; the private half only as ciphertext. */
export function createSigningKeyStore({ prisma }: Pick<Database, "prisma">) {
  return {
    async list(): Promise<SigningKeyRow[]> {
      const rows = await prisma.signingKey.findMany({ orderBy: [{ algorithm: "asc" }, { generation: "desc" }] });
      return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as JWK }));
    },

    /** Whether this process made the key: of several that start or rotate together, one does. */
    async insert(row: Omit<SigningKeyRow, "createdAt" | "retiredAt" | "publishedTo">): Promise<boolean> {
      const { count } = await prisma.signingKey.createMany({
        data: [{ ...row, publicJwk: JSON.parse(JSON.stringify(row.publicJwk)) as object }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    /** The keys before `successor` stop signing when it starts, and are published until what they signed has expired. */
    async supersede(
      successor: Pick<SigningKeyRow, "algorithm" | "generation" | "activeFrom">,
      tokenSeconds: number,
    ): Promise<void> {
      await prisma.signingKey.updateMany({
        where: { algorithm: successor.algorithm, generation: { lt: successor.generation }, retiredAt: null },
        data: supersededBy(successor, tokenSeconds),
      });
    },

    /** The keys of algorithms that nothing is signed with any more: published until what they signed has expired. */
    async retireOthers(algorithms: readonly SigningAlgorithm[], now: Date, tokenSeconds: number): Promise<void> {
      await prisma.signingKey.updateMany({
        where: { algorithm: { notIn: [...algorithms] }, retiredAt: null },
        data: supersededBy({ activeFrom: now }, tokenSeconds),
      });
    },

    /** A published key that was retired signs again; `false` when it isn't published any more. */
    async resume(kid: string, now: Date): Promise<boolean> {
      const { count } = await prisma.signingKey.updateMany({
        where: { kid, OR: [{ publishedTo: null }, { publishedTo: { gt: now } }] },
        data: { retiredAt: null, publishedTo: null },
      });
      return count === 1;
    },

    /** A published key signs from now on, and those before it stop. */
    async activate(
      { kid, algorithm, generation }: Pick<SigningKeyRow, "kid" | "algorithm" | "generation">,
      now: Date,
      tokenSeconds: number,
    ): Promise<void> {
      await prisma.signingKey.update({ where: { kid }, data: { activeFrom: now } });
      await prisma.signingKey.updateMany({
        where: { algorithm, generation: { lt: generation }, OR: [{ retiredAt: null }, { retiredAt: { gt: now } }] },
        data: supersededBy({ activeFrom: now }, tokenSeconds),
      });
    },

    /** Publishes the key no longer; `false` when it wasn't published any more. */
    async withdraw(tx: TransactionClient, kid: string, now: Date): Promise<boolean> {
      const { count } = await tx.signingKey.updateMany({
        where: { kid, OR: [{ publishedTo: null }, { publishedTo: { gt: now } }] },
        data: { retiredAt: now, publishedTo: now },
      });
      return count === 1;
    },

    async purge(now: Date): Promise<void> {
      await prisma.signingKey.deleteMany({ where: { publishedTo: { lt: now } } });
    },
  };
}

export type SigningKeyStore = ReturnType<typeof createSigningKeyStore>;
