import { plainText } from "#server/commands/output/plain-text.ts";
import type { Command } from "#server/commands/table/command.ts";
import type { Terminal } from "#server/commands/terminal.ts";

/** Says what will happen and asks. Only `y` and `yes` mean yes. */
export async function confirm(
  command: Command,
  input: Readonly<Record<string, unknown>>,
  people: ReadonlyMap<string, string>,
  terminal: Terminal,
): Promise<boolean> {
  terminal.err(`${command.operation.summary}.`);
  for (const { member, name, within } of [...command.positionals, ...command.options]) {
    // Fields are said with the object that they are in.
    if (within !== undefined || input[member] === undefined) continue;
    terminal.err(`  ${name}: ${plainText(people.get(member) ?? input[member])}`);
  }
  const answer = await terminal.ask("Go on? [y/N] ");
  return /^y(es)?$/i.test(answer.trim());
}
