import type { JsonSchema } from "#server/admin/text-values.ts";

/** A member of an object, or of one inside it, for a person who reads. */
export interface SchemaMember {
  /** With the members that it is inside: `entry.name`, `items[].id`. */
  name: string;
  /** `string`, `integer or null`, `"open" or "closed"`, `list of string`. */
  type: string;
  required: boolean;
  description: string | undefined;
}

const deepest = 4;

/** The members of an object, each followed by those inside it; of alternatives, those of each. */
export function schemaMembers(schema: JsonSchema, before = "", depth = 0): SchemaMember[] {
  const found = new Map<string, SchemaMember>();
  for (const { properties = {}, required = [] } of alternativesOf(schema)) {
    for (const [name, member] of Object.entries(properties as Record<string, JsonSchema>)) {
      const path = before + name;
      if (found.has(path)) continue;
      const isRequired = required.includes(name) && member.default === undefined;
      found.set(path, { name: path, type: typeName(member), required: isRequired, description: member.description });
      if (depth >= deepest) continue;
      for (const inside of membersInside(member, path, depth + 1)) found.set(inside.name, inside);
    }
  }
  return [...found.values()];
}

function membersInside(schema: JsonSchema, path: string, depth: number): SchemaMember[] {
  return alternativesOf(schema).flatMap((one) => {
    if (one.type === "array" && one.items) return membersInside(one.items as JsonSchema, `${path}[]`, depth);
    return one.properties ? schemaMembers(one, `${path}.`, depth) : [];
  });
}

/** What a value is, in words. */
export function typeName(schema: JsonSchema): string {
  const names = alternativesOf(schema).flatMap((one) => {
    if (one.const !== undefined) return [JSON.stringify(one.const)];
    if (one.enum) return one.enum.map((value) => JSON.stringify(value));
    if (one.type === "array") return [`list of ${one.items ? typeName(one.items as JsonSchema) : "anything"}`];
    if (one.type === undefined) return one.properties ? ["object"] : [];
    const format = one.format ? ` (${one.format})` : "";
    return [one.type].flat().map((type) => `${type}${format}`);
  });
  return names.length === 0 ? "anything" : [...new Set(names)].join(" or ");
}

/** The schema itself, or what it may be one of. */
function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const among = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])] as JsonSchema[];
  return among.length === 0 ? [schema] : [...(schema.properties ? [schema] : []), ...among.flatMap(alternativesOf)];
}
