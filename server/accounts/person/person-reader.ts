import { effectiveRoles } from "#server/accounts/roles/effective-roles.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { PersonFacts } from "./person-facts.ts";

/** What follows from a person's facts with the settings and the catalog of this moment. */
export interface EffectivePerson {
  /** Roles at the portal. */
  readonly roles: readonly string[];
  /** Of all identities, each with its provider: corp:staff. Not those of one sign-in. */
  readonly allGroups: readonly string[];
}

export interface PersonReader {
  read(facts: PersonFacts): EffectivePerson;
  /** Calls back when `read` may answer otherwise for anyone. Returns the way to stop. */
  onChange(handler: () => void): () => void;
}

export interface PersonReaderDeps {
  settings: Pick<Settings, "roles" | "admins">;
  catalog: { providers: Pick<Catalog["providers"], "find" | "onChange"> };
}

/** Identities of a provider that the catalog doesn't have say nothing, because nothing they said can be renewed or ended there. */
export function createPersonReader({ settings, catalog }: PersonReaderDeps): PersonReader {
  return {
    read({ identities, assigned }) {
      const known = identities.filter(({ providerId }) => catalog.providers.find(providerId) !== undefined);
      const roles = effectiveRoles({ identities: known, assigned }, settings);
      return { roles, allGroups: groupsOf({ identities: known }) };
    },
    onChange: (handler) => catalog.providers.onChange(handler),
  };
}

/** Each once, in the order of the alphabet. */
export function groupsOf({ identities }: Pick<PersonFacts, "identities">): string[] {
  return [...new Set(identities.flatMap(({ groups }) => groups))].sort();
}
