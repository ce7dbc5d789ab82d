import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";

/** How long before its end a token is replaced: what a call may take, and the clocks' difference. */
export const refreshLeadSeconds = 60;

type ScopeDialect = Pick<Dialect, "plainScope" | "widerScopes">;

export interface FreshnessFacts {
  accessTokenExpiresAtSeconds: number | undefined;
  refreshToken: unknown;
}

/**
 * `now`: the token doesn't work (over, or the API refused it). `soon`: it works, but not for long. A token without an
 * expiry (GitHub's classic ones) is good until an API refuses it; without a refresh token it can't be replaced early.
 */
export function needsRefresh(
  token: FreshnessFacts,
  at: { nowSeconds: number; wasRefused: boolean },
): "no" | "soon" | "now" {
  if (at.wasRefused) return "now";
  if (token.accessTokenExpiresAtSeconds === undefined) return "no";
  const leftSeconds = token.accessTokenExpiresAtSeconds - at.nowSeconds;
  if (leftSeconds <= 0) return "now";
  return leftSeconds <= refreshLeadSeconds && token.refreshToken !== undefined ? "soon" : "no";
}

/** Which of the wanted scopes the granted ones don't contain, by the provider's own names for them. */
export function missingScopes(granted: readonly string[], wanted: readonly string[], dialect: ScopeDialect): string[] {
  const has = new Set(granted.map(dialect.plainScope));
  return wanted.filter((scope) => {
    const name = dialect.plainScope(scope);
    return !has.has(name) && !dialect.widerScopes(name).some((wider) => has.has(wider));
  });
}
