import type { SignInAccounts, VerifiedIdentity } from "#server/accounts/account-service.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Authentication, SessionVault } from "#server/sessions/session-vault.ts";

export interface EstablishSession {
  /** A verified identity, whose account is found or made; or an account that was proved by something of its own. */
  person: VerifiedIdentity | { userId: string };
  /** The token of an invitation that was accepted in this browser. */
  invitation?: string | undefined;
  authentication: Authentication;
  /** What the identity's provider says of its own session; left out where it says nothing. */
  upstream?: { sid: string | undefined; groups: readonly string[] };
  /** The session that this browser had before. */
  replaces: LiveSession | null;
  /** Stores what the session can't be without, such as its tokens. When it fails, the session ends and the sign-in fails. */
  keep?(session: LiveSession): Promise<void>;
}

export interface EstablishedSession {
  session: LiveSession;
  /** The `Set-Cookie` value of the session. */
  setCookie: string;
}

export interface EstablishSessionDeps {
  accounts: Pick<SignInAccounts, "resolve">;
  vault: Pick<SessionVault, "start" | "end" | "setCookieHeader">;
  audit: AuditLog;
}

/**
 * The end of every way to sign in: a proved person becomes a session and its cookie.
 *
 * Errors: account_disabled; those of a person who may not sign in (SignInAccounts.resolve); what `keep` throws.
 * Races:  two first sign-ins of one identity make one account. An account that is disabled meanwhile gets no session.
 */
export async function establishSession(
  { accounts, vault, audit }: EstablishSessionDeps,
  { person, invitation, authentication, upstream, replaces, keep }: EstablishSession,
): Promise<EstablishedSession> {
  const isIdentity = "subject" in person;
  const account = isIdentity
    ? await accounts.resolve(person, { invitation })
    : { userId: person.userId, identityId: undefined, created: false };
  const { userId, identityId, created } = account;
  const providerId = isIdentity ? person.providerId : undefined;
  const { session, opaqueId } = await vault.start({
    userId,
    identityId,
    providerId,
    ...authentication,
    upstreamSid: upstream?.sid,
    groups: upstream?.groups ?? [],
    replaces: replaces ?? undefined,
  });
  await keepOrEnd(vault, session, keep);
  audit.record({
    type: "sign_in.succeeded",
    outcome: "success",
    userId,
    sessionId: session.id,
    providerId,
    details: { created },
  });
  return { session, setCookie: await vault.setCookieHeader(opaqueId) };
}

async function keepOrEnd(
  vault: Pick<SessionVault, "end">,
  session: LiveSession,
  keep: EstablishSession["keep"],
): Promise<void> {
  try {
    await keep?.(session);
  } catch (error) {
    await vault.end(session, "signed_out");
    throw error;
  }
}
