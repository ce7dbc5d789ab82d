import { type OperationOutput, operations } from "#server/admin/operations.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import type { Command } from "#server/commands/table/command.ts";
import { AppError } from "#server/errors/app-error.ts";
import { UsageError } from "./usage-error.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type FoundPerson = OperationOutput<"users.find">["items"][number];

/**
 * Puts the id in place of each person who is named by an address or provider:subject, and returns what to call them.
 *
 * Errors: admin_target_not_found; UsageError that lists all when several are known by a name.
 */
export async function namePeople(
  command: Command,
  input: Record<string, unknown>,
  connection: OperatorConnection,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { member, isPerson } of [...command.positionals, ...command.options]) {
    const given = input[member];
    if (!isPerson || typeof given !== "string") continue;
    const isId = uuid.test(given);
    // By id, only what is confirmed needs a name.
    if (isId && !command.isDestructive) continue;
    const people = await findPeople(given, connection);
    const [person] = people;
    if (isId && !person) continue;
    if (!person) throw new AppError("admin_target_not_found", { detail: `no person is known by ${given}` });
    if (people.length > 1) throw ambiguous(given, people);
    input[member] = person.id;
    names.set(member, callThem(person));
  }
  return names;
}

async function findPeople(name: string, connection: OperatorConnection): Promise<FoundPerson[]> {
  return operations["users.find"].output.parse(await connection.call("users.find", { name })).items;
}

function ambiguous(name: string, people: readonly FoundPerson[]): UsageError {
  const list = people.map((one) => `\n    ${callThem(one)}`).join("");
  return new UsageError(`Several people are known by ${name}:${list}`, "Name one by the id.");
}

function callThem({ id, displayName, email }: FoundPerson): string {
  const address = email === null ? "" : ` <${email}>`;
  return `${displayName ?? "(no name)"}${address} ${id}`;
}
