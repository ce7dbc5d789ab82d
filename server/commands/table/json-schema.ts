import { z } from "zod";

/** What commands read of a JSON Schema. */
export interface JsonSchema {
  type?: string | readonly string[];
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
}

/** A schema of an operation; what JSON Schema has no word for is left open. */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  // Zod types a schema of draft 2020-12, of which these are the members that commands read.
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described as JsonSchema;
}

/** The members of an object, or of all the objects that it may be one of. */
export function membersOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const found = new Map(Object.entries(schema.properties ?? {}));
  for (const [name, member] of alternativesOf(schema).flatMap((one) => [...membersOf(one)])) {
    const known = found.get(name);
    found.set(name, known ? eitherOf(known, member) : member);
  }
  return found;
}

/** One member as two alternatives have it. */
function eitherOf(one: JsonSchema, other: JsonSchema): JsonSchema {
  const { description = other.description, items = other.items } = one;
  return {
    anyOf: [one, other],
    ...(description === undefined ? {} : { description }),
    ...(items === undefined ? {} : { items }),
  };
}

/** The members that every input has to have. */
export function requiredOf(schema: JsonSchema): ReadonlySet<string> {
  const all = (schema.allOf ?? []).flatMap((one) => [...requiredOf(one)]);
  const [first, ...rest] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(requiredOf);
  const inEach = [...(first ?? [])].filter((name) => rest.every((other) => other.has(name)));
  return new Set([...(schema.required ?? []), ...all, ...inEach]);
}

export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
}

/** The types that a value may have, without `null`. */
export function typesOf(schema: JsonSchema): ReadonlySet<string> {
  const own = schema.type === undefined ? [] : [schema.type].flat();
  const others = alternativesOf(schema).flatMap((one) => [...typesOf(one)]);
  return new Set([...own, ...others].filter((type) => type !== "null"));
}

/** The values of an enumeration as text; `undefined` when other values are possible, too. */
export function choicesOf(schema: JsonSchema): readonly string[] | undefined {
  if (schema.const !== undefined) return [String(schema.const)];
  if (schema.enum) return schema.enum.filter((value) => value !== null).map(String);
  const among = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(({ type }) => type !== "null");
  const each = among.map(choicesOf);
  return each.length > 0 && each.every((one) => one !== undefined) ? [...new Set(each.flat())] : undefined;
}
