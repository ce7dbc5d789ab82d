import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import type { Attributes } from "#server/claims/attribute-value.ts";
import type { QualifiedGroup } from "#server/claims/qualified-group.ts";

/** What is kept of one sign-in method of a person, as of the latest sign-in there. */
export interface IdentityFacts {
  id: string;
  providerId: string;
  issuer: string;
  subject: string;
  /** `null` when the address is not verified. */
  verifiedEmail: string | null;
  /** Each with its provider's id. */
  groups: readonly QualifiedGroup[];
  attributes: Attributes;
  /** What its provider's `allow` can ask for. */
  said: ProviderFacts;
}

/** A role assigned to a person, or to a group that the person is in. */
export interface AssignedRole {
  role: string;
  group: string | null;
}

/** What is kept about a person beside their row, the identity of the latest sign-in first. */
export interface PersonFacts {
  identities: readonly IdentityFacts[];
  assigned: readonly AssignedRole[];
}

/** The same as two JSON columns of a SELECT; `null` where there is none. */
export interface PersonFactsRow {
  identities: readonly IdentityFacts[] | null;
  assigned: readonly AssignedRole[] | null;
}

/** A SELECT's columns for PersonFactsRow, where `table` is `users` by its name there. */
export function personFactColumns(table: string): string {
  return `(SELECT json_agg(json_build_object('id', i.id, 'providerId', i.provider_id, 'issuer', i.issuer, 'subject', i.subject,
        'verifiedEmail', CASE WHEN i.email_verified THEN i.email END, 'groups', i.groups, 'attributes', i.attributes,
        'said', i.provider_facts)
      ORDER BY i.last_sign_in_at DESC NULLS LAST, i.id)
    FROM identities i WHERE i.user_id = ${table}.id) AS "identities",
  (SELECT json_agg(json_build_object('role', held.role, 'group', held.group_name)) FROM (
      SELECT a.role, a.group_name FROM role_assignments a WHERE a.user_id = ${table}.id
      UNION ALL
      SELECT a.role, a.group_name FROM role_assignments a WHERE a.group_name IN (
        SELECT unnest(i.groups) FROM identities i WHERE i.user_id = ${table}.id)
    ) held) AS "assigned"`;
}

export function personFacts({ identities, assigned }: PersonFactsRow): PersonFacts {
  return { identities: identities ?? [], assigned: assigned ?? [] };
}
