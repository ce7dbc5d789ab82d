import { type AttributesRow, attributesOf } from "#server/claims/person-attributes.ts";
import { claimsForApps, type PersonClaims } from "#server/claims/told-claims.ts";

/** What claims need of a person's row. */
export interface PersonRow extends AttributesRow {
  id: string;
  disabledAt: Date | null;
}

/** The claims of a person for apps; `undefined` when the account is disabled. */
export function accountClaims(person: PersonRow | null | undefined): PersonClaims | undefined {
  return person && !person.disabledAt ? claimsForApps({ userId: person.id, ...attributesOf(person) }) : undefined;
}
