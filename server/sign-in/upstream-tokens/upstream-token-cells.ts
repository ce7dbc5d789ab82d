import type { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { splitScopes } from "#server/sign-in/providers/scope-list.ts";

/** A person's tokens at one provider in one session, decrypted. */
export interface UpstreamToken {
  id: string;
  sessionId: string;
  providerId: string;
  identityId: string;
  /** Of the provider that gave it (provider-binding.ts); `undefined` where the version before wrote it. */
  binding: string | undefined;
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

/** A row of the table, its token cells encrypted. */
interface Row {
  id: string;
  sessionId: string;
  providerId: string;
  identityId: string;
  providerBinding: string | null;
  accessToken: string | null;
  refreshToken: string | null;
  scope: string;
  accessTokenExpiresAt: Date | null;
  version: number;
  leaseId: string | null;
  leaseExpiresAt: Date | null;
  endedAt: Date | null;
  endReason: string | null;
}

type Column = "access_token" | "refresh_token" | "id_token";

/** Encrypts and decrypts the rows of provider tokens; each cell is bound to its row and column. */
export function createUpstreamTokenCells(cipher: TokenCipher) {
  const seal = async (id: string, column: Column, value: Secret | undefined) =>
    value ? cipher.encrypt({ table: "upstream_tokens", id, column }, value) : null;
  const open = async (id: string, column: Column, cell: string | null) =>
    cell === null ? undefined : cipher.decrypt({ table: "upstream_tokens", id, column }, cell);

  async function encrypted(id: string, values: TokenValues) {
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

  return { encrypted, decrypted };
}

function plainPart(row: Row) {
  return {
    id: row.id,
    sessionId: row.sessionId,
    providerId: row.providerId,
    identityId: row.identityId,
    binding: row.providerBinding ?? undefined,
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

export function toDate(seconds: number | undefined): Date | null {
  return seconds === undefined ? null : new Date(seconds * 1000);
}
