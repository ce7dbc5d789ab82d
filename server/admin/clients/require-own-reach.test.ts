import { describe, expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { OperationContext } from "#server/admin/operation.ts";
import { requireOwnReach } from "./require-own-reach.ts";

const present = new Map([
  ["plain", ["openid"]],
  ["robot", ["portico.admin.users"]],
]);
const services = {
  managedCatalog: { clients: { find: async (id: string) => ({ entry: { scopes: present.get(id) ?? [] } }) } },
} as unknown as OperationContext["services"];
const by = (...scopes: string[]) => ({ services, actor: clientActor({ clientId: "ops", scopes, person: undefined }) });

describe("who may change clients", () => {
  it("gives a client scopes of the administration as far as their own permissions go", async () => {
    await requireOwnReach(by("portico.admin.clients"), undefined, { scopes: ["openid", "calendar:read"] });
    await requireOwnReach(by("portico.admin.clients"), "plain", { scopes: ["portico.admin.clients.read"] });
    await requireOwnReach(by("portico.admin"), "robot", { scopes: ["portico.admin"] });
  });

  it.each([
    ["makes one that may do more", undefined, { scopes: ["portico.admin"] }],
    ["gives one more than they may do", "plain", { scopes: ["portico.admin.users.read"] }],
    ["changes another field of one that may do more", "robot", { redirectUris: ["https://evil.example/"] }],
    ["takes the scopes of one that may do more", "robot", { scopes: [] }],
    ["makes a secret of one that may do more", "robot", undefined],
  ])("is refused who %s", async (_, clientId, given) => {
    const call = requireOwnReach(by("portico.admin.clients"), clientId, given);
    await expect(call).rejects.toMatchObject({ code: "admin_not_allowed" });
  });
});
