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
 * An address alone never proves a person (nOAuth): joined only when both sides verified it and the operator allowed
 * it for both providers (security.md A.9).
 */
export function mayLinkByAddress(facts: LinkingFacts): boolean {
  return facts.allowedNow && facts.verifiedNow && facts.allowedBefore && facts.verifiedBefore;
}
