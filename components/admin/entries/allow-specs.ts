import type { FieldSpec } from "./field-spec.ts";

const line = { kind: "lines", detail: true } as const;

/** Fields for the people of an app: one rule that a person passes is enough. */
export const targetAllowSpecs: readonly FieldSpec[] = [
  {
    ...line,
    path: "allow.roles",
    label: "admin.allow.roles",
    hint: "admin.allow.roles_hint",
    placeholder: "editor",
  },
  {
    ...line,
    path: "allow.groups",
    label: "admin.allow.groups",
    hint: "admin.policy.groups_hint",
    placeholder: "corp:staff",
  },
  {
    ...line,
    path: "allow.emailDomains",
    label: "admin.allow.email_domains",
    hint: "admin.allow.email_domains_hint",
    placeholder: "example.com",
  },
  {
    ...line,
    path: "allow.emails",
    label: "admin.allow.emails",
    hint: "admin.allow.emails_hint",
    placeholder: "ada@example.com",
  },
];

const tenants: FieldSpec = {
  ...line,
  path: "allow.tenants",
  label: "admin.allow.tenants",
  hint: "admin.allow.tenants_hint",
};
const hostedDomain: FieldSpec = {
  ...line,
  path: "allow.hostedDomain",
  label: "admin.allow.hosted_domain",
  hint: "admin.allow.hosted_domain_hint",
  placeholder: "example.com",
};
const organizations: FieldSpec = {
  ...line,
  path: "allow.organizations",
  label: "admin.allow.organizations",
  hint: "admin.allow.organizations_hint",
  placeholder: "example",
};
const teams: FieldSpec = {
  ...line,
  path: "allow.teams",
  label: "admin.allow.teams",
  hint: "admin.allow.teams_hint",
  placeholder: "example/ops",
};
const groups: FieldSpec = {
  ...line,
  path: "allow.groups",
  label: "admin.allow.provider_groups",
  hint: "admin.allow.provider_groups_hint",
  placeholder: "staff",
};

const ofRule = { tenants, hostedDomain, organizations, teams };

/**
 * Fields for the people of a provider: a person has to pass each rule that is given.
 *
 * @param known what a kind that the portal knows by name can answer; `undefined` for OpenID Connect and for any other kind.
 */
export function providerAllowSpecs(
  kind: string | undefined,
  known: { allowRules: readonly (keyof typeof ofRule)[]; speaksOpenId: boolean } | undefined,
): readonly FieldSpec[] {
  if (kind === "oidc") return [groups];
  const rules = known?.allowRules ?? (Object.keys(ofRule) as (keyof typeof ofRule)[]);
  return [...rules.map((rule) => ofRule[rule]), ...(known?.speaksOpenId === false ? [] : [groups])];
}

/** Which attribute of a person an app is told as which claim. */
export const claimsSpec: FieldSpec = {
  path: "claims",
  label: "admin.allow.claims",
  hint: "admin.allow.claims_hint",
  kind: "json",
  placeholder: '{ "department": {}, "groups": { "format": "comma" } }',
  detail: true,
};

/** Which claim of a provider becomes which attribute of a person. */
export const attributesSpec: FieldSpec = {
  path: "attributes",
  label: "admin.allow.attributes",
  hint: "admin.allow.attributes_hint",
  kind: "json",
  placeholder: '{ "department": "dept", "team": "$.org.team" }',
  detail: true,
};
