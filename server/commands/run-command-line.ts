import { InvalidInputError } from "#server/admin/invalid-input.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { problemOf, toAppError } from "#server/http/problem.ts";
import { buildParser, type CommandEntry } from "./input/build-parser.ts";
import { entryOfCommand } from "./input/entry-of-command.ts";
import { exitCodes } from "./input/exit-codes.ts";
import { ownEntries } from "./input/own-entries.ts";
import type { ParsedOptions } from "./input/read-input.ts";
import { requireKnownOptions, requireKnownWords } from "./input/require-known-words.ts";
import { UsageError } from "./input/usage-error.ts";
import { writtenOut } from "./input/written-out.ts";
import { failureLines } from "./output/failure-lines.ts";
import { type RunContext, runCommand } from "./run-command.ts";
import { administrationCommands } from "./table/administration-commands.ts";
import nouns from "./table/nouns.json" with { type: "json" };
import type { Terminal } from "./terminal.ts";

/** Runs a command line and returns its exit code. Never rejects. */
export async function runCommandLine(args: readonly string[], context: RunContext): Promise<number> {
  const words = writtenOut(args);
  try {
    return await parseAndRun(words, entriesOf(context), context);
  } catch (error) {
    return sayFailure(error, args, context.terminal);
  }
}

function entriesOf(context: RunContext): CommandEntry[] {
  const ofOperations = administrationCommands.map((command) =>
    entryOfCommand(command, (parsed) => runCommand(command, parsed, context)),
  );
  return [...ofOperations, ...ownEntries(context)];
}

async function parseAndRun(args: readonly string[], entries: readonly CommandEntry[], context: RunContext) {
  if (!args.some((arg) => arg.startsWith("--get-yargs-completions"))) requireFitting(args, entries);
  let chosen: { entry: CommandEntry; parsed: ParsedOptions } | undefined;
  const parser = buildParser(args, {
    entries,
    nouns,
    version: context.version,
    cells: Math.min(context.terminal.cells ?? 100, 100),
    chosen(entry, parsed) {
      chosen = { entry, parsed };
    },
  });
  await parser.parseAsync();
  if (!chosen) return exitCodes.done;
  requireNoSurplus(chosen.entry, chosen.parsed);
  return chosen.entry.run(chosen.parsed);
}

/** Errors: UsageError for a word or an option that doesn't exist, before the parser misses others. */
function requireFitting(args: readonly string[], entries: readonly CommandEntry[]): void {
  requireKnownWords(
    entries.map(({ words }) => words),
    args,
  );
  const entry = entries.find(({ words }) => words.every((word, index) => args[index] === word));
  if (entry) requireKnownOptions(args, [...entry.options, "help", "version"]);
}

function requireNoSurplus({ words }: CommandEntry, { _: given }: ParsedOptions): void {
  const surplus = Array.isArray(given) ? given.map(String).slice(words.length) : [];
  if (surplus.length > 0) throw new UsageError(`There is a word too many: ${surplus.join(" ")}.`);
}

function sayFailure(thrown: unknown, args: readonly string[], terminal: Terminal): number {
  if (thrown instanceof UsageError) {
    terminal.err(`portico: ${thrown.message}`);
    if (thrown.fix) terminal.err(`  ${thrown.fix}`);
    return exitCodes.usage;
  }
  const error = toAppError(thrown);
  if (args.includes("--json") || args.includes("--jsonl")) terminal.err(JSON.stringify(problemOf(error)));
  else for (const line of failureLines(error)) terminal.err(line);
  if (error.code === "internal_error") console.error(thrown);
  if (error instanceof InvalidInputError) return exitCodes.usage;
  return unavailable.has(error.code) ? exitCodes.unavailable : exitCodes.failed;
}

const unavailable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "invalid_settings",
  "database_in_use",
  "database_unavailable",
  "redis_unavailable",
  "migration_failed",
]);
