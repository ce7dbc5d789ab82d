import type { AccountClaims } from "./account-service.ts";

/** What claims need of a person's row. */
export interface PersonRow {
  id: string;
  displayName: string;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  pictureUrl: string | null;
  locale: string | null;
  disabledAt: Date | null;
}

/** A person as apps are told of them; nobody when the account is disabled. */
export function accountClaims(person: PersonRow | null | undefined): AccountClaims | undefined {
  if (!person || person.disabledAt) return undefined;
  const claims: AccountClaims = { sub: person.id, name: person.displayName };
  if (person.username) claims.preferred_username = person.username;
  if (person.email) Object.assign(claims, { email: person.email, email_verified: person.emailVerified });
  if (person.pictureUrl) claims.picture = person.pictureUrl;
  if (person.locale) claims.locale = person.locale;
  return claims;
}
