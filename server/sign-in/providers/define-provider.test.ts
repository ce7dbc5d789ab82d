import { describe, expect, it } from "vitest";
import type { ProviderSettings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import { defineProvider } from "./define-provider.ts";

const noFetch = () => Promise.reject(new Error("nothing is fetched to build a provider"));
const settings = (change: Partial<ProviderSettings>): ProviderSettings => ({
  id: "google",
  kind: change.id ?? "google",
  name: "Some Provider",
  brand: "generic",
  clientId: "client",
  clientSecret: new Secret("secret"),
  linkVerifiedEmail: false,
  allowPrivateNetwork: false,
  ...change,
});
const make = (change: Partial<ProviderSettings>) => defineProvider(settings(change), noFetch);

describe("defineProvider", () => {
  it.each(["google", "gitlab", "discord", "auth0", "okta", "slack", "apple", "linkedin", "spotify", "zitadel"])(
    "checks PKCE and state with Auth.js's built-in %s",
    async (id) => {
      const provider = await make({ id, issuer: "https://tenant.example" });
      expect(provider.checks).toEqual(expect.arrayContaining(["pkce", "state"]));
      expect(provider.checks?.includes("nonce")).toBe(provider.type === "oidc");
      expect(provider).toMatchObject({ id, name: "Some Provider", clientId: "client", clientSecret: "secret" });
    },
  );

  it("takes any OpenID provider by its issuer", async () => {
    const provider = await make({ id: "acme", kind: "oidc", issuer: "https://login.acme.example" });
    expect(provider).toMatchObject({ id: "acme", type: "oidc", issuer: "https://login.acme.example" });
  });

  it("passes no secret for a public client", async () => {
    expect(
      await make({ id: "acme", kind: "oidc", issuer: "https://a.example", clientSecret: undefined }),
    ).not.toHaveProperty("clientSecret");
  });

  it.each(["acme", "../jwt", "credentials", "nodemailer"])(
    "refuses %s, which is no OAuth provider of Auth.js",
    async (id) => {
      await expect(make({ id })).rejects.toMatchObject({ code: "invalid_settings" });
    },
  );

  it.each([{}, { id: null }, { id: "" }])("refuses a profile without an id: %j", async (raw) => {
    const provider = await make({ id: "gitlab" });
    await expect((async () => provider.profile?.({ sub: undefined, ...raw }, {}))()).rejects.toMatchObject({
      code: "provider_rejected",
    });
  });

  it("never takes GitHub's public address for a verified one", async () => {
    const answers: Record<string, unknown> = {
      "/user": { id: 1, login: "ada", email: "someone-elses@example.com" },
      "/user/emails": [
        { email: "verified@example.com", primary: false, verified: true },
        { email: "ada@example.com", primary: true, verified: false },
      ],
    };
    const provider = await defineProvider(settings({ id: "github", brand: "github" }), async (url) =>
      Response.json(answers[new URL(String(url)).pathname]),
    );
    const userinfo = provider.userinfo as { request(context: object): Promise<unknown> };
    expect(await userinfo.request({ tokens: { access_token: "t" } })).toMatchObject({
      id: 1,
      email: "ada@example.com",
      email_verified: false,
    });
  });
});
