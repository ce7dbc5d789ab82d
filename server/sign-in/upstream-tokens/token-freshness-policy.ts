/** How long before its end a token is replaced: what a call may take, and the clocks' difference. */
export const refreshLeadSeconds = 60;

export interface FreshnessFacts {
  accessTokenExpiresAtSeconds: number | undefined;
  refreshToken: unknown;
}

/**
 * `now`: the token doesn't work (over, or the API refused it). `soon`: it works, but not for long. A token without an
 * expiry (GitHub's classic ones) is good until an API refuses it; without a refresh token nothing is to be had early.
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

/** Google says these by address what it is asked for by name. */
const sameScope: Record<string, string> = {
  "https://www.googleapis.com/auth/userinfo.email": "email",
  "https://www.googleapis.com/auth/userinfo.profile": "profile",
};

/** A scope of GitHub that contains another: `repo` grants `public_repo`, `user` grants `read:user`. */
const containedIn: Record<string, readonly string[]> = {
  "read:user": ["user"],
  "user:email": ["user"],
  public_repo: ["repo"],
};

/** Graph's scopes may be spelled in full. */
const plainScope = (scope: string) => sameScope[scope] ?? scope.replace("https://graph.microsoft.com/", "");

export function missingScopes(granted: readonly string[], wanted: readonly string[]): string[] {
  const has = new Set(granted.map(plainScope));
  return wanted.filter((scope) => {
    const name = plainScope(scope);
    return !has.has(name) && !containedIn[name]?.some((wider) => has.has(wider));
  });
}
