import { beforeAll, describe, expect, it } from "vitest";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { operatorActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import type { AuditEntry, AuditLog } from "#server/audit/audit-event.ts";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { testRoles } from "#tests/support/test-roles.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const userId = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
const settings = testSettings({
  providers: [{ id: "corp", type: "oidc", issuer: "https://corp.example", clientId: "x", groupsClaim: "groups" }],
  roles: { editor: {}, keeper: { permissions: ["roles.read", "roles.write"] }, support: { groups: ["corp:desk"] } },
});

describe("roles in the administration", () => {
  let database: Database;
  let roles: RoleService;
  let admin: Admin;
  const recorded: AuditEntry[] = [];
  const audit: AuditLog = { record: (entry) => void recorded.push(entry), flush: async () => {} };

  beforeAll(async () => {
    database = await openEmbeddedTestDatabase();
    roles = testRoles(database, settings, audit);
    // Its list is not reached.
    const invitations = {} as AdminServices["invitations"];
    const services = { roles, invitations } satisfies Partial<AdminServices> as unknown as AdminServices;
    admin = createAdmin({
      services,
      permissionsOfRole: roles.permissionsOf,
      findSession: async () => null,
      audit,
      nowSeconds: () => 1000,
    });
    const identity = { id: userId, providerId: "corp", issuer: "https://corp.example", subject: "ada" };
    await database.prisma.user.create({ data: { id: userId, displayName: "Ada", identities: { create: identity } } });
    return () => database.close();
  });

  function person(role: string) {
    const session = { id: "s", userId, roles: [role], authTimeSeconds: 990 } as unknown as LiveSession;
    const actor = admin.actorOf(session);
    if (!actor) throw new Error(`${role} has no permission`);
    return actor;
  }

  it("are listed with their origin, groups and permissions", async () => {
    const { items } = await admin.call(person("auditor"), "roles.list", {});
    expect(items.map(({ name, origin }) => `${name} ${origin}`)).toEqual([
      "admin built-in",
      "auditor built-in",
      "support built-in",
      "editor settings",
      "keeper settings",
    ]);
    expect(items[2]).toMatchObject({ groups: ["corp:desk"], permissions: expect.arrayContaining(["sessions.write"]) });
    expect(items[4]?.permissions).toEqual(["roles.read", "roles.write"]);
  });

  it("are assigned, listed with who did it, and removed", async () => {
    const boss = person("admin");
    const ofAda = { role: "editor", userId };
    const noOther = { group: null, awaited: null };
    expect(await admin.call(boss, "roles.assign", ofAda)).toEqual({ ...ofAda, ...noOther, isNew: true });
    await admin.call(operatorActor(), "roles.assign", { role: "support", group: "corp:help" });
    await admin.call(operatorActor(), "roles.assign", { role: "editor", person: "Grace@Example.com" });
    const { items, next } = await admin.call(boss, "roles.assignments", {});
    expect(items).toMatchObject([
      { ...ofAda, displayName: "Ada", assignedBy: `user:${userId}` },
      { role: "support", group: "corp:help", assignedBy: "operator" },
      { role: "editor", awaited: "grace@example.com" },
    ]);
    expect(next).toBeNull();
    expect(await admin.call(boss, "roles.remove", ofAda)).toEqual({ ...ofAda, ...noOther, wasAssigned: true });
    expect(await admin.call(boss, "roles.remove", ofAda)).toEqual({ ...ofAda, ...noOther, wasAssigned: false });
  });

  it("are listed from a cursor that the list gave", async () => {
    for (const after of ["x", "", "1 OR 1"]) {
      const refused = admin.call(operatorActor(), "roles.assignments", { after });
      await expect(refused).rejects.toMatchObject({ code: "cursor_invalid" });
    }
    await expect(admin.call(operatorActor(), "invitations.list", { after: "x" })).rejects.toMatchObject({
      code: "cursor_invalid",
    });
  });

  it("are refused to an actor who lacks a permission of the role", async () => {
    const keeper = person("keeper");
    await admin.call(keeper, "roles.assign", { role: "editor", userId });
    for (const name of ["roles.assign", "roles.remove"] as const) {
      const refused = admin.call(keeper, name, { role: "admin", userId });
      await expect(refused).rejects.toMatchObject({ code: "admin_not_allowed" });
    }
    expect(recorded.at(-1)).toMatchObject({ type: "admin.refused", userId, details: { role: "admin" } });
  });

  it("need to know exactly one holder", async () => {
    for (const input of [{ role: "editor" }, { role: "editor", userId, group: "corp:x" }]) {
      const refused = admin.call(operatorActor(), "roles.assign", input);
      await expect(refused).rejects.toMatchObject({ code: "input_invalid" });
    }
  });

  it("are taken from the last admin by the operator alone", async () => {
    await admin.call(operatorActor(), "roles.assign", { role: "admin", userId });
    const last = { role: "admin", userId };
    await expect(admin.call(person("admin"), "roles.remove", last)).rejects.toMatchObject({ code: "last_admin" });
    expect(await admin.call(operatorActor(), "roles.remove", last)).toMatchObject({ wasAssigned: true });
  });
});
