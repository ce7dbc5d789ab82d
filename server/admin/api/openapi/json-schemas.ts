import { z } from "zod";
import type { Operation } from "#server/admin/operation.ts";
import type { JsonSchema } from "#server/admin/text-values.ts";
import { parameterNames } from "../operation-routes.ts";

/** JSON Schema as OpenAPI 3.1 embeds it: of its own default dialect, so without saying so. */
export function schemaOf(type: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: "any", target: "draft-2020-12" });
  return withoutOwnWords(schema);
}

/** What our own checks of settings read (config/setting-shapes.ts) is no keyword of JSON Schema. */
function withoutOwnWords(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "decisive" && value === true ? undefined : value,
  );
  return JSON.parse(text) as JsonSchema;
}

/** An operation's input in its parts: the members of the path, and all others. */
export function splitInput({ input, path }: Operation): { inPath: [string, JsonSchema][]; rest: JsonSchema } {
  const schema = schemaOf(input, "input");
  const names = parameterNames(path);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const known = new Map(properties);
  return {
    inPath: names.map((name) => [name, known.get(name) ?? { type: "string" }]),
    rest: {
      ...schema,
      ...(schema.properties
        ? { properties: Object.fromEntries(properties.filter(([name]) => !names.includes(name))) }
        : {}),
      ...(schema.required ? { required: schema.required.filter((name) => !names.includes(name)) } : {}),
    },
  };
}

/** A value that fits a schema: its default, first choice or shortest form. Enough to see what goes where. */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf ?? schema.allOf)?.[0];
  if (choice && schema.properties === undefined) return exampleOf(choice as JsonSchema);
  if (schema.type === "object" || schema.properties) return exampleObject(schema);
  if (schema.type === "array") return schema.items ? [exampleOf(schema.items as JsonSchema)] : [];
  return exampleScalar(schema);
}

function exampleObject({ properties = {}, required = [] }: JsonSchema): unknown {
  const shown = Object.entries(properties as Record<string, JsonSchema>).filter(([name]) => required.includes(name));
  return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member)]));
}

function exampleScalar({ type, format, minimum }: JsonSchema): unknown {
  if (type === "integer" || type === "number") return minimum ?? 1;
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (format === "uuid") return "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
  if (format === "date-time") return "2026-01-31T12:00:00.000Z";
  if (format === "email") return "ada@example.com";
  if (format === "uri") return "https://app.example/callback";
  return "text";
}
