import { describe, expect, it } from "vitest";
import { authorizationParams } from "./authorization-params-policy.ts";

const plain = { prompt: undefined, loginHint: undefined, extraScopes: [] } as const;
const provider = (kind: string) => ({ kind, scopes: undefined, authorizationParams: undefined }) as const;

describe("authorizationParams", () => {
  it("asks Google for offline access and for nothing else that would show a consent page", () => {
    expect(authorizationParams(provider("google"), plain)).toEqual({
      scope: "openid email profile",
      access_type: "offline",
    });
  });

  it("asks Google for consent and the scopes granted before when more are wanted", () => {
    const params = authorizationParams(provider("google"), { ...plain, extraScopes: ["calendar", "email"] });
    expect(params).toMatchObject({
      scope: "openid email profile calendar",
      prompt: "consent",
      include_granted_scopes: "true",
    });
  });

  it("turns prompt=login into select_account where the provider refuses or ignores it", () => {
    expect(authorizationParams(provider("google"), { ...plain, prompt: "login" })["prompt"]).toBe("select_account");
    expect(authorizationParams(provider("github"), { ...plain, prompt: "login" })["prompt"]).toBe("select_account");
  });

  it("asks an OpenID provider for a sign-in that it must prove by auth_time", () => {
    expect(authorizationParams(provider("oidc"), { ...plain, prompt: "login" })).toMatchObject({
      prompt: "login",
      max_age: "0",
    });
  });

  it("asks Entra for a refresh token and the person's own profile", () => {
    expect(authorizationParams(provider("microsoft-entra-id"), plain)["scope"]).toBe(
      "openid profile email offline_access User.Read",
    );
  });

  it("calls the login hint by GitHub's name", () => {
    expect(authorizationParams(provider("github"), { ...plain, loginHint: "ada" })).toMatchObject({ login: "ada" });
  });

  it("leaves the scopes of an unknown built-in to Auth.js", () => {
    expect(authorizationParams(provider("gitlab"), plain)).toEqual({});
  });

  it("lets the operator's scopes and parameters win", () => {
    const params = authorizationParams(
      { ...provider("google"), scopes: ["openid"], authorizationParams: { hd: "example.com", access_type: "online" } },
      plain,
    );
    expect(params).toEqual({ scope: "openid", access_type: "online", hd: "example.com" });
  });
});
