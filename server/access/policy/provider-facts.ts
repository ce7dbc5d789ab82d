/**
 * What a provider said at a sign-in that its `allow` can ask for. A member that is `undefined` was not said, or was not asked for.
 */
export interface ProviderFacts {
  /** Entra ID: the tenant of the account (`tid`). */
  tenant?: string | undefined;
  /** Google: the Workspace domain that manages the account (`hd`). */
  hostedDomain?: string | undefined;
  /** GitHub: organizations by their names in addresses. */
  organizations?: readonly string[] | undefined;
  /** GitHub: organization/team. */
  teams?: readonly string[] | undefined;
  /** Why organizations or teams are not known. */
  unknownBecause?: string | undefined;
}

/** One sign-in method of a person as policies judge it. */
export interface JudgedIdentity {
  providerId: string;
  subject: string;
  /** Only a verified address; `null` when there is none. */
  verifiedEmail: string | null;
  /** Each with its provider: corp:staff. */
  groups: readonly string[];
  said: ProviderFacts;
}
