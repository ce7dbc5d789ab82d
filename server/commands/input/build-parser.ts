import yargs, { type Argv } from "yargs";
import type { ParsedOptions } from "./read-input.ts";
import { UsageError } from "./usage-error.ts";

/** One command as the parser needs it. */
export interface CommandEntry {
  words: readonly string[];
  /** `<id>` and `[name]` of its positionals. */
  positionals: string;
  summary: string;
  example: string;
  /** The names of positionals and options that it takes. */
  options: readonly string[];
  /** Adds positionals and options. */
  configure(parser: Argv): Argv;
  run(parsed: ParsedOptions): Promise<number>;
}

export interface ParserOptions {
  entries: readonly CommandEntry[];
  nouns: Readonly<Record<string, string>>;
  version: string;
  cells: number;
  /** Called with what the command line names, once. */
  chosen(entry: CommandEntry, parsed: ParsedOptions): void;
}

/** The parser of all commands. Errors, of parsing: UsageError. */
export function buildParser(args: readonly string[], options: ParserOptions): Argv {
  const parser = yargs([...args])
    .scriptName("portico")
    .locale("en")
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    })
    .usage("$0 <noun> <verb> [options]")
    .version(options.version)
    .help()
    .wrap(options.cells)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  addLevel(parser, options.entries, 0, options);
  return parser;
}

/** Adds the words at a depth, each with what lies below it. */
function addLevel(parser: Argv, entries: readonly CommandEntry[], depth: number, options: ParserOptions): void {
  for (const [word, below] of Map.groupBy(entries, ({ words }) => words[depth] ?? "")) {
    const whole = below.find(({ words }) => words.length === depth + 1);
    const longer = below.filter(({ words }) => words.length > depth + 1);
    if (whole) addCommand(parser, word, whole, options);
    if (longer.length > 0 && !whole) addGroup(parser, word, longer, depth, options);
  }
  parser.demandCommand(1, "A command is missing: --help lists what there is.");
}

function addGroup(
  parser: Argv,
  word: string,
  entries: readonly CommandEntry[],
  depth: number,
  options: ParserOptions,
): void {
  const described = depth === 0 ? options.nouns[word] : undefined;
  const only = entries.length === 1 ? entries[0]?.summary : undefined;
  parser.command(word, described ?? only ?? word, (inner) => {
    addLevel(inner, entries, depth + 1, options);
    return inner;
  });
}

function addCommand(parser: Argv, word: string, entry: CommandEntry, options: ParserOptions): void {
  const usage = `${word} ${entry.positionals}`.trim();
  parser.command(
    usage,
    entry.summary,
    (inner) => entry.configure(inner).example(`$0 ${entry.example}`, ""),
    (parsed) => options.chosen(entry, parsed),
  );
}
