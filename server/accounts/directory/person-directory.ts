import type { Attributes } from "#server/claims/attribute-value.ts";

/** What a list of people is narrowed by; all that is given must hold. */
export interface PeopleFilter {
  /** Beginnings of words of the name, address or user name; or a whole address, `provider:subject` or id. */
  search?: string | undefined;
  state?: "enabled" | "disabled" | undefined;
  providerId?: string | undefined;
  /** People who gave this app access that is in force. */
  clientId?: string | undefined;
  /** newest: by when the account was made; active: by the last sign-in. */
  sort?: "newest" | "active" | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
  limit: number;
}

/** A person in a list. Times are RFC 3339. */
export interface ListedPerson {
  id: string;
  displayName: string;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  pictureUrl: string | null;
  createdAt: string;
  lastSignInAt: string;
  disabledAt: string | null;
  /** The providers that the person has an identity of. */
  providerIds: string[];
}

export interface PersonIdentity {
  id: string;
  providerId: string;
  issuer: string;
  subject: string;
  displayName: string | null;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  createdAt: string;
  lastSignInAt: string | null;
  /** What the provider said at the latest sign-in there: groups with the provider's id, and mapped attributes. */
  groups: string[];
  attributes: Attributes;
}

export interface PersonDetail extends Omit<ListedPerson, "providerIds"> {
  locale: string | null;
  identities: PersonIdentity[];
}

/** The people of this portal, for its administration. */
export interface PersonDirectory {
  /** A keyset page. Errors: cursor_invalid. */
  list(filter: PeopleFilter): Promise<{ items: ListedPerson[]; next: string | null }>;
  find(userId: string): Promise<PersonDetail | undefined>;
}
