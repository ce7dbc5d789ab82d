import { accessError } from "#server/access/policy/access-refusal.ts";
import { decideTarget } from "#server/access/policy/decide-target.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** Errors: app_not_allowed when the app's `allow` refuses the person. */
export function requireAllowedAt({ clientId, allow }: ClientSettings, session: LiveSession): void {
  const refusal = decideTarget(allow, session, `clients[${clientId}].allow`);
  if (refusal) throw accessError("app_not_allowed", refusal, { userId: session.userId, clientId });
}
