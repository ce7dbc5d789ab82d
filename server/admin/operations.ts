import type { z } from "zod";
import type { Operation } from "./operation.ts";
import { systemOperations } from "./system/system-operations.ts";
import { usersOperations } from "./users/users-operations.ts";

/**
 * Everything that the administration can do, by name: `{noun}.{verb}`. The API's routes, its description, the commands and the
 * tests of who may do what are made from this table.
 */
export const operations = {
  ...usersOperations,
  ...systemOperations,
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = z.input<(typeof operations)[Name]["input"]>;
export type OperationOutput<Name extends OperationName> = z.output<(typeof operations)[Name]["output"]>;

export function findOperation(name: string): Operation | undefined {
  const table: Readonly<Record<string, Operation>> = operations;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
