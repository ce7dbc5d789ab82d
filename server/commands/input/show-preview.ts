import { findOperation } from "#server/admin/operations.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import { answerLines } from "#server/commands/output/answer-lines.ts";
import type { Command } from "#server/commands/table/command.ts";
import { jsonSchemaOf, membersOf } from "#server/commands/table/json-schema.ts";
import type { Terminal } from "#server/commands/terminal.ts";

/**
 * Before the question: what the command would do, by the operation that it names as its `preview`. The preview gets the members of
 * the input that it takes.
 */
export async function showPreview(
  { operation }: Command,
  input: Readonly<Record<string, unknown>>,
  connection: OperatorConnection,
  terminal: Terminal,
): Promise<void> {
  const name = operation.preview;
  const preview = name === undefined ? undefined : findOperation(name);
  if (name === undefined || !preview) return;
  const taken = membersOf(jsonSchemaOf(preview.input, "input"));
  const given = Object.fromEntries(Object.entries(input).filter(([member]) => taken.has(member)));
  const answer = await connection.call(name, given);
  for (const line of answerLines(answer, jsonSchemaOf(preview.output, "output"), terminal.cells))
    terminal.err(`  ${line}`);
}
