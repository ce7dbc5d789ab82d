import { expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { OperationContext } from "#server/admin/operation.ts";
import { requireOwnRoles } from "./require-own-roles.ts";

const services = { roles: { permissionsOf: (role: string) => (role === "desk" ? ["users.write"] : []) } };
const by = (...scopes: string[]) => ({
  services: services as unknown as OperationContext["services"],
  actor: clientActor({ clientId: "ops", scopes, person: undefined }),
});

it("lets an actor give roles whose permissions are all its own", () => {
  expect(() => requireOwnRoles(by("portico.admin.users"), ["desk", "editor"])).not.toThrow();
  expect(() => requireOwnRoles(by("portico.admin"), ["admin"])).not.toThrow();
  expect(() => requireOwnRoles(by("portico.admin.invitations"), [])).not.toThrow();
});

it.each([["admin"], ["auditor"], ["desk"]])("refuses the role %s to an actor with fewer permissions", (role) => {
  const actor = by("portico.admin.invitations", "portico.admin.roles");
  expect(() => requireOwnRoles(actor, ["editor", role])).toThrow(
    expect.objectContaining({ code: "admin_not_allowed" }),
  );
});
