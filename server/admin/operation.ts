import type { z } from "zod";
import type { AdminActor } from "./admin-actor.ts";
import type { AdminServices } from "./admin-services.ts";
import type { Permission } from "./permissions.ts";

/** Whom or what an operation is about, for the audit event. */
export interface OperationTarget {
  userId?: string;
  sessionId?: string;
  clientId?: string;
  providerId?: string;
}

/** Facts of the audit event: short and public, before and after a change. Never a secret. */
export type OperationFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface OperationContext {
  actor: AdminActor;
  services: AdminServices;
  /** Adds to the audit event, which is written when the operation is over. */
  note(about: OperationTarget, facts?: OperationFacts): void;
}

/**
 * One thing that can be done or read: behind it pages, API and commands are the same.
 *
 * `input` takes the values of the path, the query and the body together. Text of a query or a command line is converted by the
 * schema (`z.coerce`). Times in `output` are RFC 3339 in UTC; what `output` doesn't name never leaves.
 */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /admin/api/v1, with `{name}` for a member of `input`. */
  readonly path: `/${string}`;
  readonly permission: Permission;
  /** It ends or gives away something: a person must have signed in within the last 15 minutes. */
  readonly needsFreshSignIn?: true;
  /** One line, for the API's description and the command's help. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  // A method, so that operations of any input fit one table.
  run(context: OperationContext, input: z.output<Input>): Promise<z.input<Output>>;
}

/** Keeps the types of an operation's schemas. */
export function defineOperation<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return operation;
}
