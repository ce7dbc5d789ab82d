import { randomUUID } from "node:crypto";
import type { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { splitScopes } from "#server/sign-in/providers/scope-list.ts";

/** A person's tokens at one provider in one session, decrypted. */
export interface UpstreamToken {
  id: string;
  sessionId: string;
  providerId: string;
  identityId: string;
  accessToken: Secret;
  refreshToken: Secret | undefined;
  scopes: readonly string[];
  /** Epoch seconds; `undefined` when the provider didn't say. */
  accessTokenExpiresAtSeconds: number | undefined;
  /** Counts up with every change of the tokens. */
  version: number;
  /** The process that refreshes it, until the lease expires. */
  leaseHolder: string | undefined;
  leaseExpiresAtSeconds: number | undefined;
  endedReason: string | undefined;
}

export interface TokenValues {
  accessToken: Secret;
  refreshToken: Secret | undefined;
  idToken: Secret | undefined;
  tokenType: string;
  scope: string;
  accessTokenExpiresAtSeconds: number | undefined;
}

/** Processes by their id. */
export interface Lease {
  holder: string;
  seconds: number;
  ended?: string | undefined;
}

type Column = "access_token" | "refresh_token" | "id_token";

/** Writes count only while the token is not ended, its session lives and its person isn't disabled: a logout wins. */
const stillWanted = { endedAt: null, session: { is: { endedAt: null, user: { is: { disabledAt: null } } } } } as const;

/**
 * Provider tokens in the database, each cell encrypted and bound to its row.
 *
 * Races: every write is one compare-and-set; none is made around a network call. `false` means somebody else was first.
 */
export function createUpstreamTokenStore(database: Pick<Database, "prisma">, cipher: TokenCipher) {
  const { upstreamToken } = database.prisma;
  const seal = async (id: string, column: Column, value: Secret | undefined) =>
    value ? cipher.encrypt({ table: "upstream_tokens", id, column }, value) : null;
  const open = async (id: string, column: Column, cell: string | null) =>
    cell === null ? undefined : cipher.decrypt({ table: "upstream_tokens", id, column }, cell);

  async function cells(id: string, values: TokenValues) {
    const [accessToken, refreshToken, idToken] = await Promise.all([
      cipher.encrypt({ table: "upstream_tokens", id, column: "access_token" }, values.accessToken),
      seal(id, "refresh_token", values.refreshToken),
      seal(id, "id_token", values.idToken),
    ]);
    return {
      accessToken,
      refreshToken,
      idToken,
      tokenType: values.tokenType,
      scope: values.scope,
      accessTokenExpiresAt: toDate(values.accessTokenExpiresAtSeconds),
      updatedAt: new Date(),
    };
  }

  type Row = NonNullable<Awaited<ReturnType<typeof upstreamToken.findUnique>>>;
  async function decrypted(row: Row): Promise<UpstreamToken | undefined> {
    try {
      const accessToken = await open(row.id, "access_token", row.accessToken);
      const refreshToken = await open(row.id, "refresh_token", row.refreshToken);
      return accessToken && { ...plainPart(row), accessToken, refreshToken };
    } catch {
      // A cell that doesn't open (secret dropped, ciphertext swapped) is a token that is gone.
      return undefined;
    }
  }

  return {
    async find(sessionId: string, providerId: string): Promise<UpstreamToken | undefined> {
      const row = await upstreamToken.findUnique({
        where: { sessionId_providerId: { sessionId, providerId } },
        include: { session: { select: { endedAt: true, user: { select: { disabledAt: true } } } } },
      });
      const token = row ? await decrypted(row) : undefined;
      // A session's end ends its tokens, whether or not somebody has marked their rows.
      const gone = row?.session.endedAt ?? row?.session.user.disabledAt;
      return token && gone ? { ...token, endedReason: token.endedReason ?? "session_ended" } : token;
    },

    async listLive(sessionId: string): Promise<UpstreamToken[]> {
      const rows = await upstreamToken.findMany({ where: { sessionId, endedAt: null } });
      return (await Promise.all(rows.map(decrypted))).filter((token) => token !== undefined);
    },

    /** The newest refresh token that this identity holds in another live session. */
    async findRefreshToken(identityId: string, providerId: string): Promise<Secret | undefined> {
      const row = await upstreamToken.findFirst({
        where: { identityId, providerId, refreshToken: { not: null }, ...stillWanted },
        orderBy: { updatedAt: "desc" },
      });
      return row ? (await decrypted(row))?.refreshToken : undefined;
    },

    /** Whether another live session holds tokens of the same identity. */
    async isSharedGrant(token: Pick<UpstreamToken, "identityId" | "providerId" | "sessionId">): Promise<boolean> {
      const { identityId, providerId, sessionId } = token;
      const others = await upstreamToken.count({
        where: { identityId, providerId, sessionId: { not: sessionId }, ...stillWanted },
      });
      return others > 0;
    },

    /** After signing in or connecting: replaces whatever the session had for this provider. */
    async put(sessionId: string, providerId: string, identityId: string, values: TokenValues): Promise<void> {
      const found = await upstreamToken.findUnique({
        where: { sessionId_providerId: { sessionId, providerId } },
        select: { id: true },
      });
      const id = found?.id ?? randomUUID();
      const data = { identityId, endedAt: null, endReason: null, ...(await cells(id, values)) };
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
      const { idToken: _kept, ...data } = await cells(token.id, values);
      const { count } = await upstreamToken.updateMany({
        where: { id: token.id, version: token.version, ...stillWanted },
        data: { ...data, version: { increment: 1 }, leaseId: null, leaseExpiresAt: null },
      });
      return count === 1;
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

function plainPart(row: {
  id: string;
  sessionId: string;
  providerId: string;
  identityId: string;
  scope: string;
  accessTokenExpiresAt: Date | null;
  version: number;
  leaseId: string | null;
  leaseExpiresAt: Date | null;
  endedAt: Date | null;
  endReason: string | null;
}) {
  return {
    id: row.id,
    sessionId: row.sessionId,
    providerId: row.providerId,
    identityId: row.identityId,
    scopes: splitScopes(row.scope),
    accessTokenExpiresAtSeconds: toSeconds(row.accessTokenExpiresAt),
    version: row.version,
    leaseHolder: row.leaseId ?? undefined,
    leaseExpiresAtSeconds: toSeconds(row.leaseExpiresAt),
    endedReason: row.endedAt ? (row.endReason ?? "ended") : undefined,
  };
}

function toSeconds(date: Date | null): number | undefined {
  return date ? date.getTime() / 1000 : undefined;
}

function toDate(seconds: number | undefined): Date | null {
  return seconds === undefined ? null : new Date(seconds * 1000);
}
