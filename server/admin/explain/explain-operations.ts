import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { explanation } from "./explanation.ts";
import { whatIfAnswer, whatIfQuestion } from "./what-if/what-if-shapes.ts";

const language = z.enum(["en", "de"]).default("en").describe("The language of the sentences.");

export const explainOperations = {
  "explain.reference": defineOperation({
    method: "GET",
    path: "/explain/references/{reference}",
    permission: "explain.read",
    summary:
      "Why a request was refused, by the reference that its answer had; what it says of people needs users.read, its events audit.read",
    input: z.strictObject({
      reference: z.string().min(1).max(10_000).describe("The reference, or a text or address that contains it."),
      language,
    }),
    output: explanation,
    async run({ actor, services, note }, input) {
      const seesPeople = actor.permissions.has("users.read");
      const reader = { language: input.language, seesPeople, seesEvents: actor.permissions.has("audit.read") };
      const explained = await services.explain.reference.explain(input.reference, reader);
      note({}, { reference: explained.reference });
      return explained;
    },
  }),

  "explain.what-if": defineOperation({
    method: "GET",
    path: "/explain/what-if",
    permission: "explain.read",
    atOnce: 4,
    summary: "What would happen to a person at an app, a host, an API or a provider, without doing it",
    input: whatIfQuestion,
    output: whatIfAnswer,
    async run({ actor, services, note }, input) {
      const answer = await services.explain.whatIf.ask(input, actor.permissions.has("users.read"));
      const { target, person, outcome, code } = answer;
      const about = { app: "clientId", provider: "providerId" } as const;
      note(
        {
          ...(person.id === null ? {} : { userId: person.id }),
          ...(target.kind === "app" || target.kind === "provider" ? { [about[target.kind]]: target.id } : {}),
        },
        { target: `${target.kind} ${target.id}`, result: outcome, ...(code === null ? {} : { code }) },
      );
      return answer;
    },
  }),
};
