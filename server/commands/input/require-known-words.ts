import { nearestName } from "#server/config/nearest-name.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Checks the words before the first option, as far as they name a command.
 *
 * Errors: UsageError with the nearest word for one that leads nowhere.
 */
export function requireKnownWords(commands: readonly (readonly string[])[], args: readonly string[]): void {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const words = firstOption < 0 ? args : args.slice(0, firstOption);
  let among = commands;
  for (const [depth, word] of words.entries()) {
    // What follows a whole command are its positionals.
    if (among.some((one) => one.length === depth) && depth > 0) return;
    const below = among.filter((one) => one[depth] === word);
    if (below.length === 0) throw unknownWord(word, among, words.slice(0, depth));
    among = below;
  }
}

function unknownWord(word: string, commands: readonly (readonly string[])[], before: readonly string[]): UsageError {
  const known = [...new Set(commands.map((one) => one[before.length] ?? ""))];
  const nearest = nearestName(word, known);
  const place = before.length > 0 ? ` after "${before.join(" ")}"` : "";
  const fix = nearest ? `Did you mean "${nearest}"?` : `Known: ${known.join(", ")}.`;
  return new UsageError(`There is no command "${word}"${place}.`, fix);
}

/** Errors: UsageError with the nearest option for one that the command doesn't have. */
export function requireKnownOptions(args: readonly string[], known: readonly string[]): void {
  const end = args.indexOf("--");
  const given = (end < 0 ? args : args.slice(0, end)).filter((arg) => arg.startsWith("--"));
  const names = given.map((arg) => arg.slice(2).replace(/=.*$/s, ""));
  const wrong = names.find((name) => !known.includes(name) && !known.includes(name.replace(/^no-/, "")));
  if (wrong === undefined) return;
  const nearest = nearestName(wrong, known);
  const fix = nearest ? `Did you mean "--${nearest}"?` : "--help lists the options.";
  throw new UsageError(`There is no option "--${wrong}" here.`, fix);
}
