import { describe, expect, it } from "vitest";
import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import { settleProviders } from "./settle-providers.ts";

type ProviderEntry = NonNullable<PorticoConfig["providers"]>[number];

function settle(...providers: Omit<ProviderEntry, "clientId">[]) {
  const mistakes: Parameters<typeof settleProviders>[2] = [];
  const parsed = configSchema.parse({ providers: providers.map((entry) => ({ clientId: "portal", ...entry })) });
  return { settled: settleProviders(parsed.providers, "production", mistakes), mistakes };
}

const issuer = "https://id.example";

describe("the kind of a provider", () => {
  it.each<[string, Omit<ProviderEntry, "clientId">, string]>([
    ["the id of a known kind", { id: "google" }, "google"],
    ["the id of a built-in", { id: "gitlab" }, "gitlab"],
    ["oidc with type oidc", { id: "corp", type: "oidc", issuer }, "oidc"],
    [
      "the id with type oidc, where the known kind speaks OpenID Connect",
      { id: "google", type: "oidc", issuer },
      "google",
    ],
    ["oidc with type oidc, where the known kind doesn't", { id: "github", type: "oidc", issuer }, "oidc"],
    ["what kind says", { id: "work", kind: "github" }, "github"],
    ["what kind says, also with the id of another", { id: "google", kind: "oidc", issuer }, "oidc"],
  ])("is %s", (_what, entry, kind) => {
    const { settled, mistakes } = settle(entry);
    expect(mistakes).toEqual([]);
    expect(settled[0]).toMatchObject({ id: entry.id, kind });
  });

  it("gives name and mark to every provider of it, unless the settings name one", () => {
    const { settled } = settle({ id: "github" }, { id: "github-corp", kind: "github", name: "GitHub Enterprise" });
    expect(settled.map(({ name, brand }) => [name, brand])).toEqual([
      ["GitHub", "github"],
      ["GitHub Enterprise", "github"],
    ]);
  });

  it("needs a name where another provider is shown by the kind's own", () => {
    const [first, second] = [{ id: "google" }, { id: "google-staff", kind: "google" }];
    expect(settle(first, second).mistakes.map(({ setting }) => setting)).toEqual(["providers[1] (google-staff).name"]);
    expect(settle(first, { ...second, name: "Staff" }).mistakes).toEqual([]);
    expect(settle({ id: "a", type: "oidc", issuer }, { id: "b", type: "oidc", issuer }).mistakes).toEqual([]);
  });

  it("is a mistake beside a type that says otherwise", () => {
    const { mistakes } = settle({ id: "work", kind: "github", type: "oidc", issuer });
    expect(mistakes.map(({ setting }) => setting)).toEqual(["providers[0] (work).kind"]);
  });

  it("isn't the old name of Entra ID, which would have none of its rules", () => {
    for (const entry of [{ id: "azure-ad" }, { id: "work", kind: "azure-ad", issuer }]) {
      expect(settle(entry).mistakes.map(({ setting }) => setting)).toEqual([`providers[0] (${entry.id}).kind`]);
    }
    expect(settle({ id: "azure-ad", kind: "microsoft-entra-id", issuer }).mistakes).toEqual([]);
  });

  it.each<[string, Omit<ProviderEntry, "clientId">, string]>([
    ["oidc", { id: "corp", kind: "oidc" }, "providers[0] (corp).issuer"],
    ["a second Entra tenant", { id: "partners", kind: "microsoft-entra-id" }, "providers[0] (partners).issuer"],
    ["Entra by its own id", { id: "microsoft-entra-id" }, "AUTH_MICROSOFT_ENTRA_ID_ISSUER"],
  ])("needs an issuer for %s", (_what, entry, setting) => {
    expect(settle(entry).mistakes.map((mistake) => mistake.setting)).toEqual([setting]);
  });
});

describe("the API of a GitHub provider", () => {
  const enterprise = { id: "github", baseUrl: "https://git.example" };

  it.each<[string, Omit<ProviderEntry, "clientId">]>([
    ["github.com's own", { id: "github", apiBaseUrl: "https://api.github.com" }],
    ["a path of an Enterprise Server", { ...enterprise, apiBaseUrl: "https://git.example/api/v3" }],
    ["a subdomain of an Enterprise Server", { ...enterprise, apiBaseUrl: "https://api.git.example" }],
    ["left out", enterprise],
  ])("may be %s", (_what, entry) => {
    expect(settle(entry).mistakes).toEqual([]);
  });

  it.each<[string, Omit<ProviderEntry, "clientId">]>([
    ["another host than github.com", { id: "github", apiBaseUrl: "https://evil.example" }],
    ["an Enterprise Server's beside github.com", { id: "github", apiBaseUrl: "https://git.example/api/v3" }],
    ["github.com's beside an Enterprise Server", { ...enterprise, apiBaseUrl: "https://api.github.com" }],
    ["a host that only begins alike", { ...enterprise, apiBaseUrl: "https://git.example.evil.example" }],
    ["another port", { ...enterprise, apiBaseUrl: "https://git.example:8443" }],
  ])("isn't %s, which could name any of the people there", (_what, entry) => {
    expect(settle(entry).mistakes.map(({ setting }) => setting)).toEqual(["providers[0] (github).apiBaseUrl"]);
  });
});
