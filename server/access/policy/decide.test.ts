import { describe, expect, it } from "vitest";
import { type AccessRules, type ProviderAllow, unsetAccess } from "#server/config/access/access-settings.ts";
import { refusalText } from "./access-refusal.ts";
import { decideAccess } from "./decide-access.ts";
import { decideProvider } from "./decide-provider.ts";
import { decideTarget } from "./decide-target.ts";
import type { JudgedIdentity } from "./provider-facts.ts";

const ada: JudgedIdentity = {
  providerId: "corp",
  subject: "1815",
  verifiedEmail: "ada@example.com",
  groups: ["corp:staff"],
  said: {},
};

describe("a provider's allow", () => {
  const none = {
    tenants: undefined,
    hostedDomains: undefined,
    organizations: undefined,
    teams: undefined,
    groups: undefined,
  };
  const decide = (allow: Partial<ProviderAllow>, said: JudgedIdentity["said"] = {}, groups = ada.groups) =>
    decideProvider({ id: "corp", allow: { ...none, ...allow } }, { ...ada, said, groups });

  it.each<[string, Partial<ProviderAllow>, JudgedIdentity["said"]]>([
    ["the tenant", { tenants: ["t1", "t2"] }, { tenant: "T2" }],
    ["the hosted domain", { hostedDomains: ["example.com"] }, { hostedDomain: "Example.com" }],
    ["an organization", { organizations: ["acme", "other"] }, { organizations: ["Acme"] }],
    ["a team", { teams: ["acme/ops"] }, { teams: ["acme/ops"] }],
    ["a group", { groups: ["staff"] }, {}],
    ["every rule", { organizations: ["acme"], teams: ["acme/ops"] }, { organizations: ["acme"], teams: ["acme/ops"] }],
  ])("lets in by %s", (_what, allow, said) => {
    expect(decide(allow, said)).toBeUndefined();
  });

  it.each<[string, Partial<ProviderAllow>, JudgedIdentity["said"], string]>([
    ["another tenant", { tenants: ["t1"] }, { tenant: "t2" }, "provider.tenants"],
    ["no tenant", { tenants: ["t1"] }, {}, "provider.tenants"],
    ["no hosted domain, whatever the address", { hostedDomains: ["example.com"] }, {}, "provider.hostedDomain"],
    [
      "a domain below the hosted one",
      { hostedDomains: ["example.com"] },
      { hostedDomain: "a.example.com" },
      "provider.hostedDomain",
    ],
    ["no organization", { organizations: ["acme"] }, { organizations: [] }, "provider.organizations"],
    [
      "one rule of two",
      { organizations: ["acme"], teams: ["acme/ops"] },
      { organizations: ["acme"], teams: [] },
      "provider.teams",
    ],
  ])("refuses with %s", (_what, allow, said, rule) => {
    expect(decide(allow, said)).toMatchObject({
      rule,
      setting: `providers[corp].allow.${rule.slice("provider.".length)}`,
    });
  });

  it("compares groups exactly, and those of this provider alone", () => {
    expect(decide({ groups: ["Staff"] })).toMatchObject({ rule: "provider.groups", had: ["corp:staff"] });
    expect(decide({ groups: ["staff"] }, {}, ["other:staff"])).toMatchObject({ needed: ["corp:staff"] });
  });

  it("says why memberships are not known", () => {
    const unknownBecause = "GitHub doesn't show acme to this app";
    expect(decide({ organizations: ["acme"] }, { organizations: [], unknownBecause })).toMatchObject({
      note: unknownBecause,
    });
  });
});

describe("the portal's policy", () => {
  const rules = (given: Partial<AccessRules>): AccessRules => ({ ...unsetAccess, source: "file", ...given });

  it("lets everyone in without rules", () => {
    expect(decideAccess(rules({}), { ...ada, verifiedEmail: null, groups: [] })).toBeUndefined();
  });

  it.each<[string, Partial<AccessRules>]>([
    ["the domain", { emailDomains: ["Example.com"] }],
    ["the address", { emails: ["ADA@example.com"] }],
    ["the group", { groups: ["corp:staff"] }],
    ["any one of several", { emailDomains: ["other.example"], groups: ["corp:staff"] }],
  ])("lets in by %s", (_what, given) => {
    expect(decideAccess(rules(given), ada)).toBeUndefined();
  });

  it.each<[string, Partial<AccessRules>, Partial<JudgedIdentity>]>([
    ["an address that isn't verified", { emailDomains: ["example.com"] }, { verifiedEmail: null }],
    ["a domain that only ends alike", { emailDomains: ["example.com"] }, { verifiedEmail: "ada@badexample.com" }],
    ["a domain below", { emailDomains: ["example.com"] }, { verifiedEmail: "ada@a.example.com" }],
    ["the domain itself where those below are meant", { emailDomains: [".example.com"] }, {}],
    ["a look-alike letter", { emailDomains: ["korp.example"] }, { verifiedEmail: "ada@\u212aorp.example" }],
    [
      "the domain as the name before another @",
      { emailDomains: ["example.com"] },
      { verifiedEmail: '"a@example.com"@evil.example' },
    ],
    ["the same group of another provider", { groups: ["corp:staff"] }, { groups: ["github:staff"] }],
  ])("refuses %s", (_what, given, identity) => {
    expect(decideAccess(rules(given), { ...ada, ...identity })).toMatchObject({ rule: "access" });
  });

  it("names the setting as it was written, what would have passed, and what there was", () => {
    const refusal = decideAccess(
      rules({ source: "environment", emailDomains: ["a.example"], groups: ["corp:ops"] }),
      ada,
    );
    expect(refusal).toEqual({
      rule: "access",
      setting: "PORTICO_ACCESS_EMAIL_DOMAINS or PORTICO_ACCESS_GROUPS",
      needed: ["a.example", "corp:ops"],
      had: ["ada@example.com", "corp:staff"],
    });
    expect(refusal && refusalText(refusal)).toBe(
      "PORTICO_ACCESS_EMAIL_DOMAINS or PORTICO_ACCESS_GROUPS needs a.example, corp:ops; the person has ada@example.com, corp:staff",
    );
  });
});

describe("an app's, a host's or an API's allow", () => {
  const person = { roles: ["editor"], allGroups: ["corp:staff"], verifiedEmails: ["ada@example.com"] };

  it.each([
    [undefined],
    [{ roles: ["editor"] }],
    [{ groups: ["corp:staff"] }],
    [{ emails: ["Ada@Example.com"] }],
    [{ emailDomains: ["example.com"] }],
    [{ roles: ["admin"], groups: ["corp:staff"] }],
  ])("lets in by %j", (allow) => {
    expect(decideTarget(allow, person, "clients[wiki].allow")).toBeUndefined();
  });

  it.each([
    [{ roles: ["admin"] }],
    [{ groups: ["staff"] }],
    [{ emails: ["grace@example.com"] }],
    [{ emailDomains: ["other.example"] }],
  ])("refuses by %j, and says what is needed", (allow) => {
    expect(decideTarget(allow, person, "clients[wiki].allow")).toMatchObject({
      rule: "allow",
      setting: "clients[wiki].allow",
    });
  });

  it("shows of the person only what the rules are about", () => {
    expect(decideTarget({ roles: ["admin"] }, person, "apis.x.allow")).toMatchObject({
      needed: ["role admin"],
      had: ["role editor"],
    });
  });
});
