import { z } from "zod";

/** The members of an operation's input as JSON Schema has them, by name. */
export type InputMembers = ReadonlyMap<string, JsonSchema>;
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Operations don't change while the process runs. */
const known = new WeakMap<z.ZodType, InputMembers>();

/** Of a schema that is no object (a choice of objects, say) the members of all its choices. */
export function membersOf(input: z.ZodType): InputMembers {
  const before = known.get(input);
  if (before) return before;
  const members = new Map(
    choicesOf(inputSchema(input)).flatMap(({ properties = {} }) =>
      Object.entries(properties as Record<string, JsonSchema>),
    ),
  );
  known.set(input, members);
  return members;
}

/** JSON Schema of what an operation takes; what JSON Schema can't say is left open. */
export function inputSchema(input: z.ZodType): JsonSchema {
  return z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
}

function choicesOf(schema: JsonSchema): JsonSchema[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])] as JsonSchema[];
  return [schema, ...choices.flatMap(choicesOf)];
}

/**
 * The value of a member that came as text: in a path, a query or at the command line. What doesn't read as the member's type stays
 * text, so that the operation's schema names the mistake.
 */
export function valueOfTexts(texts: readonly string[], member: JsonSchema | undefined): unknown {
  const types = member ? choicesOf(member).map(({ type }) => type) : [];
  if (types.includes("array")) {
    const items = member && choicesOf(member).find(({ type }) => type === "array")?.items;
    return texts.map((text) => valueOfText(text, items as JsonSchema | undefined));
  }
  return texts.length === 1 ? valueOfText(texts[0] as string, member) : texts;
}

function valueOfText(text: string, member: JsonSchema | undefined): unknown {
  const types = member ? choicesOf(member).map(({ type }) => type) : [];
  if (types.includes("boolean") && (text === "true" || text === "false")) return text === "true";
  const isNumeric = types.includes("number") || types.includes("integer");
  if (isNumeric && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  return text;
}
