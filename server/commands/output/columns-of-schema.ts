import { type JsonSchema, membersOf, typesOf } from "#server/commands/table/json-schema.ts";
import type { Column } from "./table.ts";

/** The columns of an answer: its members, those of objects in it by their path. Lists of objects are not among them. */
export function columnsOfSchema(schema: JsonSchema, before: readonly string[] = []): Column[] {
  return [...membersOf(schema)].flatMap(([name, member]) => {
    const path = [...before, name];
    if (isTable(member)) return [];
    const inside = typesOf(member).has("object") ? columnsOfSchema(member, path) : [];
    return inside.length > 0 ? inside : [{ path, title: path.map(inWords).join(" ") }];
  });
}

/** The members that are lists of objects, which are printed as tables of their own. */
export function tablesOfSchema(schema: JsonSchema): readonly (readonly [name: string, rows: JsonSchema])[] {
  return [...membersOf(schema)].flatMap(([name, member]) =>
    isTable(member) && member.items ? [[name, member.items] as const] : [],
  );
}

function isTable({ items }: JsonSchema): boolean {
  return items !== undefined && membersOf(items).size > 0;
}

/** `redirectUris` as a title: `redirect uris`. */
export function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}
