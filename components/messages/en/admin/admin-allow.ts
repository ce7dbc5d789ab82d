/** Words of the fields that say who may use an entry, and what apps are told of people. */
export const adminAllow = {
  "admin.allow.roles": "Only people with one of these roles",
  "admin.allow.roles_hint":
    "One a line. People who pass any one of the four lists may use it; without a list, all who may sign in.",
  "admin.allow.groups": "Only people in one of these groups",
  "admin.allow.email_domains": "Only people with an address in one of these domains",
  "admin.allow.email_domains_hint": "One a line; only verified addresses count.",
  "admin.allow.emails": "Only people with one of these addresses",
  "admin.allow.emails_hint": "One a line, verified.",
  "admin.allow.tenants": "Only accounts of these Entra tenants",
  "admin.allow.tenants_hint": "Their ids, one a line.",
  "admin.allow.hosted_domain": "Only accounts of these Google Workspace domains",
  "admin.allow.hosted_domain_hint": "As Google says them in the claim hd, never by the address; one a line.",
  "admin.allow.organizations": "Only members of these GitHub organizations",
  "admin.allow.organizations_hint": "Their names as in their address, one a line.",
  "admin.allow.teams": "Only members of these GitHub teams",
  "admin.allow.teams_hint": "As organization/team, one a line.",
  "admin.allow.provider_groups": "Only members of these groups",
  "admin.allow.provider_groups_hint":
    "By their names at the provider, one a line. It needs the claim that has the groups.",
  "admin.allow.claims": "Claims",
  "admin.allow.claims_hint":
    "As JSON: which attribute of a person it is told as which claim. The choices are in docs/claims.md.",
  "admin.allow.attributes": "Attributes of people",
  "admin.allow.attributes_hint":
    "As JSON: which claim of the provider becomes which attribute, by its name or a JSONPath. The choices are in docs/claims.md.",
} as const;
