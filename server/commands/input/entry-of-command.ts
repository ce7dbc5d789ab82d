import type { Argv, Options } from "yargs";
import type { Command, CommandValue } from "#server/commands/table/command.ts";
import type { CommandEntry } from "./build-parser.ts";

/** An operation's command for the parser, which asks for the values of those commands only that the command line may mean. */
export function entryOfCommand(command: Command, run: CommandEntry["run"]): CommandEntry {
  return {
    words: command.words,
    get positionals() {
      return command.positionals.map(({ name }) => `<${name}>`).join(" ");
    },
    summary: command.operation.summary,
    get example() {
      return exampleOf(command);
    },
    get options() {
      const own = [...command.positionals, ...command.options].map(({ name }) => name);
      return own.concat(Object.keys(commonOptionsOf(command)));
    },
    configure: (parser) => configure(parser, command),
    run,
  };
}

function configure(parser: Argv, command: Command): Argv {
  let configured = parser;
  for (const value of command.positionals) {
    configured = configured.positional(value.name, { type: "string", ...describedAs(value) });
  }
  for (const value of command.options) configured = configured.option(value.name, optionOf(value, command));
  for (const [name, option] of Object.entries(commonOptionsOf(command))) configured = configured.option(name, option);
  return configured;
}

function optionOf(value: CommandValue, { takesFile }: Command): Options {
  const shape: Options =
    value.kind === "boolean"
      ? { type: "boolean" }
      : { type: "string", requiresArg: true, ...(value.kind === "list" ? { array: true, nargs: 1 } : {}) };
  // What --file may have is asked for by the schema.
  const demanded = value.required && !takesFile;
  return {
    ...shape,
    ...describedAs(value),
    ...(value.choices && value.kind !== "boolean" ? { choices: value.choices } : {}),
    ...(value.default === undefined ? {} : { defaultDescription: String(JSON.stringify(value.default)) }),
    ...(demanded ? { demandOption: true } : {}),
  };
}

function describedAs({ description, isPerson, kind }: CommandValue): { description?: string } {
  const more = [
    description,
    isPerson ? "A person: id, address or provider:subject." : undefined,
    kind === "json" ? "JSON." : undefined,
    kind === "list" ? "Can be repeated." : undefined,
  ].filter((text) => text !== undefined);
  return more.length > 0 ? { description: more.join(" ") } : {};
}

/** The options that are not of the input. */
export function commonOptionsOf({
  operation,
  takesFile,
  isDestructive,
  isList,
  isStream,
}: Command): Record<string, Options> {
  return {
    ...(takesFile
      ? { file: { type: "string", requiresArg: true, description: "JSON with the input; - is standard input." } }
      : {}),
    ...(operation.changesRevision
      ? { "if-match": { type: "string", requiresArg: true, description: "Only if the entry still has this revision." } }
      : {}),
    ...(isDestructive ? { yes: { type: "boolean", description: "Without a question." } } : {}),
    ...(isList ? { all: { type: "boolean", description: "All pages." } } : {}),
    ...(isList || isStream ? { jsonl: { type: "boolean", description: "JSON, a line an item." } } : {}),
    json: { type: "boolean", description: "JSON as the API answers." },
  };
}

const samples: Readonly<Record<string, string>> = { id: "ID" };

function exampleOf({ words, positionals, options, takesFile }: Command): string {
  const given = positionals.map(({ isPerson, name }) =>
    isPerson ? "ada@example.com" : (samples[name] ?? name.toUpperCase()),
  );
  const required = options.filter((option) => option.required);
  const asFile = takesFile && required.length > 3;
  const written = required.map((option) => `--${option.name} ${sampleOf(option)}`);
  return [...words, ...given, ...(asFile ? ["--file input.json"] : written)].join(" ");
}

function sampleOf({ choices, isPerson, name, kind }: CommandValue): string {
  if (isPerson) return "ada@example.com";
  return choices?.[0] ?? (kind === "number" ? "10" : kind === "json" ? "'{…}'" : name.toUpperCase());
}
