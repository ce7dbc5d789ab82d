import { describe, expect, it } from "vitest";
import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import { environmentOf, type Variables } from "#server/config/environment.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { settle } from "#server/config/settle.ts";
import { accessFromEnvironment } from "./access-from-environment.ts";

const corp = { id: "corp", kind: "oidc", issuer: "https://id.example.com", clientId: "portal" } as const;

function settled(config: PorticoConfig, variables: Variables = {}, publicUrl = "https://login.example.com") {
  const ofEnvironment: SettingsMistake[] = [];
  const access = accessFromEnvironment(environmentOf(variables), ofEnvironment);
  const { settings, mistakes } = settle(configSchema.parse(config), {
    mode: publicUrl.includes("localhost") ? "development" : "production",
    publicUrl,
    host: "localhost",
    port: 3000,
    dataDirectory: "/nowhere",
    database: { kind: "embedded", directory: "/nowhere/database" },
    redisUrl: undefined,
    secrets: ["a secret that only tests know, long enough"],
    demo: undefined,
    logLevel: "info",
    ...(access === undefined ? {} : { access }),
  });
  return {
    settings,
    mistakes: [...ofEnvironment, ...mistakes],
    named: [...ofEnvironment, ...mistakes].map((one) => one.setting),
  };
}

describe("a provider at which anyone can have an account", () => {
  const client = { clientId: "portal", clientSecret: "a secret" };
  it.each<[string, NonNullable<PorticoConfig["providers"]>[number]]>([
    ["Google", { id: "google", ...client }],
    ["Google by its issuer", { id: "corp", kind: "oidc", issuer: "https://accounts.google.com", ...client }],
    ["GitHub", { id: "github", ...client }],
    ["GitHub by its address", { id: "github", baseUrl: "https://github.com", ...client }],
    ["Apple", { id: "apple", ...client }],
    ["Facebook", { id: "facebook", ...client }],
    ["GitLab.com", { id: "gitlab", ...client }],
    ["GitLab.com by its issuer", { id: "git", kind: "oidc", issuer: "https://gitlab.com", ...client }],
    ["LinkedIn", { id: "linkedin", ...client }],
    ["Discord", { id: "discord", ...client }],
    ["a built-in that Portico doesn't know", { id: "brand-new", ...client }],
    ...["common", "organizations", "consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"].map(
      (tenant): [string, NonNullable<PorticoConfig["providers"]>[number]] => [
        `Entra's ${tenant}`,
        { id: "microsoft-entra-id", issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, ...client },
      ],
    ),
  ])("is a mistake in production without a policy, and the fix says what to write: %s", (_name, provider) => {
    const { mistakes } = settled({ providers: [provider] });
    expect(mistakes.map(({ setting }) => setting)).toEqual([`providers[0] (${provider.id}).allow`]);
    expect(mistakes[0]?.fix).toContain("PORTICO_ACCESS=everyone");
    expect(settled({ providers: [provider], access: "everyone" }).named).toEqual([]);
    expect(settled({ providers: [provider] }, { PORTICO_ACCESS_EMAIL_DOMAINS: "example.com" }).named).toEqual([]);
    expect(settled({ providers: [provider] }, {}, "http://localhost:3000").named).toEqual([]);
  });

  it.each<[string, NonNullable<PorticoConfig["providers"]>[number]]>([
    ["Google with a hosted domain", { id: "google", ...client, allow: { hostedDomain: "example.com" } }],
    ["GitHub with organizations", { id: "github", ...client, allow: { organizations: ["example"] } }],
    [
      "Entra's shared endpoint with tenants",
      {
        id: "microsoft-entra-id",
        issuer: "https://login.microsoftonline.com/common/v2.0",
        ...client,
        allow: { tenants: ["72f988bf-86f1-41af-91ab-2d7cd011db47"] },
      },
    ],
    ["GitHub Enterprise Server", { id: "github", baseUrl: "https://github.example.com", ...client }],
    [
      "one tenant of Entra",
      {
        id: "microsoft-entra-id",
        issuer: "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        ...client,
      },
    ],
    ["a Keycloak", { id: "keycloak", issuer: "https://id.example.com/realms/staff", ...client }],
    ["a provider by its own issuer", { ...corp, clientSecret: "a secret" }],
  ])("is not meant by %s, which needs no policy", (_name, provider) => {
    expect(settled({ providers: [provider] }).named).toEqual([]);
  });

  it("is named by its own place, so that others beside it are not meant", () => {
    const { named } = settled({ providers: [corp, { id: "google", ...client }, { id: "discord", ...client }] });
    expect(named).toEqual(["providers[1] (google).allow", "providers[2] (discord).allow"]);
  });
});

