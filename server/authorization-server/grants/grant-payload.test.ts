import { describe, expect, it } from "vitest";
import {
  allowEverything,
  allowedScopes,
  applyConsent,
  type GrantPayload,
  isNarrower,
  saysWhatIsRefused,
} from "./grant-payload.ts";

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

describe("saysWhatIsRefused", () => {
  const grant: GrantPayload = {
    ...empty,
    rejected: { openid: { scope: "email openid offline_access" }, resources: { api: "write" } },
  };
  const token = (scope: string, aud?: string) => ({ kind: "AccessToken", scope, aud });

  it("is true of an access token with a scope that its API, or nobody, may have", () => {
    expect(saysWhatIsRefused(grant, token("read write", "api"))).toBe(true);
    expect(saysWhatIsRefused(grant, token("openid email"))).toBe(true);
  });

  it("is false of one that says less, is for another API, or says openid", () => {
    expect(saysWhatIsRefused(grant, token("read", "api"))).toBe(false);
    expect(saysWhatIsRefused(grant, token("write", "notes"))).toBe(false);
    expect(saysWhatIsRefused(grant, token("openid profile"))).toBe(false);
    expect(saysWhatIsRefused(empty, token("read write", "api"))).toBe(false);
  });

  it("is true of a refresh token once access while away is refused, and never of a code", () => {
    expect(saysWhatIsRefused(grant, { kind: "RefreshToken", scope: "read offline_access" })).toBe(true);
    const others: GrantPayload = { ...empty, rejected: { resources: { api: "write" } } };
    expect(saysWhatIsRefused(others, { kind: "RefreshToken", scope: "write offline_access" })).toBe(false);
    expect(saysWhatIsRefused(grant, { kind: "AuthorizationCode", scope: "email offline_access" })).toBe(false);
  });
});
