import { expect, it } from "vitest";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { AppError } from "#server/errors/app-error.ts";
import { operatorActor } from "./actors.ts";
import type { AdminServices } from "./admin-services.ts";
import { exampleOf, schemaOf } from "./api/openapi/json-schemas.ts";
import { parameterNames } from "./api/operation-routes.ts";
import { createAdmin } from "./create-admin.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";

function refuse(): never {
  throw new AppError("admin_target_not_found");
}
const refusing = (): unknown => new Proxy(refuse, { get: () => refusing() });
/** Each service refuses whatever it is asked. */
const services = new Proxy({}, { get: () => refusing() }) as AdminServices;
const recorded: AuditEntry[] = [];
const admin = createAdmin({
  services,
  audit: { record: (event) => void recorded.push(event), flush: async () => {} },
  findSession: async () => null,
});

/** What an example of the schema doesn't say. */
const more: Readonly<Record<string, object>> = {
  "roles.assign": { group: "corp:editors" },
  "roles.remove": { group: "corp:editors" },
  "audit.get": { id: "12345" },
  "invitations.revoke": { id: "12345" },
};
/** Its text may be a whole page that was pasted, so what was found in it is named only. */
const pasted = "explain.reference";
const withTarget = Object.entries<Operation>(operations).filter(
  ([name, { path }]) => path.includes("{") && name !== pasted,
);

it.each(withTarget)("%s names its target in the audit log, also when it fails", async (name, operation) => {
  const input = { ...(exampleOf(schemaOf(operation.input, "input")) as object), ...more[name] } as Record<
    string,
    string
  >;
  recorded.length = 0;
  await expect(admin.callUnchecked(operatorActor(), name, input)).rejects.toMatchObject({
    code: "admin_target_not_found",
  });
  const [event] = recorded;
  const values = JSON.stringify({ ...event, details: { ...event?.details, operation: "", code: "" } });
  for (const member of parameterNames(operation.path)) expect(values).toContain(`"${input[member]}"`);
});
