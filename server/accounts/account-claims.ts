import { type AttributesRow, attributesOf } from "#server/claims/person-attributes.ts";
import type { ReleasablePerson } from "#server/claims/release-claims.ts";
import { claimsForApps, type PersonClaims } from "#server/claims/told-claims.ts";
import { type PersonFactsRow, personFacts } from "./person/person-facts.ts";
import type { PersonReader } from "./person/person-reader.ts";

/** What claims need of a person's row. */
export interface PersonRow extends AttributesRow {
  id: string;
  disabledAt: Date | null;
}

/** A person as the authorization server knows them. */
export interface KnownPerson {
  /** Those of OpenID Connect. */
  claims: PersonClaims;
  /** What the operator's rules read. */
  person: ReleasablePerson;
}

/** The claims of a person for apps; `undefined` when the account is disabled. */
export function accountClaims(person: PersonRow | null | undefined): PersonClaims | undefined {
  return person && !person.disabledAt ? claimsForApps({ userId: person.id, ...attributesOf(person) }) : undefined;
}

/** A person with all that apps may be told; `undefined` when the account is disabled. */
export function knownPerson(
  row: PersonRow & PersonFactsRow,
  people: Pick<PersonReader, "read">,
): KnownPerson | undefined {
  const claims = accountClaims(row);
  if (!claims) return undefined;
  return { claims, person: { userId: row.id, ...attributesOf(row), ...people.read(personFacts(row)) } };
}
