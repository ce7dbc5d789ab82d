import { z } from "zod";
import { decisive } from "#server/config/setting-shapes.ts";
import { emailAddress, emailDomain, groupName } from "./access-schema.ts";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).optional().meta(decisive);
const saysSomething = (value: object) => Object.values(value).some((member) => member !== undefined);
const empty = "names at least one rule; an empty one would let no one in";

/** An app, a host behind forward auth or an API can be used by people who pass any one of the rules. */
export const targetAllowSchema = z
  .strictObject({
    roles: listOf(z.string().min(1)),
    groups: listOf(groupName),
    emails: listOf(emailAddress),
    emailDomains: listOf(emailDomain),
  })
  .refine(saysSomething, empty)
  .optional()
  .meta(decisive)
  .describe(
    "Who may use it: people with one of the roles, groups (provider:group), verified emails or emailDomains. Unset: everyone who may sign in.",
  );

const organization = z.string().regex(/^[a-z0-9](-?[a-z0-9])*$/i, "the name in the organization's address");

/** A provider lets people sign in who pass each of the rules. */
export const providerAllowSchema = z
  .strictObject({
    tenants: listOf(z.guid()).describe("Entra ID: the tenant ids (tid)."),
    hostedDomain: z
      .union([emailDomain, z.array(emailDomain).min(1)])
      .optional()
      .meta(decisive)
      .describe("Google: the Workspace domain, by the ID token's hd."),
    organizations: listOf(organization).describe("GitHub: members of one of these organizations."),
    teams: listOf(
      z.string().regex(/^[a-z0-9](-?[a-z0-9])*\/[a-z0-9._-]+$/i, "organization/team, as in the team's address"),
    ).describe("GitHub: members of one of these teams, as organization/team."),
    groups: listOf(groupName).describe("The provider's groups, by their names there."),
  })
  .refine(saysSomething, empty)
  .optional()
  .meta(decisive)
  .describe(
    "Who may sign in with this provider: tenants (Entra ID), hostedDomain (Google), organizations, teams (GitHub), groups. Each that is given must hold. See docs/access.md.",
  );

export type TargetAllowConfig = z.output<typeof targetAllowSchema>;
export type ProviderAllowConfig = z.output<typeof providerAllowSchema>;
