import { describe, expect, it } from "vitest";
import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { settleClaims } from "./settle-claims.ts";

function settled(config: PorticoConfig) {
  const mistakes: SettingsMistake[] = [];
  const claims = settleClaims(configSchema.parse(config), mistakes);
  return { ...claims, mistakes: mistakes.map(({ setting }) => setting) };
}

const hr = { title: "Your job", description: "Department and cost centre." };

describe("the setting claims", () => {
  it("has the scopes groups and roles without a word, in ID token and UserInfo", () => {
    expect(settled({}).rules).toEqual([
      { claim: "groups", from: "groups", scope: "groups", in: ["id_token", "userinfo"] },
      { claim: "roles", from: "roles", scope: "roles", in: ["id_token", "userinfo"] },
    ]);
  });

  it("replaces them by the claim's name, and fills in what follows from it", () => {
    const { rules } = settled({ claims: { groups: { scope: "profile" }, department: {} } });
    expect(rules).toMatchObject([
      { claim: "roles" },
      { claim: "groups", from: "groups", scope: "profile" },
      { claim: "department", from: "department", scope: "profile", in: ["id_token", "userinfo"] },
    ]);
  });

  it("names the operator's scopes that release claims, and not those of APIs", () => {
    const { scopes, mistakes } = settled({
      scopes: { hr, "notes:read": hr },
      resources: [{ identifier: "https://api.example", name: "Notes", scopes: ["notes:read"] }],
      claims: { department: { scope: "hr" }, badge: { scope: "notes:read", in: ["access_token"] } },
    });
    expect([scopes, mistakes]).toEqual([["hr"], []]);
  });

  it.each<[string, PorticoConfig]>([
    ["claims.department.scope", { claims: { department: { scope: "hr" } } }],
    ["claims.department.scope", { claims: { department: { scope: "openid" } } }],
    ["claims.department.header", { claims: { department: { in: ["forward_auth"] } } }],
    ["claims.department.header", { claims: { department: { header: "X-Department" } } }],
    ["claims.department.provider", { claims: { department: { provider: "corp" } } }],
    ["claims.groups.strip", { claims: { groups: { strip: true } } }],
    ["clients[0] (app).claims.groups", { clients: [{ clientId: "app", name: "App", claims: { groups: {} } }] }],
  ])("refuses %s of %j", (setting, config) => expect(settled(config).mistakes).toEqual([setting]));

  it.each([
    "iss",
    "sub",
    "aud",
    "exp",
    "nonce",
    "cnf",
    "act",
    "sid",
    "scope",
    "email_verified",
    "_claim_names",
    "bff:x",
  ])("refuses to set the claim %s", (claim) => {
    expect(configSchema.safeParse({ claims: { [claim]: {} } }).success).toBe(false);
    const clients = [{ clientId: "app", name: "App", claims: { [claim]: {} } }];
    expect(configSchema.safeParse({ clients }).success).toBe(false);
  });

  it.each(["Authorization", "X-Auth-Request-User", "x-forwarded-for", "X-Real-IP", "Cookie"])(
    "refuses the header %s",
    (header) => {
      const department = { in: ["forward_auth"], header };
      expect(configSchema.safeParse({ claims: { department } }).success).toBe(false);
    },
  );
});
