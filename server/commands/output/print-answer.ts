import { z } from "zod";
import { isAsyncIterable } from "#server/command-socket/answer-call.ts";
import type { ParsedOptions } from "#server/commands/input/read-input.ts";
import type { Command } from "#server/commands/table/command.ts";
import { type JsonSchema, jsonSchemaOf } from "#server/commands/table/json-schema.ts";
import type { Terminal } from "#server/commands/terminal.ts";
import { answerLines } from "./answer-lines.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import { plainText } from "./plain-text.ts";

/** Asks the operation, with more members than its input has. */
type Call = (more: object) => Promise<unknown>;

const pageShape = z.object({ items: z.array(z.unknown()), next: z.string().nullable() });

/** Asks and prints: for people, or as JSON exactly as the API answers. */
export async function printAnswer(
  command: Command,
  call: Call,
  parsed: ParsedOptions,
  terminal: Terminal,
): Promise<void> {
  const schema = jsonSchemaOf(command.operation.output, "output");
  if (command.isStream) return printStream(await call({}), schema, parsed, terminal);
  if (command.isList) return printList(call, schema, parsed, terminal);
  const answer = await call({});
  const lines = parsed["json"] ? [toJson(answer)] : answerLines(answer, schema, terminal.cells);
  for (const line of lines) await terminal.out(line);
}

async function printList(call: Call, schema: JsonSchema, parsed: ParsedOptions, terminal: Terminal): Promise<void> {
  const { all, json, jsonl } = parsed;
  let page = pageShape.parse(await call({}));
  const gathered: unknown[] = [];
  for (;;) {
    if (jsonl) for (const item of page.items) await terminal.out(JSON.stringify(item));
    else if (json) gathered.push(...page.items);
    else for (const line of answerLines(page, schema, terminal.cells)) await terminal.out(line);
    if (!all || page.next === null || terminal.gone.aborted) break;
    page = pageShape.parse(await call({ after: page.next }));
  }
  if (json && !jsonl) await terminal.out(toJson({ ...page, items: gathered }));
  else if (page.next !== null && !jsonl) terminal.err(`More: --after ${page.next} or --all`);
}

async function printStream(
  items: unknown,
  schema: JsonSchema,
  parsed: ParsedOptions,
  terminal: Terminal,
): Promise<void> {
  const columns = columnsOfSchema(schema);
  if (!isAsyncIterable(items)) throw new Error("the operation answered no stream");
  for await (const item of items) {
    if (terminal.gone.aborted) break;
    await terminal.out(parsed["json"] || parsed["jsonl"] ? JSON.stringify(item) : itemLine(item, columns));
  }
}

/** An event in one line: the values in the order of the schema, with names where they are not the first three. */
function itemLine(item: unknown, columns: ReturnType<typeof columnsOfSchema>): string {
  return columns
    .map(({ path, title }, index) => {
      const text = plainText(path.reduce<unknown>(member, item));
      return text === "" ? "" : index < 3 ? text : `${title}=${text}`;
    })
    .filter((text) => text !== "")
    .join("  ");
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
