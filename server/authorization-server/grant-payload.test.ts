import { describe, expect, it } from "vitest";
import { allowEverything, allowedScopes, applyConsent, type GrantPayload, isNarrower } from "./grant-payload.ts";

const empty: GrantPayload = { kind: "Grant", accountId: "ada", clientId: "buddy", iat: 1, exp: 2 };
const nothing = { openidScopes: [], claims: [], resourceScopes: {} };

describe("applyConsent", () => {
  it("adds what is allowed to what was", () => {
    const first = applyConsent(empty, allowEverything({ ...nothing, openidScopes: ["openid"] }));
    const second = applyConsent(
      first,
      allowEverything({ openidScopes: ["email"], claims: ["name"], resourceScopes: { api: ["read"] } }),
    );
    expect(second).toMatchObject({ openid: { scope: "openid email", claims: ["name"] }, resources: { api: "read" } });
    expect(allowedScopes(second)).toEqual(["openid", "email", "read"]);
  });

  it("remembers what was refused, so that it isn't asked again", () => {
    const grant = applyConsent(empty, {
      ...nothing,
      openidScopes: ["openid"],
      rejected: { openidScopes: ["email"], claims: ["email"], resourceScopes: { api: ["write"] } },
    });
    expect(grant.rejected).toEqual({ openid: { scope: "email", claims: ["email"] }, resources: { api: "write" } });
    expect(allowedScopes(grant)).toEqual(["openid"]);
  });

  it("allows what was refused before, and the other way round", () => {
    const refused = applyConsent(empty, { ...nothing, rejected: { ...nothing, resourceScopes: { api: ["write"] } } });
    const allowed = applyConsent(refused, allowEverything({ ...nothing, resourceScopes: { api: ["write"] } }));
    expect(allowed.resources).toEqual({ api: "write" });
    expect(allowed.rejected).toEqual({});
    const again = applyConsent(allowed, { ...nothing, rejected: { ...nothing, resourceScopes: { api: ["write"] } } });
    expect(again.resources).toBeUndefined();
    expect(again.rejected?.resources).toEqual({ api: "write" });
  });
});

describe("isNarrower", () => {
  const grant = (more: Partial<GrantPayload>): GrantPayload => ({ ...empty, ...more });
  const wide = grant({
    openid: { scope: "openid email", claims: ["name"] },
    resources: { api: "read write", notes: "read" },
  });

  it("is true when a scope, a claim, or a scope of one API is gone", () => {
    expect(isNarrower(grant({ ...wide, openid: { scope: "openid", claims: ["name"] } }), wide)).toBe(true);
    expect(isNarrower(grant({ ...wide, openid: { scope: "openid email" } }), wide)).toBe(true);
    expect(isNarrower(grant({ ...wide, resources: { api: "write", notes: "read" } }), wide)).toBe(true);
    expect(isNarrower(grant({ ...wide, resources: { api: "read write" } }), wide)).toBe(true);
  });

  it("is false when all is left, in whatever order, or more came", () => {
    expect(isNarrower(wide, wide)).toBe(false);
    expect(isNarrower(grant({ ...wide, resources: { notes: "read", api: "write read admin" } }), wide)).toBe(false);
    expect(isNarrower(wide, empty)).toBe(false);
  });
});
