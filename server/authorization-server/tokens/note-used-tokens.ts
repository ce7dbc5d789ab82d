import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { nowSeconds } from "#server/clock.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { graceSeconds, lostAnswerSeconds } from "./refresh-grace.ts";
import type { RotationStore } from "./rotation-store.ts";

/** As many as are remembered to have been noted; forgetting one costs a statement that changes nothing. */
const capacity = 10_000;
const routes = new Set(["introspection", "userinfo"]);

/**
 * Notes that an access token of a refresh was used, by userinfo or by an API that introspects it: the app has got the
 * answer to that refresh, so its old refresh token is no longer owed the same answer (refresh-grace.ts).
 *
 * Cost:   one statement by primary key for each such token and process, in the background; none for tokens that are older
 *         than an answer may be repeated.
 * Errors: logged; the old refresh token is then answered once more, as if nothing had been used.
 */
export function noteUsedTokens(
  provider: Provider,
  rotations: Pick<RotationStore, "markUsed">,
  log: Pick<Logger, "warn">,
): { settled(): Promise<void> } {
  const noted = new Set<string>();
  const underWay = new Set<Promise<void>>();

  function note(idHash: string): void {
    const [oldest] = noted.size >= capacity ? noted : [];
    if (oldest !== undefined) noted.delete(oldest);
    noted.add(idHash);
    const writing = rotations
      .markUsed(idHash)
      .catch((error: unknown) => {
        noted.delete(idHash);
        log.warn("the use of an access token can't be noted", { error });
      })
      .finally(() => underWay.delete(writing));
    underWay.add(writing);
  }

  provider.use(async (ctx, next) => {
    await next();
    const idHash = usedToken(ctx as unknown as KoaContextWithOIDC);
    if (idHash !== undefined && !noted.has(idHash)) note(idHash);
  });
  return {
    async settled() {
      await Promise.all(underWay);
    },
  };
}

/** The access token that a request was answered about, when it came from a refresh whose answer may still be repeated. */
function usedToken(ctx: KoaContextWithOIDC): string | undefined {
  if (ctx["status"] !== 200 || !ctx.oidc || !routes.has(ctx.oidc.route)) return undefined;
  const { body } = ctx as { body?: { active?: boolean } };
  const token = body?.active === false ? undefined : ctx.oidc.entities.AccessToken;
  if (!token?.gty?.includes("refresh_token") || token.iat === undefined) return undefined;
  const ageSeconds = nowSeconds() - token.iat;
  return ageSeconds <= lostAnswerSeconds + graceSeconds ? hashRecordId(token.jti) : undefined;
}
