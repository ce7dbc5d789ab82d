import { describe, expect, it } from "vitest";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";
import { verifiedIdentity } from "./verified-identity.ts";
import type { IdTokenClaims } from "./verify-id-token.ts";

const provider = (id: string) => ({
  settings: { id },
  dialect: dialectOf({ kind: id === "acme" ? "oidc" : id }),
  identityIssuer: "https://fallback.example",
});
const claims = (more: Record<string, unknown> = {}): IdTokenClaims => ({
  iss: "https://op.example",
  sub: "sub-1",
  iat: 1,
  exp: 2,
  ...more,
});
const identity = (id: string, idTokenClaims: IdTokenClaims | undefined, profile: Record<string, unknown> = {}) =>
  verifiedIdentity(provider(id), { idTokenClaims, profile, subject: "profile-1" });

describe("verifiedIdentity", () => {
  it("is issuer and subject of the ID token", () => {
    expect(identity("acme", claims())).toMatchObject({ issuer: "https://op.example", subject: "sub-1" });
  });
  it("is the provider and the profile's id where there is no ID token", () => {
    expect(identity("github", undefined)).toMatchObject({ issuer: "https://fallback.example", subject: "profile-1" });
  });
  it("lets what is signed win over what was fetched", () => {
    expect(identity("acme", claims({ email: "signed@example.com" }), { email: "fetched@example.com" }).email).toBe(
      "signed@example.com",
    );
  });
  it("is Entra's object id, and its address is never verified (nOAuth)", () => {
    const entra = identity(
      "microsoft-entra-id",
      claims({ oid: "oid-1", email: "ceo@victim.example", email_verified: true }),
    );
    expect(entra).toMatchObject({ subject: "oid-1", emailVerified: false });
  });
  it("has no verified address where tenants share the issuer, whatever kind the provider is", () => {
    const shared = { ...provider("acme"), identityIssuer: "https://login.microsoftonline.com/common/v2.0" };
    const idTokenClaims = claims({ email: "ceo@victim.example", email_verified: true });
    expect(verifiedIdentity(shared, { idTokenClaims, profile: {}, subject: "1" }).emailVerified).toBe(false);
  });
  it("is refused at Entra without an object id", () => {
    expect(() => identity("microsoft-entra-id", claims())).toThrow("provider_rejected");
  });
  it.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    [1, false],
    [undefined, false],
  ])("takes email_verified %j for %j", (said, expected) => {
    const address = claims({ email: "ada@example.com", email_verified: said });
    expect(identity("acme", address).emailVerified).toBe(expected);
  });
  it.each(["javascript:alert(1)", "data:image/svg+xml,<svg/>", "x", 7, `https://a.example/${"x".repeat(3000)}`])(
    "drops the picture %j",
    (picture) => {
      expect(identity("acme", claims({ picture })).pictureUrl).toBeUndefined();
    },
  );
  it("takes an address or user name whole or not at all", () => {
    const long = `${"x".repeat(243)}@example.com.evil.example`;
    const { email, emailVerified, username } = identity(
      "acme",
      claims({ email: long, email_verified: true, preferred_username: long, nickname: "ada" }),
    );
    expect({ email, emailVerified, username }).toEqual({ email: undefined, emailVerified: false, username: "ada" });
  });
  it("cuts a name between characters", () => {
    expect(identity("acme", claims({ name: `${"x".repeat(254)}😀` })).displayName).toBe(`${"x".repeat(254)}\ufffd`);
  });
  it("cuts what is endless, and drops what is empty", () => {
    expect(identity("acme", claims({ name: "x".repeat(999) })).displayName).toHaveLength(255);
    expect(identity("acme", claims({ name: "  " })).displayName).toBeUndefined();
  });
  it("joins given and family name where there is no name", () => {
    expect(identity("acme", claims({ given_name: "Ada", family_name: "Lovelace" })).displayName).toBe("Ada Lovelace");
  });
});
