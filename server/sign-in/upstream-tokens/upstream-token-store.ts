import { randomUUID } from "node:crypto";
import type { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { createUpstreamTokenCells, type TokenValues, toDate, type UpstreamToken } from "./upstream-token-cells.ts";

/** Processes by their id. */
export interface Lease {
  holder: string;
  seconds: number;
  ended?: string | undefined;
}

/** The provider that gave a token: its id, and what the id means (provider-binding.ts). */
export interface TokenOwner {
  id: string;
  binding: string;
}

type GrantedToken = Pick<UpstreamToken, "id" | "identityId" | "providerId" | "binding">;

/** Rows of the version before have no binding: they are of what the id means. */
function sameOwner(providerId: string, binding: string | undefined) {
  if (binding === undefined) return { providerId };
  return { providerId, OR: [{ providerBinding: binding }, { providerBinding: null }] };
}

/** Writes count only while the token is not ended, its session lives and its person isn't disabled: a logout wins. */
const stillWanted = { endedAt: null, session: { is: { endedAt: null, user: { is: { disabledAt: null } } } } } as const;

/**
 * Provider tokens in the database, each cell encrypted and bound to its row.
 *
 * Races: every write is one compare-and-set; none is made around a network call. `false`: another write was first.
 */
export function createUpstreamTokenStore(database: Pick<Database, "prisma">, cipher: TokenCipher) {
  const { upstreamToken } = database.prisma;
  const { encrypted, decrypted } = createUpstreamTokenCells(cipher);

  return {
    async find(sessionId: string, providerId: string): Promise<UpstreamToken | undefined> {
      const row = await upstreamToken.findUnique({
        where: { sessionId_providerId: { sessionId, providerId } },
        include: { session: { select: { endedAt: true, user: { select: { disabledAt: true } } } } },
      });
      const token = row ? await decrypted(row) : undefined;
      // A session's end ends its tokens, whether or not their rows are marked.
      const gone = row?.session.endedAt ?? row?.session.user.disabledAt;
      return token && gone ? { ...token, endedReason: token.endedReason ?? "session_ended" } : token;
    },

    async listLive(sessionId: string): Promise<UpstreamToken[]> {
      const rows = await upstreamToken.findMany({ where: { sessionId, endedAt: null } });
      return (await Promise.all(rows.map(decrypted))).filter((token) => token !== undefined);
    },

    /** The newest refresh token that this identity holds in another live session, of the same provider and client. */
    async findRefreshToken(identityId: string, { id, binding }: TokenOwner): Promise<Secret | undefined> {
      const row = await upstreamToken.findFirst({
        where: { identityId, ...sameOwner(id, binding), refreshToken: { not: null }, ...stillWanted },
        orderBy: { updatedAt: "desc" },
      });
      return row ? (await decrypted(row))?.refreshToken : undefined;
    },

    /**
     * Whether other live tokens rest on the same grant: of the same identity at the same client of the provider, in another
     * session or by another provider id that means the same.
     */
    async isSharedGrant(token: GrantedToken): Promise<boolean> {
      const { id, identityId, providerId, binding } = token;
      const byBinding = binding === undefined ? [] : [{ providerBinding: binding }];
      const others = await upstreamToken.count({
        where: { id: { not: id }, identityId, OR: [sameOwner(providerId, binding), ...byBinding], ...stillWanted },
      });
      return others > 0;
    },

    /** After signing in or connecting: replaces whatever the session had for this provider. */
    async put(sessionId: string, owner: TokenOwner, identityId: string, values: TokenValues): Promise<void> {
      const providerId = owner.id;
      const found = await upstreamToken.findUnique({
        where: { sessionId_providerId: { sessionId, providerId } },
        select: { id: true },
      });
      const id = found?.id ?? randomUUID();
      const data = {
        identityId,
        providerBinding: owner.binding,
        endedAt: null,
        endReason: null,
        ...(await encrypted(id, values)),
      };
      if (found) {
        await upstreamToken.update({
          where: { id },
          data: { ...data, version: { increment: 1 }, leaseId: null, leaseExpiresAt: null },
        });
      } else {
        await upstreamToken.create({ data: { id, sessionId, providerId, ...data } });
      }
    },

    /** Takes the right to refresh this version until the lease expires; also from `ended`, a process that is no more. */
    async lease(token: UpstreamToken, lease: Lease, nowSeconds: number): Promise<boolean> {
      const now = new Date(nowSeconds * 1000);
      const { count } = await upstreamToken.updateMany({
        where: {
          id: token.id,
          version: token.version,
          ...stillWanted,
          OR: [
            { leaseExpiresAt: null },
            { leaseExpiresAt: { lte: now } },
            ...(lease.ended === undefined ? [] : [{ leaseId: lease.ended }]),
          ],
        },
        data: { leaseId: lease.holder, leaseExpiresAt: toDate(nowSeconds + lease.seconds) },
      });
      return count === 1;
    },

    async release(token: UpstreamToken, holder: string): Promise<void> {
      await upstreamToken.updateMany({
        where: { id: token.id, leaseId: holder },
        data: { leaseId: null, leaseExpiresAt: null },
      });
    },

    /** Conditional on the version, not on the lease: a refresh that took too long is still the newest truth. */
    async saveRefreshed(token: UpstreamToken, values: TokenValues): Promise<boolean> {
      const { idToken: _kept, ...data } = await encrypted(token.id, values);
      const { count } = await upstreamToken.updateMany({
        where: { id: token.id, version: token.version, ...stillWanted },
        data: { ...data, version: { increment: 1 }, leaseId: null, leaseExpiresAt: null },
      });
      return count === 1;
    },

    /** Ends all that a provider gave, whatever sessions have it; their ids. */
    async endOfProvider(providerId: string, reason: string): Promise<string[]> {
      const ended = await upstreamToken.updateManyAndReturn({
        where: { providerId, endedAt: null },
        data: {
          endedAt: new Date(),
          endReason: reason,
          version: { increment: 1 },
          leaseId: null,
          leaseExpiresAt: null,
        },
        select: { sessionId: true },
      });
      return ended.map(({ sessionId }) => sessionId);
    },

    /** Ends this version; a newer one, saved meanwhile, stays. */
    async end(token: UpstreamToken, reason: string): Promise<boolean> {
      const { count } = await upstreamToken.updateMany({
        where: { id: token.id, version: token.version, endedAt: null },
        data: {
          endedAt: new Date(),
          endReason: reason,
          version: { increment: 1 },
          leaseId: null,
          leaseExpiresAt: null,
        },
      });
      return count === 1;
    },
  };
}

export type UpstreamTokenStore = ReturnType<typeof createUpstreamTokenStore>;
