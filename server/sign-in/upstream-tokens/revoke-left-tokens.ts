import type { AuditLog } from "#server/audit/audit-event.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { LeftToken } from "#server/sessions/token-source.ts";
import { isBoundTo } from "#server/sign-in/providers/provider-binding.ts";
import type { ProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";
import { withinSeconds } from "#server/sign-in/within-seconds.ts";
import { revokeAtProvider } from "./revoke-upstream-token.ts";
import type { UpstreamTokenStore } from "./upstream-token-store.ts";

export interface LeftTokensDeps {
  registry: Pick<ProviderRegistry, "get">;
  store: Pick<UpstreamTokenStore, "isSharedGrant">;
  cipher: TokenCipher;
  audit: AuditLog;
  log: Pick<Logger, "warn">;
  revokeTimeoutSeconds?: number;
}

export interface LeftTokens {
  /** Begins to revoke in the background; never throws. */
  revoke(tokens: readonly LeftToken[]): void;
  /** Waits for what was begun: at most the time of one revocation for each few tokens. */
  settle(): Promise<void>;
}

/** Providers are asked one after the other, so that a thousand sessions that end at once are no flood. */
const atOnce = 4;

/**
 * Takes back at the providers what sessions left behind that ended without their person: by time, by an administrator, from
 * another browser. The tokens are gone from the database already, so each is tried once.
 *
 * Errors: none; that a provider did not take a token back is an audit event.
 * Spec:   RFC 7009 §2.1.
 */
export function createLeftTokens(deps: LeftTokensDeps): LeftTokens {
  const { registry, store, audit, log } = deps;
  const waiting: LeftToken[] = [];
  const workers = new Set<Promise<void>>();

  async function revokeOne(token: LeftToken): Promise<void> {
    const provider = await registry.get(token.providerId);
    if (!isBoundTo(provider.settings, token))
      throw new Error("the provider's id means another provider or client by now");
    // Revoking one token of a shared grant would end the access of the person's other browsers.
    if (provider.dialect.sharesGrant && (await store.isSharedGrant({ ...token, binding: token.binding ?? undefined })))
      return;
    const values = await open(token);
    const timeout = deps.revokeTimeoutSeconds ?? 3;
    const revoked = await withinSeconds(timeout, revokeAtProvider(provider, values));
    const { userId, sessionId, providerId } = token;
    const outcome = revoked ? "success" : "failure";
    audit.record({ type: "upstream_token.revoked", outcome, userId, sessionId, providerId });
  }

  async function open({ id, accessToken, refreshToken }: LeftToken) {
    const cell = (column: "access_token" | "refresh_token") => ({ table: "upstream_tokens", id, column });
    return {
      accessToken: await deps.cipher.decrypt(cell("access_token"), accessToken),
      refreshToken: refreshToken === null ? undefined : await deps.cipher.decrypt(cell("refresh_token"), refreshToken),
    };
  }

  async function work(): Promise<void> {
    for (let token = waiting.shift(); token; token = waiting.shift()) {
      const { providerId } = token;
      await revokeOne(token).catch((error: unknown) =>
        log.warn("a provider token of an ended session could not be revoked", { provider_id: providerId, error }),
      );
    }
  }

  return {
    revoke(tokens) {
      waiting.push(...tokens);
      while (workers.size < Math.min(atOnce, waiting.length)) {
        const worker = work().finally(() => workers.delete(worker));
        workers.add(worker);
      }
    },
    async settle() {
      await Promise.all(workers);
    },
  };
}
