import type { CallOptions } from "#server/admin/admin.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { confirm } from "./input/confirm.ts";
import { exitCodes } from "./input/exit-codes.ts";
import { namePeople } from "./input/name-people.ts";
import { type ParsedOptions, readInput } from "./input/read-input.ts";
import { showPreview } from "./input/show-preview.ts";
import { printAnswer } from "./output/print-answer.ts";
import type { Command } from "./table/command.ts";
import type { Terminal } from "./terminal.ts";

export interface RunContext {
  terminal: Terminal;
  /** Portico's own. */
  version: string;
  /** Errors: InvalidSettingsError. */
  loadSettings(): Promise<LoadedSettings>;
  connect(): Promise<OperatorConnection>;
  readText(file: string): Promise<string>;
}

/** Runs one command and returns its exit code. Errors: UsageError; AppError of the operation. */
export async function runCommand(command: Command, parsed: ParsedOptions, context: RunContext): Promise<number> {
  const { terminal } = context;
  const input = await readInput(command, parsed, context.readText);
  const asks = command.isDestructive && !parsed["yes"] && !onlyReads(command, input);
  if (asks && !terminal.canAsk) return sayUnconfirmed(terminal);
  const connection = await context.connect();
  try {
    const people = await namePeople(command, input, connection);
    if (asks) await showPreview(command, input, connection, terminal);
    if (asks && !(await confirm(command, input, people, terminal))) {
      terminal.err("Nothing was done.");
      return exitCodes.notConfirmed;
    }
    const ifMatch = parsed["if-match"];
    const options: CallOptions = { signal: terminal.gone, ...(typeof ifMatch === "string" ? { ifMatch } : {}) };
    const call = (more: object) => connection.call(command.operationName, { ...input, ...more }, options);
    await printAnswer(command, call, parsed, terminal);
    return exitCodes.done;
  } finally {
    await connection.close();
  }
}

/** Whether the input says that the operation changes nothing, as a dry run does. A mistake in the input is left to the operation. */
function onlyReads({ operation }: Command, input: Readonly<Record<string, unknown>>): boolean {
  const { success, data } = operation.input.safeParse(input);
  return success && operation.onlyReads?.(data) === true;
}

function sayUnconfirmed(terminal: Terminal): number {
  terminal.err("portico: This ends or gives away something, and there is no terminal to ask at. Nothing was done.");
  terminal.err("  Add --yes to do it without a question.");
  return exitCodes.notConfirmed;
}
