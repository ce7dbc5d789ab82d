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
  /**
   * The revision that the caller read before it changes the entry; `undefined` when it changes any. A service compares it in the
   * transaction of the change (revision_conflict), because a comparison before it would miss a change in between.
   */
  ifMatch: string | undefined;
  /** Aborted when the caller is gone or lost the permission, so that a stream that waits for something new can end. */
  signal: AbortSignal;
  /** For an operation that needs one by its input only. Errors: fresh_sign_in_required. */
  requireFreshSignIn(): void;
  /** Adds to the audit event, which is written when the operation is over. */
  note(about: OperationTarget, facts?: OperationFacts): void;
}

interface OperationFrame<Input extends z.ZodType, Output extends z.ZodType> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /admin/api/v1, with `{name}` for a member of `input`. */
  readonly path: `/${string}`;
  readonly permission: Permission;
  /**
   * Beside `permission` it needs all others, because with it the actor could sign in as any person: a provider says who people
   * are.
   */
  readonly needsEverything?: true;
  /**
   * A person must have signed in within the last 15 minutes: each operation that changes something needs it, which are those with a
   * permission to write (admin-authorization.test.ts).
   */
  readonly needsFreshSignIn?: true;
  /** It ends nothing and gives back what was taken, if anything, so the command line asks no question before it. */
  readonly endsNothing?: true;
  /**
   * It changes an entry whose `output` has a `revision`: the API demands If-Match with it (RFC 9110 §13.1.1; RFC 6585 §3) and
   * `context.ifMatch` has it. Forms and commands pass the revision that they showed.
   */
  readonly changesRevision?: true;
  /** The operation that says what this one would end: the command line shows its answer before it asks. It takes some of its input. */
  readonly preview?: string;
  /**
   * Whether a call of an operation that may change something only reads, as a dry run does: the audit log says so, and the command
   * line asks no question before it.
   */
  onlyReads?(input: z.output<Input>): boolean;
  /**
   * It costs seconds of the process or the database: so many run at once in a process, and of an actor two at most (at-once.ts). More
   * are refused with rate_limited.
   */
  readonly atOnce?: number;
  /** One line, for the API's description and the command's help. */
  readonly summary: string;
  readonly input: Input;
  /** A member `revision` (text or a number) is also the entry's ETag. */
  readonly output: Output;
}

/** An operation with one answer. */
export interface AnswerOperation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends OperationFrame<Input, Output> {
  readonly stream?: undefined;
  // A method, so that operations of any input fit one table.
  run(context: OperationContext, input: z.output<Input>): Promise<z.input<Output>>;
}

/**
 * An operation whose answer is a stream of items, such as an export or a log that is followed: NDJSON or CSV over HTTP, lines at
 * the command line. `output` is the schema of one item; its members are the columns of CSV.
 *
 * `run` checks first, so that a failure is still answered as one, and resolves with the items. They are taken one by one as the caller
 * reads (back-pressure). When the caller leaves, `signal` is aborted and the iterator's `return` called.
 */
export interface StreamOperation<Input extends z.ZodType = z.ZodType, Output extends z.ZodObject = z.ZodObject>
  extends OperationFrame<Input, Output> {
  readonly stream: true;
  run(context: OperationContext, input: z.output<Input>): Promise<AsyncIterable<z.input<Output>>>;
}

/**
 * One thing that can be done or read: behind it pages, API and commands are the same.
 *
 * `input` takes the values of the path, the query and the body together. Text of a query or a command line is converted by the
 * schema (`z.coerce`). Times in `output` are RFC 3339 in UTC; what `output` doesn't name never leaves.
 */
export type Operation = AnswerOperation | StreamOperation;

/** Keeps the types of an operation's schemas. */
export function defineOperation<Input extends z.ZodType, Output extends z.ZodType>(
  operation: AnswerOperation<Input, Output>,
): AnswerOperation<Input, Output> {
  return operation;
}

/** The same for one whose answer is a stream. */
export function defineStream<Input extends z.ZodType, Item extends z.ZodObject>(
  operation: StreamOperation<Input, Item>,
): StreamOperation<Input, Item> {
  return operation;
}
