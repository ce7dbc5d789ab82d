import { describe, expect, it } from "vitest";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";
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
  const missing = (granted: string[], wanted: string[], kind: string) =>
    missingScopes(granted, wanted, dialectOf({ kind }));

  it("finds nothing missing when all are granted", () => {
    expect(missing(["a", "b"], ["b"], "oidc")).toEqual([]);
  });
  it("names exactly what is missing", () => {
    expect(missing(["openid"], ["openid", "repo", "gist"], "github")).toEqual(["repo", "gist"]);
  });
  it.each(["google", "oidc", "gitlab"])("knows Google's long names at a provider of kind %s", (kind) => {
    expect(missing(["openid", "https://www.googleapis.com/auth/userinfo.email"], ["email"], kind)).toEqual([]);
  });
  it("knows that GitHub's repo contains public_repo, and not the other way round", () => {
    expect(missing(["repo"], ["public_repo"], "github")).toEqual([]);
    expect(missing(["public_repo"], ["repo"], "github")).toEqual(["repo"]);
  });
  it("doesn't take another provider's repo for GitHub's", () => {
    expect(missing(["repo"], ["public_repo"], "oidc")).toEqual(["public_repo"]);
  });
  it.each(["microsoft-entra-id", "oidc"])("knows Graph's full names at a provider of kind %s", (kind) => {
    expect(missing(["https://graph.microsoft.com/User.Read"], ["User.Read"], kind)).toEqual([]);
  });
});
