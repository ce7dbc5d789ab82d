import { z } from "zod";
import { decisive } from "#server/config/setting-shapes.ts";

const domainShape = /^(\*?\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

/** "example.com" is that domain alone; ".example.com" and "*.example.com" are the domains below it. */
export const emailDomain = z
  .string()
  .regex(domainShape, "a domain without @: example.com, or .example.com for those below it; in ASCII (xn--…)");
export const emailAddress = z.string().regex(/^[^\s@,]+@[^\s@,]+$/, "one e-mail address");
export const groupName = z.string().min(1).max(255);

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).optional().meta(decisive);

/** How people without an account get one. */
export const signUpModes = ["open", "invited", "closed"] as const;

/** The rules that a person can pass; any one of them is enough. */
export const accessRulesShape = {
  emailDomains: listOf(emailDomain).describe("People with a verified address in one of these domains."),
  emails: listOf(emailAddress).describe("People with one of these addresses, verified."),
  groups: listOf(groupName).describe("People in one of these groups, as provider:group (corp:staff)."),
  signUp: z
    .enum(signUpModes)
    .default("open")
    .describe(
      "Who gets a new account: open, everyone the rules allow; invited, people with an invitation; closed, no one.",
    ),
};

export const accessSchema = z
  .union([
    z.literal("everyone"),
    z.strictObject({
      ...accessRulesShape,
      askWhom: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe("Shown to people who are refused: an address, a URL or a name. Default: branding.supportUrl."),
    }),
  ])
  .optional()
  .meta(decisive)
  .describe(
    "Who may sign in: “everyone”, or people who pass one of the rules (emailDomains, emails, groups), and how new accounts come about (signUp: open, invited, closed). Needed in production beside a provider at which anyone can have an account. See docs/access.md.",
  );

export type AccessConfig = z.output<typeof accessSchema>;
