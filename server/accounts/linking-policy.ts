/** Both sides of a possible join of a new identity to an existing account by address. */
export interface LinkingFacts {
  /** The operator's `linkVerifiedEmail` for the provider that the person signs in with now. */
  allowedNow: boolean;
  verifiedNow: boolean;
  /** The same switch and fact for the identity that already owns the account. */
  allowedBefore: boolean;
  verifiedBefore: boolean;
}

/**
 * Identities are joined by address only when both providers verified it and the operator allowed it for both, because an
 * administrator of a tenant can set any unverified address (nOAuth). OpenID Connect Core §5.7.
 */
export function mayLinkByAddress(facts: LinkingFacts): boolean {
  return facts.allowedNow && facts.verifiedNow && facts.allowedBefore && facts.verifiedBefore;
}
