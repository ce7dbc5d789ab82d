import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { EndedTokenCount } from "./end-grants.ts";

/** How many access and refresh tokens ended, JWTs included. */
export function tokenCounts(tokens: readonly EndedTokenCount[]): EndedCounts {
  const total = (model: EndedTokenCount["model"]) =>
    tokens.filter((ended) => ended.model === model).reduce((sum, { count }) => sum + count, 0);
  return { access_tokens: total("AccessToken"), refresh_tokens: total("RefreshToken") };
}
