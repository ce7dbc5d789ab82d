import { z } from "zod";
import { decidingSetting } from "#server/admin/explain/explanation.ts";

const words = z.array(z.string().min(1).max(500)).max(100);

/** Exactly one of them is asked about. */
const whatIfTargets = ["app", "host", "api", "provider"] as const;

export const whatIfQuestion = z
  .strictObject({
    as: z.string().min(1).max(400).describe("The person: an id, an address or provider:subject."),
    app: z.string().min(1).max(500).optional().describe("A client id: what becomes of its authorization request."),
    host: z.string().min(1).max(500).optional().describe("A host behind forward auth."),
    api: z.string().min(1).max(500).optional().describe("An API of the BFF: its name, or a path below /bff/api/."),
    provider: z.string().min(1).max(100).optional().describe("The id of a provider: a sign-in to the portal."),
    scope: words.optional().describe("Of an app: what it asks for; left out, all that it is registered for."),
    resource: words.max(10).default([]).describe("Of an app: the APIs that it asks for."),
    prompt: z.enum(["none", "login", "consent", "select_account"]).optional().describe("Of an app: its prompt."),
    method: z
      .string()
      .regex(/^[A-Z]{3,20}$/)
      .optional()
      .describe("Of an API: the method of the call, such as POST."),
    language: z.enum(["en", "de"]).default("en").describe("The language of the sentences."),
  })
  .refine((question) => whatIfTargets.filter((target) => question[target] !== undefined).length === 1, {
    message: "Exactly one of app, host, api and provider has to be named.",
  });

export type WhatIfQuestion = z.output<typeof whatIfQuestion>;

const values = z.array(z.string());

export const whatIfCheck = z.object({
  outcome: z.enum(["passes", "refuses", "asks", "not_reached"]),
  rule: z.string(),
  /** What the rule checks. */
  check: z.string(),
  /** The setting and its place in one line; empty when no setting decides. */
  where: z.string(),
  code: z.string().nullable().describe("Of the error that it refuses with."),
  had: values.nullable().describe("What it compared; of rules about people for readers of people only."),
  needed: values.nullable().describe("What would pass; of rules about people for readers of people only."),
  advice: z.string().nullable().describe("What to do, of a rule that refuses or asks."),
  settings: z.array(decidingSetting),
});

export const whatIfAnswer = z.object({
  outcome: z.enum(["passes", "refuses", "asks"]),
  /** The outcome in one sentence. */
  answer: z.string(),
  /** Of the error that the person reads. */
  code: z.string().nullable(),
  /** The error that the app gets (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
  error: z.string().nullable(),
  person: z.object({
    id: z.string().nullable(),
    name: z.string().nullable().describe("For readers of people."),
    email: z.string().nullable().describe("For readers of people."),
    provider: z.string().nullable().describe("The provider of the sign-in that the answer supposes."),
  }),
  target: z.object({ kind: z.enum(whatIfTargets), id: z.string(), name: z.string().nullable() }),
  /** In the order in which they are asked. */
  checks: z.array(whatIfCheck),
  /** What the consent page asks for. */
  asked: z.array(
    z.object({
      scope: z.string(),
      optional: z.boolean(),
      alreadyAllowed: z.boolean().nullable().describe("For readers of people."),
    }),
  ),
  /** Scopes that the app asks for and no token has. */
  notGiven: values,
  tokens: z.array(
    z.object({
      kind: z.enum(["access_token", "refresh_token", "id_token"]),
      format: z.enum(["jwt", "opaque"]),
      audience: z.string().nullable(),
      scopes: values,
      lifetimeSeconds: z.number().int(),
    }),
  ),
  /** What is told of the person, by place. Values are for readers of people. */
  claims: z.array(
    z.object({ place: z.string(), name: z.string(), value: z.string().nullable(), audience: z.string().nullable() }),
  ),
  /** Claims that are left out because they are too long. */
  cut: z.array(z.object({ claim: z.string(), place: z.string() })),
});

export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;
export type WhatIfCheck = z.infer<typeof whatIfCheck>;
