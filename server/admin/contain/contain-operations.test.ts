import { expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";

const began: string[] = [];
const services = {
  containment: {
    run: async (_: unknown, { signingKeys }: { signingKeys: string }) => {
      began.push(signingKeys);
      throw new Error("begun");
    },
  },
} as unknown as AdminServices;
const admin = createAdmin({ services, audit: { record: () => {}, flush: async () => {} } });

function contain(signingKeys: "keep" | "rotate" | "retire", ...scopes: string[]) {
  const actor = clientActor({ clientId: "ops", scopes, person: undefined });
  return admin.call(actor, "contain.run", { since: "2026-01-01T00:00:00Z", signingKeys, reason: "a test" });
}

it.each(["rotate", "retire"] as const)("refuses to %s signing keys to those who may not change them", async (keys) => {
  await expect(contain(keys, "portico.admin.contain")).rejects.toMatchObject({
    code: "admin_not_allowed",
    facts: { permission: "signing-keys.write" },
  });
  expect(began).toEqual([]);
  await expect(contain(keys, "portico.admin.contain", "portico.admin.signing-keys")).rejects.toThrow("begun");
  await expect(contain("keep", "portico.admin.contain")).rejects.toThrow("begun");
  expect(began.splice(0)).toEqual([keys, "keep"]);
});
