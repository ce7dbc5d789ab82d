import { z } from "zod";
import { languageCode, scopeName } from "#server/config/setting-shapes.ts";

/** What stands under a scope's name. */
export const scopeSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  sensitivity: z.enum(["low", "medium", "high"]).default("medium"),
  translations: z
    .record(languageCode, z.strictObject({ title: z.string().min(1), description: z.string().min(1) }))
    .default({})
    .describe("The same in other languages, by language code: `de`."),
});

export const scopesSchema = z
  .record(scopeName, scopeSchema)
  .default({})
  .describe("What the consent page says about each scope.");

export type ScopeConfig = z.output<typeof scopeSchema>;
