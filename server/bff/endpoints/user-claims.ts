import type { AttributeValue } from "#server/claims/attribute-value.ts";
import type { ClaimRule } from "#server/claims/claim-rule.ts";
import { releaseClaims } from "#server/claims/release-claims.ts";
import { claimsForFrontend } from "#server/claims/told-claims.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface UserClaim {
  type: string;
  value: string | number | boolean;
}

/**
 * What `/bff/user` tells the frontend about the person and the session. Never a token.
 *
 * Units: `bff:session_expires_in` counts seconds to the earlier of the absolute end and the end by inactivity.
 */
export function userClaims(
  session: LiveSession,
  nowSeconds: number,
  rules: readonly ClaimRule[] = [],
  onCut?: (cut: readonly string[], where: { place: string; user: string }) => void,
): UserClaim[] {
  const endsAtSeconds = Math.min(session.expiresAtSeconds, session.idleExpiresAtSeconds);
  const claims: [string, string | number | boolean | undefined][] = [
    ["sub", session.userId],
    ["sid", session.id],
    ...claimsForFrontend(session),
    ["idp", session.providerId],
    ["acr", session.acr],
    ["auth_time", session.authTimeSeconds],
  ];
  const { claims: ruled, cut } = releaseClaims(rules, "bff_user", session, undefined);
  if (cut.length > 0) onCut?.(cut, { place: "bff_user", user: session.userId });
  const present = claims.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]));
  return [
    ...present.filter(({ type }) => !Object.hasOwn(ruled, type)),
    ...Object.entries(ruled).flatMap(([type, value]) => asEntries(type, value)),
    ...session.amr.map((value) => ({ type: "amr", value })),
    { type: "bff:logout_url", value: `/bff/logout?sid=${session.id}` },
    { type: "bff:session_expires_in", value: Math.max(0, endsAtSeconds - nowSeconds) },
    // Changes when the page should look again: another session, another person, a new proof of who it is.
    { type: "bff:session_state", value: `${session.id}.${session.authTimeSeconds}` },
  ];
}

/** A list is one entry for each value, as `amr` is. */
function asEntries(type: string, value: AttributeValue): UserClaim[] {
  return typeof value === "object" ? value.map((one) => ({ type, value: one })) : [{ type, value }];
}
