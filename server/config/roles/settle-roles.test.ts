import { describe, expect, it } from "vitest";
import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { settleAdmins, settleRoles } from "./settle-roles.ts";

const provider = (id: string, groupsClaim?: string) => ({ id, type: "oidc", clientId: "x", groupsClaim }) as const;

function settled(config: PorticoConfig) {
  const mistakes: SettingsMistake[] = [];
  const resolved = configSchema.parse(config);
  const roles = settleRoles(resolved, mistakes);
  return {
    roles,
    admins: settleAdmins(resolved, mistakes),
    settings: mistakes.map(({ setting }) => setting),
    mistakes,
  };
}

describe("the setting roles", () => {
  it("adds groups to built-in roles, and the operator's roles after them", () => {
    const { roles } = settled({
      roles: { admin: { groups: ["corp:admins"] }, editor: { description: "Writes", permissions: ["users.read"] } },
    });
    expect(roles.map(({ name, builtIn }) => `${name} ${builtIn}`)).toEqual([
      "admin true",
      "auditor true",
      "support true",
      "editor false",
    ]);
    expect(roles[0]?.groups).toEqual(["corp:admins"]);
    expect(roles[3]).toMatchObject({ description: "Writes", permissions: ["users.read"] });
  });

  it("takes a bare group for that of the only provider with groups", () => {
    const providers = [provider("corp", "groups"), provider("google")];
    expect(settled({ providers, roles: { editor: { groups: ["editors"] } } }).roles[3]?.groups).toEqual([
      "corp:editors",
    ]);
  });

  it("refuses a bare group where two providers give groups, and where none does", () => {
    const roles = { editor: { groups: ["corp:fine", "editors"] } };
    const two = settled({ providers: [provider("corp", "groups"), provider("edu", "roles")], roles });
    expect(two.mistakes).toMatchObject([
      { setting: "roles.editor.groups[1]", fix: expect.stringContaining("corp:editors") },
    ]);
    expect(settled({ roles }).settings).toEqual(["roles.editor.groups[1]"]);
  });

  it("refuses permissions of a built-in role", () => {
    expect(settled({ roles: { support: { permissions: ["users.read"] } } }).settings).toEqual([
      "roles.support.permissions",
    ]);
  });

  it.each([["Editor"], ["an editor"], [""]])("refuses the name “%s”", (name) => {
    expect(configSchema.safeParse({ roles: { [name]: {} } }).success).toBe(false);
  });

  it("refuses a permission that the administration doesn't know", () => {
    expect(configSchema.safeParse({ roles: { editor: { permissions: ["users.rule"] } } }).success).toBe(false);
  });
});

describe("the setting admins", () => {
  it("takes addresses in any case and provider:subject exactly, each once", () => {
    const { admins, settings } = settled({ admins: ["Ada@Example.com", "ada@example.com", "corp:Xy"] });
    expect(admins).toEqual(["ada@example.com", "corp:Xy"]);
    expect(settings).toEqual([]);
  });

  it.each([["ada"], ["corp:"], [":1"], ["a@b@c"]])("refuses “%s”", (admin) => {
    expect(settled({ admins: [admin] }).settings).toEqual(["admins[0]"]);
  });
});
