import type { Secret } from "#server/crypto/secret.ts";
import type { LiveSession } from "./live-session.ts";

/** A token ready to be attached. Callers may cache it until `expiresAtSeconds`, never longer than the session. */
export interface AttachableToken {
  token: Secret;
  /** Epoch seconds; `undefined` when the issuer didn't say. */
  expiresAtSeconds: number | undefined;
  scopes: readonly string[];
}

/** Implemented by the authorization server: our own access tokens for the BFF's APIs. */
export interface OwnTokenSource {
  forUser(session: LiveSession, request: { audience: string; scopes: readonly string[] }): Promise<AttachableToken>;
  forClient(request: { audience: string; scopes: readonly string[] }): Promise<AttachableToken>;
}

/** A provider token whose session ended, as it was taken out of the database: the cells are still encrypted. */
export interface LeftToken {
  id: string;
  sessionId: string;
  userId: string;
  providerId: string;
  identityId: string;
  /** Of the provider that gave it; `null` where the version before wrote it. */
  binding: string | null;
  accessToken: string;
  refreshToken: string | null;
}

/** What happened at the provider to a token that is deleted here. */
export interface UpstreamRevocation {
  providerId: string;
  /** `still_used`: not revoked, because another session of the person uses the same grant. */
  outcome: "revoked" | "not_revoked" | "still_used";
}

/**
 * Implemented by sign-in: the person's token at a provider, refreshed when near expiry, once across processes.
 *
 * Errors (AppError): provider_connection_required, scope_required (facts: scopes), reauthentication_required (the token
 * is ended), token_unavailable (kept; facts: retryAfterSeconds).
 */
export interface UpstreamTokenSource {
  forSession(
    session: LiveSession,
    request: {
      providerId: string;
      scopes: readonly string[] /** The API just refused this token. */;
      refused?: Secret;
    },
  ): Promise<AttachableToken>;
  /** Whether the session still holds a token with these scopes there, fresh or not: reads, and asks no provider. */
  stillHeld(session: LiveSession, request: { providerId: string; scopes: readonly string[] }): Promise<boolean>;
  /** Revokes at the providers (RFC 7009) what this session holds and ends it here; never throws. Returns what happened. */
  revokeOfSession(session: LiveSession): Promise<readonly UpstreamRevocation[]>;
  /** Calls back with the session's id when one of its provider tokens changed or ended (cache eviction). */
  onChanged(handler: (sessionId: string, providerId: string) => void): () => void;
}
