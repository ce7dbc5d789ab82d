import type { LiveSession } from "#server/sessions/live-session.ts";

/** OIDC Core §2: no level is claimed. */
export const noLevel = "0";

/**
 * How well somebody was authenticated, as apps are told that ask (`acr_values`, `claims`): what the provider said. Portico saw
 * nothing of it and vouches for nothing of its own.
 */
export function sessionAcr(session: Pick<LiveSession, "acr">): string {
  return session.acr ?? noLevel;
}
