import { type JsonSchema, membersOf } from "#server/commands/table/json-schema.ts";
import { columnsOfSchema, inWords, tablesOfSchema } from "./columns-of-schema.ts";
import { plainText } from "./plain-text.ts";
import { recordLines, tableLines } from "./table.ts";

/** An answer for people: a table for a list, else a line a member, then a table for each list in it. */
export function answerLines(answer: unknown, schema: JsonSchema, cells: number | undefined): string[] {
  if (typeof answer !== "object" || answer === null) return [plainText(answer)];
  const values: Readonly<Record<string, unknown>> = { ...answer };
  const tables = tablesOfSchema(schema).map(([name, rows]) => {
    const items = values[name];
    return { name, items: Array.isArray(items) ? items : [], rows };
  });
  const isList = membersOf(schema).has("items");
  const own = columnsOfSchema(schema).filter(({ path }) => path[0] !== "next" || !isList);
  const lines = recordLines(answer, own);
  for (const { name, items, rows } of tables) {
    const isMain = isList && name === "items";
    if (items.length === 0 && !isMain) continue;
    if (!isMain) lines.push("", `${inWords(name)}:`);
    lines.push(...(items.length === 0 ? ["(none)"] : tableLines(items, columnsOfSchema(rows), cells)));
  }
  return lines;
}