describe("the policy", () => {
  it("is read from the file or from the environment, never from both", () => {
    const rules = { emailDomains: ["example.com"], emails: ["ada@other.example"], signUp: "invited" as const };
    expect(settled({ providers: [corp], access: rules }).settings?.access).toMatchObject({ ...rules, source: "file" });
    const variables = { PORTICO_ACCESS_EMAIL_DOMAINS: "a.example, b.example", PORTICO_ACCESS_SIGN_UP: "closed" };
    expect(settled({ providers: [corp] }, variables).settings?.access).toMatchObject({
      source: "environment",
      emailDomains: ["a.example", "b.example"],
      signUp: "closed",
    });
    expect(settled({ providers: [corp], access: "everyone" }, variables).named).toEqual(["access"]);
  });

  it.each<[string, Variables, string]>([
    ["another word than everyone", { PORTICO_ACCESS: "all" }, "PORTICO_ACCESS"],
    ["everyone beside a rule", { PORTICO_ACCESS: "everyone", PORTICO_ACCESS_EMAILS: "a@b.example" }, "PORTICO_ACCESS"],
    ["a domain with @", { PORTICO_ACCESS_EMAIL_DOMAINS: "@example.com" }, "PORTICO_ACCESS_EMAIL_DOMAINS"],
    ["a star", { PORTICO_ACCESS_EMAIL_DOMAINS: "*" }, "PORTICO_ACCESS_EMAIL_DOMAINS"],
    ["an empty list", { PORTICO_ACCESS_EMAILS: " , " }, "PORTICO_ACCESS_EMAILS"],
    ["an unknown way to sign up", { PORTICO_ACCESS_SIGN_UP: "never" }, "PORTICO_ACCESS_SIGN_UP"],
    ["sign-up open and no rule", { PORTICO_ACCESS_SIGN_UP: "open" }, "PORTICO_ACCESS_SIGN_UP"],
    ["a group of no provider", { PORTICO_ACCESS_GROUPS: "staff" }, "PORTICO_ACCESS_GROUPS[0]"],
  ])("is a mistake with %s", (_what, variables, setting) => {
    expect(settled({ providers: [corp] }, variables).named).toEqual([setting]);
  });

  it("that is empty in the file is a mistake, because it reads like a restriction", () => {
    expect(settled({ providers: [corp], access: {} }).named).toEqual(["access"]);
  });
});

describe("a group", () => {
  const giving = { ...corp, groupsClaim: "groups" };
  const groupsOf = (...providers: NonNullable<PorticoConfig["providers"]>) =>
    settled({ providers, access: { groups: ["staff"] } });

  it("gets the prefix of the one provider that gives groups", () => {
    expect(groupsOf(giving, { ...corp, id: "silent" }).settings?.access.groups).toEqual(["corp:staff"]);
    expect(settled({ providers: [giving], access: { groups: ["corp:a:b"] } }).settings?.access.groups).toEqual([
      "corp:a:b",
    ]);
  });

  it("needs the prefix where two providers give groups, or none does", () => {
    expect(groupsOf(giving, { ...giving, id: "partners" }).named).toEqual(["access.groups[0]"]);
    expect(groupsOf(corp).named).toEqual(["access.groups[0]"]);
  });

  it("is spelled the same in every allow", () => {
    const allow = { groups: ["staff"] };
    const { settings } = settled({
      providers: [giving],
      clients: [
        {
          clientId: "wiki",
          clientSecret: "a secret of the wiki",
          name: "Wiki",
          redirectUris: ["https://wiki.example/cb"],
          allow,
        },
      ],
      apis: { orders: { target: "https://orders.example", allow } },
      trustedProxies: ["10.0.0.1"],
      forwardAuth: { origins: ["https://grafana.example.com"], allow: { "Grafana.example.com": allow } },
    });
    const expected = { groups: ["corp:staff"] };
    expect(settings?.clients[0]?.allow).toEqual(expected);
    expect(settings?.apis[0]?.allow).toEqual(expected);
    expect(settings?.forwardAuth.allow?.get("grafana.example.com")).toEqual(expected);
  });
});

describe("a provider's allow", () => {
  it.each<[string, NonNullable<PorticoConfig["providers"]>[number], string]>([
    ["hostedDomain of GitHub", { id: "github", clientId: "x", allow: { hostedDomain: "example.com" } }, "hostedDomain"],
    ["organizations of Google", { id: "google", clientId: "x", allow: { organizations: ["a"] } }, "organizations"],
    [
      "tenants of another provider",
      { ...corp, allow: { tenants: ["72f988bf-86f1-41af-91ab-2d7cd011db47"] } },
      "tenants",
    ],
    ["groups without a claim for them", { ...corp, allow: { groups: ["staff"] } }, "groups"],
  ])("is a mistake where the provider can't answer: %s", (_what, provider, rule) => {
    expect(settled({ providers: [provider], access: "everyone" }).named).toEqual([
      `providers[0] (${provider.id}).allow.${rule}`,
    ]);
  });

  it("and every other allow names at least one rule", () => {
    for (const config of [
      { providers: [{ ...corp, allow: {} }] },
      { apis: { x: { target: "https://x.example", allow: {} } } },
      { forwardAuth: { allow: { "a.example": {} } } },
    ]) {
      expect(configSchema.safeParse(config).success).toBe(false);
    }
  });
});

it("refuses a rule for a host at which forward auth protects nothing", () => {
  const { named } = settled({
    providers: [corp],
    trustedProxies: ["10.0.0.1"],
    forwardAuth: {
      origins: ["https://grafana.example.com"],
      allow: {
        ".example.com": { emails: ["a@b.example"] },
        "login.example.com": { emails: ["a@b.example"] },
        "wiki.example.com": { emails: ["a@b.example"] },
      },
    },
  });
  expect(named).toEqual(["forwardAuth.allow.wiki.example.com"]);
});
