import { describe, expect, it } from "vitest";
import { configSchema } from "#server/config/config-schema.ts";
import { type Mapping, mapClaims } from "./mapped-claims.ts";
import { verifiedIdentity } from "./verified-identity.ts";

const claims = {
  sub: "1",
  email: "ada@example.com",
  email_verified: true,
  department: "Engines",
  badge: 7,
  realm_access: { roles: ["editor", "viewer"] },
  teams: [{ name: "red", lead: true }, { name: "blue" }],
  address: { country: "UK" },
  empty: [],
  odd: "half of a pair \ud800",
};

const mapped = (attributes: Mapping["attributes"]) => mapClaims({ attributes }, claims);

describe("a provider's mapping", () => {
  it.each([
    ["a claim's name", "department", "Engines"],
    ["a number", "badge", 7],
    ["a definite path", "$.address.country", "UK"],
    ["a definite path to a list", "$.realm_access.roles", ["editor", "viewer"]],
    ["a path to several values", "$.realm_access.roles[*]", ["editor", "viewer"]],
    ["a filter", "$.teams[?@.lead == true].name", ["red"]],
    ["a constant", { value: "gold" }, "gold"],
    ["the first of several that says something", ["missing", "empty", "$.teams[*].name"], ["red", "blue"]],
    ["a constant after expressions that say nothing", ["missing", { value: "none" }], "none"],
  ])("takes %s", (_, source, value) => {
    expect(mapped({ it: source })).toMatchObject({ attributes: { it: value }, leftOut: {} });
  });

  it.each([
    ["an object", "address"],
    ["a list of objects", "teams"],
    ["text with characters that can't be kept", "odd"],
    ["text that is too long", { value: "x".repeat(1025) }],
  ])("leaves out %s, and says so", (_, source) => {
    expect(mapped({ it: source })).toMatchObject({ attributes: {}, leftOut: { it: expect.any(String) } });
  });

  it("leaves out what makes all attributes together longer than 16,000 bytes", () => {
    const long = { value: Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(200, "x")) };
    const { attributes, leftOut } = mapped({ one: long, two: long });
    expect([Object.keys(attributes), Object.keys(leftOut)]).toEqual([["one"], ["two"]]);
  });

  it("says nothing of what the provider doesn't say", () => {
    expect(mapped({ it: "missing", groups: "missing" })).toEqual({
      standard: {},
      attributes: {},
      groups: [],
      leftOut: {},
    });
  });

  it("reads groups from a path as from groupsClaim", () => {
    expect(mapped({ groups: "$.realm_access.roles[*]" }).groups).toEqual(["editor", "viewer"]);
    expect(mapClaims({ groupsClaim: "department" }, claims).groups).toEqual(["Engines"]);
  });

  it("doesn't search claims that are very large", () => {
    const large = { ...claims, filler: "x".repeat(130_000) };
    expect(mapClaims({ attributes: { it: "$..name" } }, large).attributes).toEqual({});
  });

  it.each(["$.[", "$[?@.a ==]", "$.a[?unknown(@)]"])("refuses the expression %s at the start", (expression) => {
    const provider = { id: "corp", type: "oidc", clientId: "x", attributes: { it: expression } };
    const { error } = configSchema.safeParse({ providers: [provider] });
    expect(JSON.stringify(error?.issues)).toContain("RFC 9535");
  });

  it.each(["emailVerified", "roles", "userId", "sub", "a-b"])("refuses to set %s", (name) => {
    const provider = { id: "corp", type: "oidc", clientId: "x", attributes: { [name]: "x" } };
    expect(configSchema.safeParse({ providers: [provider] }).success).toBe(false);
  });
});

describe("standard attributes that are mapped", () => {
  const identity = (attributes: Mapping["attributes"]) =>
    verifiedIdentity(
      {
        identityIssuer: "https://corp.example",
        settings: { id: "corp", attributes },
        dialect: { subjectClaim: "sub", verifiesEmail: true, providerFacts: () => ({}) },
      },
      { idTokenClaims: undefined, profile: { ...claims, upn: "ceo@victim.example" }, subject: "1" },
    );

  it("replace what the portal reads itself, where the claims have them", () => {
    expect(identity({ displayName: "department", username: "missing" })).toMatchObject({ displayName: "Engines" });
  });

  it("make no address verified", () => {
    expect(identity({ email: "upn" })).toMatchObject({ email: "ceo@victim.example", emailVerified: false });
  });

  it("leave the address verified that the dialect found so", () => {
    expect(identity({ email: ["missing", "email"] })).toMatchObject({ email: "ada@example.com", emailVerified: true });
  });

  it("never change the subject", () => expect(identity({ department: "upn" }).subject).toBe("1"));
});
