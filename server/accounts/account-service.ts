import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import type { Attributes } from "#server/claims/attribute-value.ts";
import type { ClaimedAttributes } from "#server/claims/person-attributes.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { KnownPerson } from "./account-claims.ts";

/** What a verified sign-in says about a person. Made only by sign-in after every check has passed. */
export interface VerifiedIdentity extends ClaimedAttributes {
  providerId: string;
  issuer: string;
  subject: string;
  /** As the provider names them; none when left out. */
  groups?: readonly string[];
  /** What the provider's `allow` can ask for. */
  said?: ProviderFacts;
  /** By the provider's mapping; none when left out. */
  attributes?: Attributes;
}

export interface IdentitySummary {
  id: string;
  providerId: string;
  providerName: string;
  displayName: string | undefined;
  username: string | undefined;
  email: string | undefined;
  emailVerified: boolean;
  createdAtSeconds: number;
  lastSignInAtSeconds: number | undefined;
}

export interface AccountSummary {
  userId: string;
  displayName: string;
  email: string | undefined;
  emailVerified: boolean;
  pictureUrl: string | undefined;
  createdAtSeconds: number;
  identities: readonly IdentitySummary[];
}

export interface ActivityEntry {
  atSeconds: number;
  type: string;
  outcome: string;
  clientId: string | undefined;
  providerId: string | undefined;
  clientAddress: string | undefined;
}

export interface AccountService {
  summary(session: LiveSession): Promise<AccountSummary>;
  /** The newest audit events of this person. */
  activity(session: LiveSession, limit?: number): Promise<readonly ActivityEntry[]>;
}

/**
 * Finds or creates the account behind a verified identity, keyed by (issuer, subject), never by address.
 *
 * Errors: account_disabled; not_allowed_to_sign_in, sign_up_closed, invitation_required: nothing is made for such a person.
 * Races: two first sign-ins at once make one account (unique index, then re-read).
 */
export interface SignInAccounts {
  resolve(
    identity: VerifiedIdentity,
    options?: { /** The token of an invitation that the browser brought. */ invitation?: string | undefined },
  ): Promise<{ userId: string; identityId: string; created: boolean }>;
  /**
   * Adds an identity to the account of a live session, or finds it there: the person proved both in one browser.
   *
   * Errors: identity_conflict when it belongs to another account; not_allowed_to_sign_in when its provider's `allow` refuses it.
   * Races: as for resolve.
   */
  link(session: LiveSession, identity: VerifiedIdentity): Promise<{ identityId: string }>;
  /**
   * For the authorization server's claims; `undefined` when unknown, disabled, or not allowed to be signed in or to use the app.
   */
  findPerson(userId: string, clientId?: string): Promise<KnownPerson | undefined>;
}

/** A sign-in without doing it. */
export interface SignInOutlook {
  /**
   * What `resolve` would find for an identity that brings no invitation; without `userId`, a new account would be made.
   *
   * Errors: those of `resolve`.
   */
  wouldResolve(identity: VerifiedIdentity): Promise<{ userId: string | undefined }>;
}
