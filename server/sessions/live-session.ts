import type { EffectivePerson } from "#server/accounts/person/person-reader.ts";
import type { SignedInPerson } from "#server/claims/told-claims.ts";

declare const proof: unique symbol;

/**
 * A session that was live when the vault looked: signed in, not ended, not expired, account not disabled.
 *
 * Only the vault makes one, so a function that takes a `LiveSession` needs no check of its own.
 */
export interface LiveSession extends SignedInPerson, EffectivePerson {
  readonly [proof]: true;
  /** UUID; the `sid` that `/bff/user` and ID tokens may show. Not the secret in the cookie. */
  readonly id: string;
  /** The identity that was signed in with; `undefined` when the session began without a provider. */
  readonly identityId: string | undefined;
  readonly providerId: string | undefined;
  /** The identity's subject at its provider. */
  readonly subject: string | undefined;
  readonly acr: string | undefined;
  readonly amr: readonly string[];
  /** Epoch seconds. */
  readonly authTimeSeconds: number;
  readonly createdAtSeconds: number;
  /** Absolute end, epoch seconds. */
  readonly expiresAtSeconds: number;
  /** End by inactivity unless the session is used before, epoch seconds. Moves while the session is used. */
  readonly idleExpiresAtSeconds: number;
}

export type SessionEndReason =
  | "signed_out"
  | "signed_out_everywhere"
  | "replaced"
  | "expired"
  | "upstream_logout"
  | "account_disabled"
  | "not_allowed"
  | "provider_disabled"
  | "revoked_by_person"
  | "ended_by_administrator"
  | "identity_removed"
  | "contained";
