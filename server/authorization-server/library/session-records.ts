import type Provider from "oidc-provider";
import type { LiveSession } from "#server/sessions/live-session.ts";

/**
 * Makes sure that the library has its record of a Portico session, for tokens that end with it and were not asked for
 * through the browser; with `grant`, remembers which grant the session uses for a client.
 */
export async function keepSessionRecord(
  provider: Provider,
  session: LiveSession,
  lifetimeSeconds: number,
  grant?: { clientId: string; grantId: string },
): Promise<void> {
  const found = await provider.Session.findByUid(session.id);
  if (found && !grant) return;
  const record = found ?? new provider.Session();
  record.uid = session.id;
  record.jti = session.id;
  record.loginAccount({ accountId: session.userId, loginTs: session.authTimeSeconds });
  if (grant) {
    record.ensureClientContainer(grant.clientId);
    record.grantIdFor(grant.clientId, grant.grantId);
  }
  await record.save(lifetimeSeconds);
}
