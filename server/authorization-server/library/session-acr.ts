import type { LiveSession } from "#server/sessions/live-session.ts";

/** OIDC Core §2: no level is claimed. */
export const noLevel = "0";

/**
 * The authentication level for apps that ask for it (`acr_values`, `claims`): what the provider said. Portico saw
 * nothing of it and vouches for nothing of its own.
 */
export function sessionAcr(session: Pick<LiveSession, "acr">): string {
  return session.acr ?? noLevel;
}
