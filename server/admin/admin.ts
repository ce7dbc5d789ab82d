import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AdminActor } from "./admin-actor.ts";
import type { OperationTarget } from "./operation.ts";
import type { OperationInput, OperationName, OperationOutput } from "./operations.ts";
import type { StreamType } from "./streams/stream-text.ts";

/** A sign-in counts as fresh for this long; destructive operations need one. */
export const freshSignInSeconds = 15 * 60;

/** What a call has besides its input. */
export interface CallOptions {
  /** The revision that was read, for an operation that changes it (`changesRevision`). */
  ifMatch?: string | undefined;
  /** Aborted when the caller of a stream is gone. */
  signal?: AbortSignal;
  /**
   * Runs the operation, or gives the output of the same request before. Called when permission, freshness and input have passed, so
   * that a repetition needs the same as the first request.
   */
  once?: ((run: () => Promise<unknown>) => Promise<OnceOutput>) | undefined;
}

export interface OnceOutput {
  output: unknown;
  /** Whether it was kept from the same request before. */
  replayed: boolean;
}

/** The administration, as pages, API and commands call it. */
export interface Admin {
  /** The person of a session as an administrator; `null` when none of their roles may do anything here. */
  actorOf(session: LiveSession): AdminActor | null;
  /** Whether roles let a person do anything here. */
  administers(roles: readonly string[]): boolean;
  /** Whether a person may do it now, permission alone; the operator and clients by their permissions. */
  mayCall(actor: AdminActor, name: OperationName): boolean;
  /**
   * Whether a person may give these roles, take them away, and disable, enable or delete a person who has them: all their permissions
   * are the actor's own.
   */
  reachesRoles(actor: AdminActor, roles: readonly string[]): boolean;
  /** Whether a client may do no more than the actor as its entry is now, so that the actor may change and enable it. */
  reachesClient(actor: AdminActor, entry: Readonly<Record<string, unknown>>): boolean;
  /**
   * Lets a page do what is no operation, such as the test of a provider, for those who may do the operation `like`; a refusal is
   * recorded as that of an operation.
   *
   * Errors: admin_not_allowed.
   */
  requireAllowed(actor: AdminActor, act: { name: string; like: OperationName }, target: OperationTarget): void;
  /** Whether `call` would ask for a fresh sign-in first. */
  needsFreshSignIn(actor: AdminActor, name: OperationName): boolean;
  /**
   * Does one thing: checks permission and freshness, validates, runs, and records an audit event for success and refusal. A stream
   * is recorded when it begins, and once more when it fails later. It ends with the actor's session, token, account or permission.
   *
   * Errors: admin_not_allowed; fresh_sign_in_required; too_many_streams; rate_limited; input_invalid (`InvalidInputError`, with `mistakes` by field); those of the
   *         operation, which are rows of the error table.
   */
  call<Name extends OperationName>(
    actor: AdminActor,
    name: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<OperationOutput<Name>>;
  /** The same for input that is not checked yet, by a name that may not exist (route_not_found). */
  callUnchecked(actor: AdminActor, name: string, input: unknown, options?: CallOptions): Promise<unknown>;
  /** A stream as lines of text, for a download from a page. */
  textOf(name: OperationName, items: AsyncIterable<unknown>, type: StreamType): AsyncIterable<string>;
}
