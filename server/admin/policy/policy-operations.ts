import { z } from "zod";
import { noPolicy, type StoredRules } from "#server/access/access-policy-store.ts";
import type { PolicyEffect } from "#server/accounts/access/policy-effect.ts";
import { defineOperation, type OperationContext, type OperationFacts } from "#server/admin/operation.ts";
import { rolesBeyond } from "#server/admin/roles/roles-beyond.ts";
import { time } from "#server/admin/shapes.ts";
import { accessRulesShape, emailAddress, emailDomain, signUpModes } from "#server/config/access/access-schema.ts";

const group = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*:./, "a group with its provider: corp:staff")
  .max(255);

const rulesInput = z.strictObject({
  emailDomains: z.array(emailDomain).max(1_000).default([]).describe("Verified addresses in one of these domains."),
  emails: z.array(emailAddress).max(10_000).default([]).describe("These verified addresses."),
  groups: z.array(group).max(1_000).default([]).describe("Groups, as provider:group."),
  signUp: accessRulesShape.signUp,
});

const rulesOutput = z.object({
  emailDomains: z.array(z.string()),
  emails: z.array(z.string()),
  groups: z.array(z.string()),
  signUp: z.enum(signUpModes),
});

const effectOutput = z.object({
  people: z.number().int().describe("People with a session, an app or a token who lose access."),
  first: z
    .array(z.object({ userId: z.string(), because: z.string() }))
    .describe("Some of them; none for those without users.read."),
});

const policyOutput = z.object({
  settings: rulesOutput.extend({
    source: z.enum(["file", "environment", "unset"]).describe("Where it stands; read-only here."),
    askWhom: z.string().nullable(),
  }),
  admins: z.array(z.string()).describe("People who always pass, by the settings."),
  database: rulesOutput.extend({ changedAt: time, changedBy: z.string() }).nullable(),
  revision: z.string().describe("Of the database's part; none when it is not set."),
});

const isNothing = ({ emailDomains, emails, groups, signUp }: StoredRules) =>
  emailDomains.length + emails.length + groups.length === 0 && signUp === "open";

/** An empty policy is none. */
function storedRules(rules: z.output<typeof rulesInput>): StoredRules | undefined {
  return isNothing(rules) ? undefined : rules;
}

function effectFacts(
  { people }: PolicyEffect,
  before: StoredRules | undefined,
  after: StoredRules | undefined,
): OperationFacts {
  return { people, before: JSON.stringify(before ?? noPolicy), after: JSON.stringify(after ?? noPolicy) };
}

const plain = ({ emailDomains, emails, groups, signUp }: StoredRules) => ({
  emailDomains: [...emailDomains],
  emails: [...emails],
  groups: [...groups],
  signUp,
});
/** The reasons say what is known of the people. */
const shownEffect = ({ actor }: Pick<OperationContext, "actor">, { people, first }: PolicyEffect) => ({
  people,
  first: actor.permissions.has("users.read") ? [...first] : [],
});

export const policyOperations = {
  "policy.get": defineOperation({
    method: "GET",
    path: "/policy",
    permission: "policy.read",
    summary: "Who may sign in: the settings' part and the part that administrators set; people have to pass both",
    input: z.strictObject({}),
    output: policyOutput,
    async run({ services }) {
      const { file, admins, database } = await services.policy.describe();
      return {
        settings: { ...plain(file), source: file.source, askWhom: file.askWhom ?? null },
        admins: [...admins],
        database: database
          ? { ...plain(database.rules), changedAt: database.changedAt.toISOString(), changedBy: database.changedBy }
          : null,
        revision: database?.revision ?? noPolicy,
      };
    },
  }),

  "policy.preview": defineOperation({
    method: "POST",
    path: "/policy/preview",
    permission: "policy.read",
    atOnce: 2,
    summary: "Count who would lose access under another policy; nothing is changed",
    input: rulesInput,
    output: effectOutput,
    async run(context, rules) {
      return shownEffect(context, await context.services.policy.preview(storedRules(rules)));
    },
  }),

  "policy.change": defineOperation({
    method: "PUT",
    path: "/policy",
    permission: "policy.write",
    needsFreshSignIn: true,
    changesRevision: true,
    preview: "policy.preview",
    summary: "Set the policy beside the settings': it can only narrow them, and ends at once what it no longer allows",
    input: rulesInput,
    output: z.object({ revision: z.string(), effect: effectOutput }),
    async run(context, input) {
      const { actor, services, note, ifMatch } = context;
      const rules = storedRules(input);
      const { name, userId, kind } = actor;
      const by = { name, userId, evenLastAdmin: kind === "operator", protects: rolesBeyond(context) };
      const { before, effect, after } = await services.policy.change(rules, ifMatch, by);
      note({}, effectFacts(effect, before?.rules, rules));
      return { revision: after?.revision ?? noPolicy, effect: shownEffect(context, effect) };
    },
  }),
};
