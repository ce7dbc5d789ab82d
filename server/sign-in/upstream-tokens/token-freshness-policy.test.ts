import { describe, expect, it } from "vitest";
import { missingScopes, needsRefresh } from "./token-freshness-policy.ts";

describe("needsRefresh", () => {
  const at = { nowSeconds: 1000, wasRefused: false };
  it.each([
    ["a token without an expiry", undefined, "r", false, "no"],
    ["a fresh token", 1061, "r", false, "no"],
    ["a token within the lead time", 1060, "r", false, "soon"],
    ["a token within the lead time that can't be refreshed", 1060, undefined, false, "no"],
    ["a token that is over", 1000, "r", false, "now"],
    ["a token that is over and can't be refreshed", 999, undefined, false, "now"],
    ["a fresh token that the API refused", 5000, "r", true, "now"],
    ["an unlimited token that the API refused", undefined, undefined, true, "now"],
  ] as const)("says of %s", (_name, accessTokenExpiresAtSeconds, refreshToken, wasRefused, expected) => {
    expect(needsRefresh({ accessTokenExpiresAtSeconds, refreshToken }, { ...at, wasRefused })).toBe(expected);
  });
});

describe("missingScopes", () => {
  it("finds nothing missing when all are granted", () => {
    expect(missingScopes(["a", "b"], ["b"])).toEqual([]);
  });
  it("names exactly what is missing", () => {
    expect(missingScopes(["openid"], ["openid", "repo", "gist"])).toEqual(["repo", "gist"]);
  });
  it("knows Google's long names", () => {
    expect(missingScopes(["openid", "https://www.googleapis.com/auth/userinfo.email"], ["email"])).toEqual([]);
  });
  it("knows that GitHub's repo contains public_repo, and not the other way round", () => {
    expect(missingScopes(["repo"], ["public_repo"])).toEqual([]);
    expect(missingScopes(["public_repo"], ["repo"])).toEqual(["repo"]);
  });
  it("knows Graph's full names", () => {
    expect(missingScopes(["https://graph.microsoft.com/User.Read"], ["User.Read"])).toEqual([]);
  });
});
