import { describe, expect, it } from "vitest";
import { type AuthenticationFacts, authenticationAtProvider } from "./authentication-policy.ts";

const nowSeconds = 1_800_000_000;
const decide = (claims: object | undefined, changes: Partial<AuthenticationFacts> = {}) =>
  authenticationAtProvider({
    claims: claims as AuthenticationFacts["claims"],
    prompt: undefined,
    startedAtSeconds: nowSeconds - 30,
    canForceSignIn: true,
    nowSeconds,
    ...changes,
  });

describe("the authentication at a provider", () => {
  it("is what the ID token says", () => {
    const claims = { acr: "silver", amr: ["pwd", "otp"], auth_time: nowSeconds - 500 };
    expect(decide(claims)).toEqual({ acr: "silver", amr: ["pwd", "otp"], authTimeSeconds: nowSeconds - 500 });
  });

  it("happened now and has no level where the provider gives no ID token or says nothing", () => {
    const unsaid = { acr: undefined, amr: [], authTimeSeconds: nowSeconds };
    expect(decide(undefined)).toEqual(unsaid);
    expect(decide({})).toEqual(unsaid);
  });

  it("leaves out values that aren't words, and takes at most ten methods", () => {
    const amr = ["pwd", 7, "", "x".repeat(256), "a\u0000b", ...Array.from({ length: 20 }, (_, index) => `m${index}`)];
    const decided = decide({ acr: "x".repeat(256), amr });
    expect(decided.acr).toBeUndefined();
    expect(decided.amr).toEqual(["pwd", ...Array.from({ length: 9 }, (_, index) => `m${index}`)]);
    expect(decide({ amr: "pwd" }).amr).toEqual([]);
  });

  it("is never in the future", () => {
    expect(decide({ auth_time: nowSeconds + 3_600 }).authTimeSeconds).toBe(nowSeconds);
  });

  it("is refused after prompt=login when it is older than the request, by more than a minute of clock difference", () => {
    const at = (auth_time: number) => () => decide({ auth_time }, { prompt: "login" });
    expect(at(nowSeconds - 30 - 61)).toThrow(expect.objectContaining({ code: "provider_rejected" }));
    expect(at(nowSeconds - 30 - 60)().authTimeSeconds).toBe(nowSeconds - 90);
  });

  it("happened now after prompt=login at a provider that can only let the person choose an account", () => {
    const old = { auth_time: nowSeconds - 10_000 };
    expect(decide(old, { prompt: "login", canForceSignIn: false }).authTimeSeconds).toBe(nowSeconds);
  });
});
