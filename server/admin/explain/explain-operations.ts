import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { explanation } from "./explanation.ts";

const language = z.enum(["en", "de"]).default("en").describe("The language of the sentences.");

export const explainOperations = {
  "explain.reference": defineOperation({
    method: "GET",
    path: "/explain/references/{reference}",
    permission: "explain.read",
    summary: "Why a request was refused, by the reference that its answer had",
    input: z.strictObject({
      reference: z.string().min(1).max(10_000).describe("The reference, or a text or address that contains it."),
      language,
    }),
    output: explanation,
    async run({ services, note }, input) {
      const explained = await services.explain.reference.explain(input.reference, input.language);
      note({}, { reference: explained.reference });
      return explained;
    },
  }),
};
