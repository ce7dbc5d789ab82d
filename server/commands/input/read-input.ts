import type { Command, CommandValue } from "#server/commands/table/command.ts";
import { UsageError } from "./usage-error.ts";

/** Parsed words of a command line by their names. */
export type ParsedOptions = Readonly<Record<string, unknown>>;

/**
 * The input of an operation: what `--file` says, then options and positionals over it.
 *
 * Errors: UsageError for JSON that can't be read, an option given twice.
 */
export async function readInput(
  command: Command,
  parsed: ParsedOptions,
  readText: (file: string) => Promise<string>,
): Promise<Record<string, unknown>> {
  const { file } = parsed;
  const input = typeof file === "string" ? parseObject(await readText(file), file) : {};
  for (const value of [...command.options, ...command.positionals]) {
    const given = parsed[value.name];
    if (given === undefined) continue;
    const { within, member } = value;
    if (within === undefined) input[member] = givenValue(value, given);
    else input[within] = { ...objectIn(input, within), [member]: givenValue(value, given) };
  }
  return input;
}

/** What `--file` or an option says of an object so far. */
function objectIn(input: Readonly<Record<string, unknown>>, member: string): object {
  const value = input[member];
  return typeof value === "object" && value !== null ? value : {};
}

function givenValue({ kind, name }: CommandValue, given: unknown): unknown {
  if (kind === "list") return [given].flat().map(String);
  if (Array.isArray(given)) throw new UsageError(`--${name} is given more than once.`);
  if (kind === "boolean") return given;
  const text = String(given);
  if (kind === "json") return parseJson(text, `--${name}`);
  // What is no number is left to the schema, which says so in the same words as for the API.
  return kind === "number" && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function parseObject(text: string, file: string): Record<string, unknown> {
  const place = file === "-" ? "standard input" : file;
  const value = parseJson(text, place);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`${place} has to be a JSON object.`);
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's message, because it quotes the text, which may be a secret.
    throw new UsageError(`${place} is no JSON.`);
  }
}
