import { findOperation } from "#server/admin/operations.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import { answerLines } from "#server/commands/output/answer-lines.ts";
import type { Command } from "#server/commands/table/command.ts";
import { jsonSchemaOf, membersOf } from "#server/commands/table/json-schema.ts";
import type { Terminal } from "#server/commands/terminal.ts";

/**
 * Before the question: what the command would do, where its noun has a `preview` for its `run`. The preview gets the members of the
 * input that it takes.
 */
export async function showPreview(
  { operationName }: Command,
  input: Readonly<Record<string, unknown>>,
  connection: OperatorConnection,
  terminal: Terminal,
): Promise<void> {
  const [noun, verb] = operationName.split(".");
  const name = `${noun}.preview`;
  const preview = verb === "run" ? findOperation(name) : undefined;
  if (!preview) return;
  const taken = membersOf(jsonSchemaOf(preview.input, "input"));
  const given = Object.fromEntries(Object.entries(input).filter(([member]) => taken.has(member)));
  const answer = await connection.call(name, given);
  for (const line of answerLines(answer, jsonSchemaOf(preview.output, "output"), terminal.cells))
    terminal.err(`  ${line}`);
}
