import { z } from "zod";
import { pageInput } from "#server/admin/shapes.ts";

export const entryPageInput = z.strictObject({
  ...pageInput,
  search: z.string().max(200).optional().describe("A part of the key or the name."),
});

/**
 * An entry as its caller wrote it: described by the schema, and checked by the service, which says more of a mistake and stores what
 * was left out as left out.
 */
export function writtenEntry(schema: z.ZodType) {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return z.record(z.string(), z.unknown()).meta(described);
}

/** Fields to replace; `null` takes a field out. */
export function writtenFields(schema: z.ZodType) {
  const { $schema: _, required: __, ...described } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return z
    .record(z.string(), z.unknown())
    .meta(described)
    .describe("The fields to replace; null takes a field out. The others stay.");
}
