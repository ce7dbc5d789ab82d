import type { AuditLog } from "#server/audit/audit-event.ts";
import { nowSeconds as processSeconds } from "#server/clock.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";
import { personActor } from "./actors.ts";
import { type Admin, freshSignInSeconds } from "./admin.ts";
import type { AdminActor } from "./admin-actor.ts";
import type { AdminServices } from "./admin-services.ts";
import { InvalidInputError, inputMistakes } from "./invalid-input.ts";
import type { Operation, OperationFacts, OperationTarget } from "./operation.ts";
import { findOperation, operations } from "./operations.ts";

export interface AdminDeps {
  services: AdminServices;
  audit: AuditLog;
  /** The permissions that the settings give to one of the operator's roles. */
  permissionsOfRole?: (role: string) => readonly string[];
  nowSeconds?: () => number;
}

export function createAdmin(deps: AdminDeps): Admin {
  const { services, audit, permissionsOfRole, nowSeconds = processSeconds } = deps;

  function isFresh({ signedInAtSeconds }: AdminActor): boolean {
    return signedInAtSeconds === undefined || nowSeconds() - signedInAtSeconds <= freshSignInSeconds;
  }

  /** Errors: admin_not_allowed, fresh_sign_in_required, input_invalid. */
  function checked(actor: AdminActor, operation: Operation, input: unknown): unknown {
    if (!actor.permissions.has(operation.permission)) {
      throw new AppError("admin_not_allowed", { facts: { permission: operation.permission } });
    }
    if (operation.needsFreshSignIn && !isFresh(actor)) {
      throw new AppError("fresh_sign_in_required", { facts: { max_age: freshSignInSeconds } });
    }
    const parsed = operation.input.safeParse(input);
    if (!parsed.success) throw new InvalidInputError(inputMistakes(parsed.error.issues));
    return parsed.data;
  }

  async function callUnchecked(actor: AdminActor, name: string, input: unknown): Promise<unknown> {
    const operation = findOperation(name);
    if (!operation) throw new AppError("route_not_found");
    let target: OperationTarget = {};
    let facts: OperationFacts = {};
    const note = (about: OperationTarget, more: OperationFacts = {}) => {
      target = { ...target, ...about };
      facts = { ...facts, ...more };
    };
    const record = (outcome: "success" | "failure", more: OperationFacts = {}) => {
      const done = operation.method === "GET" ? "admin.read" : "admin.changed";
      const type = refusals.has(more["code"]) ? "admin.refused" : done;
      const { name: actorName, clientId: client } = actor;
      const details = { operation: name, ...(client === undefined ? {} : { client }), ...facts, ...more };
      audit.record({ type, outcome, actor: actorName, ...target, details });
    };
    let output: unknown;
    try {
      output = await operation.run({ actor, services, note }, checked(actor, operation, input));
    } catch (error) {
      record("failure", { code: toAppError(error).code });
      throw error;
    }
    record("success");
    return operation.output.parse(output);
  }

  return {
    actorOf: (session) => personActor(session, permissionsOfRole),
    mayCall: (actor, name) => actor.permissions.has(operations[name].permission),
    needsFreshSignIn: (actor, name) => operations[name].needsFreshSignIn === true && !isFresh(actor),
    call: callUnchecked as Admin["call"],
    callUnchecked,
  };
}

const refusals: ReadonlySet<unknown> = new Set(["admin_not_allowed", "fresh_sign_in_required"]);
