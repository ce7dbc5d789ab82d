import { beforeEach, describe, expect, it } from "vitest";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { clientActor, operatorActor } from "./actors.ts";
import { freshSignInSeconds } from "./admin.ts";
import { createAdmin } from "./create-admin.ts";
import { adminScopes, permissionsOfScopes } from "./permissions.ts";

const id = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
const now = 1_800_000_000;
const recorded: AuditEntry[] = [];
const disabled: string[] = [];

const admin = createAdmin({
  services: {
    accountControl: {
      async disable(userId) {
        disabled.push(userId);
        return userId === id ? { userId, wasEnabled: true, counts: { sessions: 2 } } : undefined;
      },
      enable: async () => true,
    },
    system: {
      get: async () => ({
        publicUrl: "https://portal.example",
        mode: "production" as const,
        nodeVersion: "v24.0.0",
        startedAt: "2026-11-30T00:00:00.000Z",
        database: { description: "PostgreSQL", ready: true },
        away: [],
        password: "never told",
      }),
    },
  },
  audit: { record: (entry) => void recorded.push(entry), flush: async () => {} },
  permissionsOfRole: (role) => (role === "desk" ? ["users.write", "no.such"] : []),
  nowSeconds: () => now,
});

function personWith(roles: readonly string[], authTimeSeconds = now - 60) {
  return admin.actorOf({ id: "session", userId: "ada", roles, authTimeSeconds } as unknown as LiveSession);
}

function person(roles: readonly string[], authTimeSeconds?: number) {
  const actor = personWith(roles, authTimeSeconds);
  if (!actor) throw new Error(`no permission by ${roles.join(", ")}`);
  return actor;
}

beforeEach(() => {
  recorded.length = 0;
  disabled.length = 0;
});

describe("a call of the administration", () => {
  it("runs, and records who did what to whom", async () => {
    expect(await admin.call(person(["admin"]), "users.disable", { id })).toEqual({
      id,
      wasEnabled: true,
      ended: { sessions: 2 },
    });
    const details = { operation: "users.disable", sessions: 2 };
    expect(recorded).toEqual([{ type: "admin.changed", outcome: "success", actor: "user:ada", userId: id, details }]);
  });

  it("answers what the schema names and nothing else", async () => {
    expect(JSON.stringify(await admin.call(person(["auditor"]), "system.get", {}))).not.toContain("never told");
    expect(recorded).toMatchObject([{ type: "admin.read", actor: "user:ada" }]);
  });

  it.each([["auditor"], ["support"]])(
    "is refused to the role %s without the permission, and recorded",
    async (role) => {
      await expect(admin.call(person([role]), "users.disable", { id })).rejects.toMatchObject({
        code: "admin_not_allowed",
      });
      expect(disabled).toEqual([]);
      expect(recorded).toMatchObject([
        {
          type: "admin.refused",
          outcome: "failure",
          details: { operation: "users.disable", code: "admin_not_allowed" },
        },
      ]);
    },
  );

  it("needs a fresh sign-in where it ends something", async () => {
    const stale = person(["admin"], now - freshSignInSeconds - 1);
    await expect(admin.call(stale, "users.disable", { id })).rejects.toMatchObject({ code: "fresh_sign_in_required" });
    expect(disabled).toEqual([]);
    expect(admin.needsFreshSignIn(stale, "users.disable")).toBe(true);
    expect(await admin.call(stale, "users.enable", { id })).toEqual({ id, wasDisabled: true });
  });

  it("names each mistake of its input by field and changes nothing", async () => {
    const call = admin.callUnchecked(operatorActor(), "users.disable", { id: "ada", force: true });
    await expect(call).rejects.toMatchObject({
      code: "input_invalid",
      mistakes: [{ field: "id" }, { field: "force", problem: "There is no such member." }],
    });
    expect(disabled).toEqual([]);
  });

  it("records a failure with its code", async () => {
    const other = "1a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
    await expect(admin.call(operatorActor(), "users.disable", { id: other })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    expect(recorded).toMatchObject([{ type: "admin.changed", outcome: "failure", actor: "operator", userId: other }]);
  });

  it("knows no operation by the name of a member of objects", async () => {
    await expect(admin.callUnchecked(operatorActor(), "constructor", {})).rejects.toMatchObject({
      code: "route_not_found",
    });
  });
});

describe("an administrator", () => {
  it("is a person by a role that has a permission, and nothing without one", () => {
    expect(personWith([])).toBeNull();
    expect(personWith(["editor"])).toBeNull();
    expect([...person(["desk"]).permissions]).toEqual(["users.write"]);
  });

  it("is a client by the scopes of its token, and for a person by what both allow", () => {
    const token = { clientId: "ops", scopes: ["portico.admin.users", "openid"], person: undefined };
    expect([...clientActor(token).permissions]).toEqual(["users.read", "users.write"]);
    const ada = { userId: "ada", roles: ["auditor"], signedInAtSeconds: now };
    expect([...clientActor({ ...token, person: ada }).permissions]).toEqual(["users.read"]);
    expect(clientActor({ ...token, person: { ...ada, roles: [] } }).permissions.size).toBe(0);
  });

  it("gets a permission from each scope of the API, and from no other", () => {
    for (const scope of adminScopes) expect(permissionsOfScopes([scope]).size).toBeGreaterThan(0);
    expect(permissionsOfScopes(["portico", "portico.admin.everything", "portico.admin.users.write"]).size).toBe(0);
  });
});
