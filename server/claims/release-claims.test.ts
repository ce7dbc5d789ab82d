import { describe, expect, it } from "vitest";
import { type ClaimPlace, type ClaimRule, claimPlaces, standardRules } from "./claim-rule.ts";
import { clientClaimRules, completeRule, type SaidRule } from "./client-claim-rules.ts";
import { type ReleasablePerson, releaseClaims } from "./release-claims.ts";

const ada: ReleasablePerson = {
  userId: "person-1",
  displayName: "Ada Lovelace",
  username: "ada@example.com",
  email: "ada@example.com",
  emailVerified: true,
  pictureUrl: undefined,
  locale: "en",
  attributes: { department: "Engines", badge: 7, sites: ["london", "paris"] },
  roles: ["editor"],
  allGroups: ["corp:app-admins", "corp:staff", "edu:staff"],
  groupNames: ["corp:app-admins", "corp:staff", "edu:staff"],
};
const every = new Set(["openid", "profile", "email", "groups", "roles"]);

function told(claim: string, said: SaidRule = {}, { scopes = every, person = ada } = {}) {
  const rule = completeRule(claim, said);
  return releaseClaims([rule], rule.in[0] ?? "userinfo", person, scopes).claims[claim];
}

describe("a claim of a rule", () => {
  it.each<[string, SaidRule, unknown]>([
    ["department", {}, "Engines"],
    ["badge", {}, 7],
    ["plan", { value: "gold" }, "gold"],
    ["nickname", { from: "displayName" }, "Ada Lovelace"],
    ["locations", { from: "sites", format: "comma" }, "london,paris"],
    ["groups", {}, ["corp:app-admins", "corp:staff", "edu:staff"]],
    ["groups", { provider: "corp" }, ["app-admins", "staff"]],
    ["groups", { provider: "corp", startsWith: "app-" }, ["app-admins"]],
    ["teams", { from: "groups", provider: "corp", startsWith: "app-", strip: true, prefix: "/" }, ["/admins"]],
    ["roles", {}, ["editor"]],
    ["unknown", {}, undefined],
    ["constructor", {}, undefined],
  ])("is, for %s %j, %j", (claim, said, value) => expect(told(claim, said)).toEqual(value));

  it.each(claimPlaces)("goes to %s only where the rule says so", (place) => {
    const rule = completeRule("department", { in: [place] });
    for (const asked of claimPlaces) {
      const { claims } = releaseClaims([rule], asked, ada, undefined);
      expect(claims).toEqual(asked === place ? { department: "Engines" } : {});
    }
  });

  it("needs its scope: profile, or the one of its name for groups and roles", () => {
    const none = { scopes: new Set(["openid", "email"]) };
    for (const claim of ["department", "groups", "roles"]) expect(told(claim, {}, none)).toBeUndefined();
    expect(told("groups", {}, { scopes: new Set(["profile"]) })).toBeUndefined();
    expect(told("department", { scope: "hr" }, { scopes: new Set(["profile"]) })).toBeUndefined();
    expect(told("department", { scope: "hr" }, { scopes: new Set(["hr"]) })).toBe("Engines");
  });

  it("is no address without the scope for addresses, under whatever name", () => {
    const profile = { scopes: new Set(["profile"]) };
    expect(told("login", { from: "username" }, profile)).toBeUndefined();
    expect(told("login", { from: "email", scope: "profile" }, profile)).toBeUndefined();
    expect(told("login", { from: "username" }, { ...profile, person: { ...ada, username: "countess" } })).toBe(
      "countess",
    );
    expect(told("login", { from: "username" })).toBe("ada@example.com");
  });

  it("is never an unverified address", () => {
    expect(told("login", { from: "email" }, { person: { ...ada, emailVerified: false } })).toBeUndefined();
  });

  it("is left out whole when it is too long, alone or with the others, and named", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `group-${index}`.padEnd(40, "x"));
    const release = (rules: readonly ClaimRule[], place: ClaimPlace, groupNames: string[]) =>
      releaseClaims(rules, place, { ...ada, groupNames }, undefined);
    const [groups] = standardRules;
    if (!groups) throw new Error("the rule of groups");
    expect(release([groups], "userinfo", many(180)).cut).toEqual([]);
    expect(release([groups], "userinfo", many(200))).toEqual({ claims: {}, cut: ["groups"] });
    const inTokens = { ...groups, in: ["access_token" as const] };
    const twice = [inTokens, { ...inTokens, claim: "teams" }];
    const { claims, cut } = release(twice, "access_token", many(80));
    expect([Object.keys(claims), cut]).toEqual([["groups"], ["teams"]]);
  });
});

describe("the rules of a client", () => {
  const rules = [...standardRules, completeRule("department", {})];

  it("are those for every client where it says nothing", () => expect(clientClaimRules(rules, {})).toBe(rules));

  it("replace those for every client by the claim's name, and leave out what is false", () => {
    const own = clientClaimRules(rules, { groups: { scope: "profile" }, department: false });
    expect(own.map(({ claim, scope }) => `${claim} with ${scope}`)).toEqual([
      "roles with roles",
      "groups with profile",
    ]);
  });
});
