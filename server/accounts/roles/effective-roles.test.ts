import { describe, expect, it } from "vitest";
import type { IdentityFacts } from "#server/accounts/person/person-facts.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { effectiveRoles, roleSources } from "./effective-roles.ts";

const corp = {
  id: "corp",
  type: "oidc",
  issuer: "https://corp.example",
  clientId: "x",
  groupsClaim: "groups",
} as const;
const rules = testSettings({
  providers: [corp],
  roles: { editor: { groups: ["editors"] }, auditor: { groups: ["corp:finance"] } },
  admins: ["Ada@Example.com", "corp:248"],
});
const identity: IdentityFacts = {
  id: "00000000-0000-4000-8000-000000000001",
  providerId: "corp",
  issuer: "https://corp.example",
  subject: "1",
  verifiedEmail: null,
  groups: [],
  said: {},
  attributes: {},
};
const rolesOf = (some: Partial<IdentityFacts>, assigned: { role: string; group: string | null }[] = []) =>
  effectiveRoles({ identities: [{ ...identity, ...some }], assigned }, rules);

describe("the roles of a person", () => {
  it("are none without an assignment, group or setting", () => expect(rolesOf({})).toEqual([]));

  it("are those assigned to them, in the order of the settings", () => {
    const assigned = ["editor", "support"].map((role) => ({ role, group: null }));
    expect(rolesOf({}, assigned)).toEqual(["support", "editor"]);
  });

  it("are those that the settings give a group of theirs, built-in roles too", () => {
    expect(rolesOf({ groups: ["corp:editors", "corp:finance"] })).toEqual(["auditor", "editor"]);
  });

  it("are none by a group of the same name at another provider", () => {
    expect(rolesOf({ groups: ["github:editors"] })).toEqual([]);
  });

  it("are those assigned to a group only while an identity has the group", () => {
    const assigned = [{ role: "support", group: "corp:desk" }];
    expect(rolesOf({ groups: ["corp:desk"] }, assigned)).toEqual(["support"]);
    expect(rolesOf({}, assigned)).toEqual([]);
  });

  it("leave out an assigned role that the settings don't define", () => {
    expect(rolesOf({}, [{ role: "gone", group: null }])).toEqual([]);
  });

  it.each([
    ["a verified address in any case", { verifiedEmail: "ADA@example.com" }],
    ["provider and subject", { subject: "248" }],
  ])("have admin by %s in the setting admins", (_, some) => expect(rolesOf(some)).toEqual(["admin"]));

  it("don't have admin by the subject of another provider", () => {
    expect(rolesOf({ providerId: "github", subject: "248" })).toEqual([]);
  });

  it("come with each reason, so that an administrator sees what has to end for a role to end", () => {
    const some = { ...identity, subject: "248", groups: ["corp:editors", "corp:desk"] as const };
    const assigned = [
      { role: "editor", group: null },
      { role: "editor", group: "corp:desk" },
      { role: "support", group: "corp:elsewhere" },
    ];
    expect(roleSources({ identities: [some], assigned }, rules)).toEqual([
      { role: "admin", by: "settings", group: null },
      { role: "editor", by: "assigned", group: null },
      { role: "editor", by: "group", group: "corp:desk" },
      { role: "editor", by: "settings", group: "corp:editors" },
    ]);
  });
});
