import type { Ended } from "#server/admin/shapes.ts";

/** In the order in which pages say them. */
export const endedKinds = [
  "sessions",
  "grants",
  "accessTokens",
  "refreshTokens",
  "providerTokens",
] as const satisfies readonly (keyof Ended)[];
