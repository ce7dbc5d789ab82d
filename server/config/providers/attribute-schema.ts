import { z } from "zod";
import { attributeName } from "#server/claims/attribute-value.ts";
import { compileClaimPath } from "./claim-path.ts";

const expression = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, context) => {
    try {
      compileClaimPath(text);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: "custom", message: `a claim's name, or a JSONPath (RFC 9535): ${problem}` });
    }
  });

const constant = z.strictObject({
  value: z.union([z.string().min(1).max(1024), z.number(), z.boolean(), z.array(z.string().min(1).max(255)).max(200)]),
});

/** One source, or the first of several that says something. */
const source = z.union([
  expression,
  constant,
  z
    .array(z.union([expression, constant]))
    .min(1)
    .max(10),
]);

/** Attributes that the portal decides, or that a mapping could make another person's. */
const reserved = ["emailVerified", "roles", "userId", "sub", "subject", "issuer"];

export const attributesSchema = z
  .record(
    z
      .string()
      .regex(attributeName, "an attribute is letters, digits and _, at most 64 of them")
      .refine((name) => !reserved.includes(name), `not ${reserved.join(", ")}: the portal decides these`),
    source,
  )
  .optional()
  .describe(
    "The person's attributes by name, each from a claim of the ID token or UserInfo: its name, a JSONPath such as $.realm_access.roles[*], { value: … }, or the first of a list of these. displayName, username, email, pictureUrl, locale and groups replace what the portal reads itself; an email so mapped counts as unverified. See docs/claims.md.",
  );

export type AttributeSource = z.output<typeof source>;
