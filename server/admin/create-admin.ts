import type { AuditLog } from "#server/audit/audit-event.ts";
import { nowSeconds as processSeconds } from "#server/clock.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { personActor } from "./actors.ts";
import { type Admin, type CallOptions, freshSignInSeconds } from "./admin.ts";
import type { AdminActor } from "./admin-actor.ts";
import type { AdminServices } from "./admin-services.ts";
import { createAtOnce } from "./at-once.ts";
import { isWithinReach } from "./clients/require-own-reach.ts";
import { InvalidInputError, inputMistakes } from "./invalid-input.ts";
import type { Operation, OperationFacts, OperationTarget } from "./operation.ts";
import { findOperation, type OperationTable, operations } from "./operations.ts";
import { permissionsOf } from "./permissions.ts";
import { hasEverything, requireEverything } from "./require-everything.ts";
import { requirePermission } from "./require-permission.ts";
import { permissionBeyond } from "./roles/require-own-roles.ts";
import { checkedItems } from "./streams/checked-items.ts";
import { createOpenStreams } from "./streams/open-streams.ts";
import { streamText } from "./streams/stream-text.ts";

export interface AdminDeps {
  services: AdminServices;
  audit: AuditLog;
  /** A session as of now; without it, what a person leaves open (a stream) ends at once. */
  findSession?: (sessionId: string) => Promise<LiveSession | null>;
  /** The permissions that the settings give to one of the operator's roles. */
  permissionsOfRole?: (role: string) => readonly string[];
  nowSeconds?: () => number;
  /** Other operations than the portal's, for tests. */
  table?: OperationTable;
}

export function createAdmin(deps: AdminDeps): Admin {
  const { services, audit, permissionsOfRole, nowSeconds = processSeconds, table = operations } = deps;

  const openStreams = createOpenStreams();
  const atOnce = createAtOnce();

  function isFresh({ signedInAtSeconds }: AdminActor): boolean {
    return signedInAtSeconds === undefined || nowSeconds() - signedInAtSeconds <= freshSignInSeconds;
  }

  /** Errors: fresh_sign_in_required. */
  function requireFresh(actor: AdminActor): void {
    if (!isFresh(actor)) throw new AppError("fresh_sign_in_required", { facts: { max_age: freshSignInSeconds } });
  }

  /** Errors: admin_not_allowed, fresh_sign_in_required, input_invalid. */
  function checked(actor: AdminActor, operation: Operation, input: unknown): unknown {
    requireMay(actor, operation);
    if (operation.needsFreshSignIn) requireFresh(actor);
    const parsed = operation.input.safeParse(input);
    if (!parsed.success) throw new InvalidInputError(inputMistakes(parsed.error.issues));
    return parsed.data;
  }

  /** Writes the audit event of one call, of which the operation says more while it runs. */
  function eventOf(
    { name: actorName, clientId: client, systemUser }: AdminActor,
    name: string,
    { permission }: Operation,
  ) {
    const by = {
      ...(client === undefined ? {} : { client }),
      ...(systemUser === undefined ? {} : { system_user: systemUser }),
    };
    let target: OperationTarget = {};
    let facts: OperationFacts = {};
    // By the permission, because a preview is a POST.
    let isRead = permission.endsWith(".read");
    return {
      noteRead() {
        isRead = true;
      },
      note(about: OperationTarget, more: OperationFacts = {}) {
        target = { ...target, ...about };
        facts = { ...facts, ...more };
      },
      record(outcome: "success" | "failure", more: OperationFacts = {}) {
        const done = isRead ? "admin.read" : "admin.changed";
        const type = refusals.has(more["code"]) ? "admin.refused" : done;
        const details = { operation: name, ...by, ...facts, ...more };
        audit.record({ type, outcome, actor: actorName, ...target, details });
      },
    };
  }

  async function callUnchecked(actor: AdminActor, name: string, input: unknown, options: CallOptions = {}) {
    const operation = requireOperation(name, table);
    const event = eventOf(actor, name, operation);
    const failed = (error: unknown) => event.record("failure", { code: toAppError(error).code });
    const { ifMatch, once, signal = new AbortController().signal } = options;
    const requireFreshSignIn = () => requireFresh(actor);
    const context = { actor, services, ifMatch, signal, requireFreshSignIn, note: event.note };

    async function recorded<T>(run: (given: unknown) => Promise<T>): Promise<T> {
      try {
        const given = checked(actor, operation, input);
        if (operation.onlyReads?.(given)) event.noteRead();
        const output = await run(given);
        event.record("success");
        return output;
      } catch (error) {
        failed(error);
        throw error;
      }
    }

    if (operation.stream) {
      const reader = { actor, permission: operation.permission, signal };
      const items = await recorded((given) =>
        openStreams.open(reader, (over) => operation.run({ ...context, signal: over }, given)),
      );
      return checkedItems(items, operation.output, failed);
    }
    return recorded(async (given) => {
      const runOnce = async () => operation.output.parse(await operation.run(context, given));
      const most = operation.atOnce;
      const run = most === undefined ? runOnce : () => atOnce.run(actor, { name, most }, runOnce);
      if (!once) return run();
      const { output, replayed } = await once(run);
      if (replayed) event.note({}, { replayed });
      return output;
    });
  }

  return {
    actorOf: (session) => personActor(session, permissionsOfRole, deps.findSession),
    administers: (roles) => permissionsOf(roles, permissionsOfRole).size > 0,
    mayCall(actor, name) {
      const { permission, needsEverything } = operations[name] satisfies Operation as Operation;
      return actor.permissions.has(permission) && (needsEverything !== true || hasEverything(actor));
    },
    requireAllowed(actor, { name, like }, target) {
      const operation = requireOperation(like, table);
      try {
        requireMay(actor, operation);
      } catch (error) {
        const event = eventOf(actor, name, operation);
        event.note(target);
        event.record("failure", { code: toAppError(error).code });
        throw error;
      }
    },
    reachesRoles: (actor, roles) => permissionBeyond(actor, roles, permissionsOfRole) === undefined,
    reachesClient: isWithinReach,
    needsFreshSignIn: (actor, name) => operations[name].needsFreshSignIn === true && !isFresh(actor),
    call: callUnchecked as Admin["call"],
    callUnchecked,
    textOf(name, items, type) {
      const operation = requireOperation(name, table);
      if (!operation.stream) throw new AppError("internal_error", { detail: `${name} is no stream` });
      return streamText(items, operation.output, type);
    },
  };
}

/** Errors: admin_not_allowed. */
function requireMay(actor: AdminActor, { permission, needsEverything }: Operation): void {
  requirePermission(actor, permission);
  if (needsEverything) requireEverything(actor);
}

/** Errors: route_not_found. */
function requireOperation(name: string, table: OperationTable): Operation {
  const operation = findOperation(name, table);
  if (!operation) throw new AppError("route_not_found");
  return operation;
}

const refusals: ReadonlySet<unknown> = new Set(["admin_not_allowed", "fresh_sign_in_required"]);
