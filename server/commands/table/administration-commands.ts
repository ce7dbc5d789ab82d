import { operations } from "#server/admin/operations.ts";
import type { Command } from "./command.ts";
import { commandOfOperation } from "./command-of-operation.ts";

/** A command for every operation of the administration. */
export const administrationCommands: readonly Command[] = Object.entries(operations).map(([name, operation]) =>
  commandOfOperation(name, operation),
);
