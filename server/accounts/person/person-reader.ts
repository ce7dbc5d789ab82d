import type { AccessPolicy } from "#server/access/access-policy.ts";
import { createAccessPolicy } from "#server/access/create-access-policy.ts";
import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import { decideTarget, type JudgedPerson } from "#server/access/policy/decide-target.ts";
import type { JudgedIdentity } from "#server/access/policy/provider-facts.ts";
import { effectiveRoles, type RoleSource, roleSources } from "#server/accounts/roles/effective-roles.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Attributes } from "#server/claims/attribute-value.ts";
import { type QualifiedGroup, splitGroup } from "#server/claims/qualified-group.ts";
import { givesGroups } from "#server/config/roles/gives-groups.ts";
import type { Settings } from "#server/config/settings.ts";
import type { PersonFacts } from "./person-facts.ts";

/** What follows from a person's facts with the settings and the catalog of this moment. */
export interface EffectivePerson extends JudgedPerson {
  roles: readonly string[];
  /** Of all identities, each with its provider: corp:staff. Not those of one sign-in. */
  readonly allGroups: readonly QualifiedGroup[];
  readonly verifiedEmails: readonly string[];
  /** The same groups as apps are told: bare names while exactly one provider gives groups. */
  readonly groupNames: readonly string[];
  /** Each of the identity that has it, the latest sign-in first. */
  readonly attributes: Attributes;
}

export interface PersonReader {
  /** Who may sign in. */
  readonly policy: AccessPolicy;
  read(facts: PersonFacts): EffectivePerson;
  /** Roles by all identities and groups, of providers that are away too: what the person may do once these are back. */
  rolesByAnyIdentity(facts: PersonFacts): readonly string[];
  /** Each reason for each role, for the administration. */
  roleSourcesOf(facts: PersonFacts): RoleSource[];
  /** Awaited before `refusalOf`; `undefined` when there is nothing to wait for. Errors: AppError database_unavailable. */
  refresh(): Promise<void> | undefined;
  /**
   * Why a person may not be signed in (any more): by the identity that the session began with, or without one by any of theirs.
   * `undefined` when they may.
   */
  refusalOf(facts: PersonFacts, identityId?: string): AccessRefusal | undefined;
  /** The same for what apps hold of a person: they may be signed in by an identity, and the app's `allow` lets them use it. */
  refusalAt(facts: PersonFacts, clientId: string | undefined): AccessRefusal | undefined;
  /** Calls back when `read` or `refusalOf` may answer otherwise for anyone. Returns the way to stop. */
  onChange(handler: () => void): () => void;
  /** Calls back when `refusalAt` may answer otherwise because an app changed. */
  onClientChange(handler: () => void): () => void;
}

export interface PersonReaderDeps {
  settings: Pick<Settings, "roles" | "admins" | "access">;
  catalog: {
    providers: Pick<Catalog["providers"], "find" | "list" | "onChange">;
    clients: Pick<Catalog["clients"], "find" | "onChange">;
  };
  /** The file's policy when left out. */
  policy?: AccessPolicy;
}

/** Of a person who has no sign-in method. */
const noIdentity: JudgedIdentity = { providerId: "", subject: "", verifiedEmail: null, groups: [], said: {} };

/**
 * Identities of a provider that the catalog doesn't have say nothing, because nothing they said can be renewed or ended there; nor
 * do those that their provider's `allow` refuses. Groups count only while their provider gives groups, for the same reason.
 */
export function createPersonReader(deps: PersonReaderDeps): PersonReader {
  const { settings, catalog, policy = createAccessPolicy(deps) } = deps;

  const { providers } = catalog;
  const stillGiven = (group: QualifiedGroup) => {
    const provider = providers.find(splitGroup(group).providerId);
    return provider !== undefined && givesGroups(provider);
  };

  function known({ identities, assigned }: PersonFacts): PersonFacts {
    const present = identities.filter(
      (identity) => providers.find(identity.providerId) !== undefined && policy.judgeProvider(identity) === undefined,
    );
    return { identities: present.map((one) => ({ ...one, groups: one.groups.filter(stillGiven) })), assigned };
  }

  function read(facts: PersonFacts): EffectivePerson {
    const now = known(facts);
    const allGroups = groupsOf(now);
    const areBare = providers.list().filter(givesGroups).length === 1;
    return {
      roles: effectiveRoles(now, settings),
      allGroups,
      groupNames: areBare ? allGroups.map((group) => splitGroup(group).name) : allGroups,
      verifiedEmails: [...new Set(now.identities.flatMap(({ verifiedEmail }) => verifiedEmail ?? []))],
      attributes: leadingAttributes(now),
    };
  }

  function refusalOf({ identities }: PersonFacts, identityId?: string): AccessRefusal | undefined {
    const judged = identityId === undefined ? identities : identities.filter(({ id }) => id === identityId);
    const refusals = (judged.length > 0 ? judged : [noIdentity]).map(policy.judge);
    return refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
  }

  return {
    policy,
    read,
    rolesByAnyIdentity: (facts) => effectiveRoles(facts, settings),
    roleSourcesOf: (facts) => roleSources(known(facts), settings),
    refresh: policy.refresh,
    refusalOf,
    refusalAt(facts, clientId) {
      const refusal = refusalOf(facts);
      const allow = clientId === undefined ? undefined : catalog.clients.find(clientId)?.allow;
      if (refusal || allow === undefined) return refusal;
      return decideTarget(allow, read(facts), `clients[${clientId}].allow`);
    },
    onChange(handler) {
      const stops = [catalog.providers.onChange(handler), policy.onChange(handler)];
      return () => stops.forEach((stop) => void stop());
    },
    onClientChange: (handler) => catalog.clients.onChange(handler),
  };
}

/** Each once, in the order of the alphabet. */
function groupsOf({ identities }: Pick<PersonFacts, "identities">): QualifiedGroup[] {
  return [...new Set(identities.flatMap(({ groups }) => groups))].sort();
}

/** The first identity that has an attribute decides it. */
function leadingAttributes({ identities }: Pick<PersonFacts, "identities">): Attributes {
  return Object.assign({}, ...identities.map(({ attributes }) => attributes).reverse());
}
