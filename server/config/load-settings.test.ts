import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSettings } from "./load-settings.ts";
import { InvalidSettingsError } from "./settings-mistake.ts";

const secret = "0123456789abcdef0123456789abcdef";
const kept = { PORTICO_SECRETS: secret };
/** Anyone can have an account there, so production asks who may sign in. */
const google = { AUTH_GOOGLE_ID: "id", AUTH_GOOGLE_SECRET: "google-secret", PORTICO_ACCESS: "everyone" };

function emptyDirectory(): string {
  return mkdtempSync(join(tmpdir(), "portico-settings-"));
}

async function mistakesOf(env: Record<string, string>, config?: string): Promise<string[]> {
  const directory = emptyDirectory();
  if (config) writeFileSync(join(directory, "portico.config.ts"), `export default ${config};`);
  const error = await loadSettings(env, directory).then(
    () => new Error("the settings were accepted"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InvalidSettingsError);
  return (error as InvalidSettingsError).mistakes.map(({ setting }) => setting);
}

describe("with nothing configured", () => {
  it("runs in demo mode on loopback with demo providers, APIs and apps", async () => {
    const settings = await loadSettings({ PORT: "4100" }, emptyDirectory());
    expect(settings.mode).toBe("demo");
    expect(settings.publicUrl).toBe("http://localhost:4100");
    expect(settings.providers.map(({ name }) => name)).toEqual(["Google", "Microsoft", "GitHub"]);
    expect(settings.demo?.ports).toEqual({ providers: 4101, api: 4102, calendarBuddy: 4103, notebook: 4104 });
    expect(settings.frontendOrigins).toEqual(["http://localhost:4104"]);
    expect(settings.clients.map(({ clientId }) => clientId)).toEqual([
      "calendar-buddy",
      "demo-api",
      "tv-guide",
      "night-report",
    ]);
  });

  it("refuses a port that leaves none for the demo above it", async () => {
    expect(await mistakesOf({ PORT: "65532" })).toEqual(["PORT"]);
    expect((await loadSettings({ PORT: "65531" }, emptyDirectory())).demo?.ports.notebook).toBe(65_535);
  });

  it.each([
    ["providers: []", {}, "{ providers: [] }"],
    ["PORTICO_PROVIDERS", { PORTICO_PROVIDERS: "database" }, "{}"],
  ])("is no demo where its operator says that the providers are in the database: %s", async (_, env, config) => {
    const directory = emptyDirectory();
    writeFileSync(join(directory, "portico.config.ts"), `export default ${config};`);
    const settings = await loadSettings(env, directory);
    expect([settings.mode, settings.providers, settings.demo]).toEqual(["development", [], undefined]);
    const open = { PORTICO_URL: "https://login.example.com", PORTICO_SECRETS: secret };
    expect((await loadSettings({ ...env, ...open }, directory)).mode).toBe("production");
  });

  it("refuses another place of providers", async () => {
    expect(await mistakesOf({ PORTICO_PROVIDERS: "ldap" })).toEqual(["PORTICO_PROVIDERS"]);
  });

  it("makes secrets once and keeps them readable for the owner only", async () => {
    const directory = emptyDirectory();
    const first = await loadSettings({}, directory);
    const second = await loadSettings({}, directory);
    expect(second.secrets[0]?.reveal()).toBe(first.secrets[0]?.reveal());
    expect(statSync(join(directory, ".portico", "secrets")).mode & 0o777).toBe(0o600);
  });

  it("refuses a public address", async () => {
    expect(await mistakesOf({ PORTICO_URL: "https://login.example.com", PORTICO_SECRETS: secret })).toEqual([
      "PORTICO_URL",
    ]);
  });

  it("refuses to listen on other interfaces", async () => {
    expect(await mistakesOf({ HOST: "0.0.0.0" })).toEqual(["HOST"]);
  });
});

describe("a mistake", () => {
  it.each<[string, Record<string, string>, string]>([
    ["a port that is none", { PORT: "80a" }, "PORT"],
    ["plain http on a public address", { PORTICO_URL: "http://login.example.com", ...google, ...kept }, "PORTICO_URL"],
    ["a public URL with a path", { PORTICO_URL: "https://example.com/login", ...google, ...kept }, "PORTICO_URL"],
    ["a public URL with a password", { PORTICO_URL: "https://a:b@example.com", ...google, ...kept }, "PORTICO_URL"],
    ["a public URL that is none", { PORTICO_URL: "example", ...google, ...kept }, "PORTICO_URL"],
    ["missing secrets in production", { PORTICO_URL: "https://login.example.com", ...google }, "PORTICO_SECRETS"],
    ["a short secret", { PORTICO_SECRETS: "short" }, "PORTICO_SECRETS"],
    ["a repeated secret", { PORTICO_SECRETS: `${secret},${secret}` }, "PORTICO_SECRETS"],
    ["half a provider", { AUTH_GITHUB_ID: "id" }, "AUTH_GITHUB_SECRET"],
    ["a provider's secret with a line end", { ...google, AUTH_GOOGLE_SECRET: "geheim\n" }, "AUTH_GOOGLE_SECRET"],
    ["a provider's client id that is no ASCII", { ...google, AUTH_GOOGLE_ID: "größe" }, "AUTH_GOOGLE_ID"],
    ["the other half", { AUTH_GOOGLE_SECRET: "x" }, "AUTH_GOOGLE_ID"],
    [
      "Entra ID without a tenant",
      { AUTH_MICROSOFT_ENTRA_ID_ID: "x", AUTH_MICROSOFT_ENTRA_ID_SECRET: "y" },
      "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
    ],
    ["a database of another kind", { DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    ["a Redis URL that is none", { REDIS_URL: "localhost" }, "REDIS_URL"],
    ["next-auth's own address", { AUTH_URL: "https://login.example.com" }, "AUTH_URL"],
    ["next-auth's own address, older name", { NEXTAUTH_URL: "https://login.example.com" }, "NEXTAUTH_URL"],
    ["an unknown log level", { PORTICO_LOG_LEVEL: "loud" }, "PORTICO_LOG_LEVEL"],
    ["a missing configuration file", { PORTICO_CONFIG: "nowhere.ts" }, "PORTICO_CONFIG"],
  ])("is named: %s", async (_what, env, setting) => {
    expect(await mistakesOf(env)).toEqual([setting]);
  });

  it.each([
    ["an unknown setting", "{ brandig: {} }", "portico.config.ts: brandig"],
    [
      "an unknown setting of an entry",
      `{ providers: [{ id: "corp", clientId: "x", clientsecret: "y" }] }`,
      "portico.config.ts: providers.0.clientsecret",
    ],
    ["a wrong type", "{ session: { idleSeconds: -1 } }", "portico.config.ts: session.idleSeconds"],
    [
      "a duplicate client",
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/cb"] }`, 2),
      "clients[1] (a).clientId",
    ],
    [
      "a client with the portal's own client id",
      client(`{ clientId: "portico-bff", name: "A", redirectUris: ["https://a.example/cb"] }`),
      "clients[0] (portico-bff).clientId",
    ],
    [
      "a script as redirect",
      client(`{ clientId: "a", name: "A", redirectUris: ["javascript:alert(1)"] }`),
      "clients[0] (a).redirectUris",
    ],
    [
      "a redirect with fragment",
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/#x"] }`),
      "clients[0] (a).redirectUris",
    ],
    [
      "a web client on plain http",
      client(`{ clientId: "a", name: "A", redirectUris: ["http://a.example/cb"] }`),
      "clients[0] (a).redirectUris",
    ],
    [
      "a web client with a scheme of its own",
      client(`{ clientId: "a", name: "A", redirectUris: ["com.example.a:/cb"] }`),
      "clients[0] (a).redirectUris",
    ],
    [
      "a client secret's hash that is none",
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/cb"], clientSecretHash: "sha256:x" }`),
      "portico.config.ts: clients.0.clientSecretHash",
    ],
    ...[
      "größe-und-umlaut-1",
      "with-a-line-end-\\n-x",
      "with-a-tab-\\t-inside",
      "\\u00a0-is-no-space-at-all",
      "emoji-😀-in-the-secret",
    ].map((text): [string, string, string] => [
      `a client secret that never works with HTTP Basic: ${text}`,
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/cb"], clientSecret: "${text}" }`),
      "portico.config.ts: clients.0.clientSecret",
    ]),
    [
      "a client id that is no ASCII",
      client(`{ clientId: "größe", name: "A", redirectUris: ["https://a.example/cb"] }`),
      "portico.config.ts: clients.0.clientId",
    ],
    [
      "a provider's secret that is no ASCII",
      `{ providers: [{ id: "google", clientId: "x", clientSecret: "größe" }] }`,
      "portico.config.ts: providers.0.clientSecret",
    ],
    [
      "an API's secret that is no ASCII",
      api(`token: "client", clientCredentials: { issuer: "https://op.example", clientId: "x", clientSecret: "größe" }`),
      "portico.config.ts: apis.x.clientCredentials.clientSecret",
    ],
    ["a code client without redirect", client(`{ clientId: "a", name: "A" }`), "clients[0] (a).redirectUris"],
    [
      "an undeclared resource",
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/cb"], resources: ["https://x.example"] }`),
      "clients[0] (a).resources",
    ],
    [
      "a secretless service",
      client(`{ clientId: "a", name: "A", grantTypes: ["client_credentials"] }`),
      "clients[0] (a).clientSecret",
    ],
    ["client certificates without a trusted proxy", `{ mutualTls: {} }`, "mutualTls"],
    [
      "a client that authenticates by a certificate without mutualTls",
      client(
        `{ clientId: "a", name: "A", grantTypes: [], tokenEndpointAuthMethod: "tls_client_auth", tlsClientAuthSubjectDn: "CN=a" }`,
      ),
      "clients[0] (a).tokenEndpointAuthMethod",
    ],
    [
      "a certificate's client without a subject",
      `{ mutualTls: {}, trustedProxies: ["10.0.0.1"], clients: [{ clientId: "a", name: "A", grantTypes: [], tokenEndpointAuthMethod: "tls_client_auth" }] }`,
      "clients[0] (a).tlsClientAuthSubjectDn",
    ],
    [
      "a subject for another method",
      client(`{ clientId: "a", name: "A", grantTypes: [], tlsClientAuthSubjectDn: "CN=a" }`),
      "clients[0] (a).tlsClientAuthSubjectDn",
    ],
    [
      "a self-signed certificate that no JWKS knows",
      `{ mutualTls: {}, trustedProxies: ["10.0.0.1"], clients: [{ clientId: "a", name: "A", grantTypes: [], tokenEndpointAuthMethod: "self_signed_tls_client_auth" }] }`,
      "clients[0] (a).jwksUri",
    ],
    [
      "tokens bound to a certificate and to a DPoP key",
      `{ mutualTls: {}, trustedProxies: ["10.0.0.1"], clients: [{ clientId: "a", name: "A", grantTypes: [], certificateBoundTokens: true, requireDpop: true }] }`,
      "clients[0] (a).certificateBoundTokens",
    ],
    [
      "a public client without PKCE",
      client(`{ clientId: "a", name: "A", redirectUris: ["https://a.example/cb"], requirePkce: false }`),
      "clients[0] (a).requirePkce",
    ],
    [
      "an API with a token of an unknown provider",
      `{ apis: { x: { target: "https://x.example", token: "provider:unknown" } } }`,
      "apis.x.token",
    ],
    [
      "an API with scopes that its resource doesn't have",
      `{ resources: [{ identifier: "https://x.example", name: "X", scopes: ["read"] }],
         apis: { x: { target: "https://x.example", scopes: ["read", "write"] } } }`,
      "apis.x.scopes",
    ],
    [
      "client credentials that no call uses",
      `{ apis: { x: { target: "https://x.example", token: "user",
                      clientCredentials: { issuer: "https://i.example", clientId: "a", clientSecret: "b" } } } }`,
      "apis.x.clientCredentials",
    ],
    [
      "a timeout that no timer waits for",
      api(`connectTimeoutSeconds: 2147484, firstByteTimeoutSeconds: 2147483`),
      "portico.config.ts: apis.x.connectTimeoutSeconds",
    ],
    ["another such timeout", api(`firstByteTimeoutSeconds: 1e7`), "portico.config.ts: apis.x.firstByteTimeoutSeconds"],
    ["a third", api(`idleTimeoutSeconds: 1e7`), "portico.config.ts: apis.x.idleTimeoutSeconds"],
    ["a method in small letters", api(`methods: ["GET", "get"]`), "portico.config.ts: apis.x.methods.1"],
    ["a method that no parser knows", api(`methods: ["FETCH"]`), "portico.config.ts: apis.x.methods.0"],
    ["TRACE", api(`methods: ["TRACE"]`), "portico.config.ts: apis.x.methods.0"],
    ["CONNECT", api(`methods: ["CONNECT"]`), "portico.config.ts: apis.x.methods.0"],
    ["an audience with a fragment", api(`audience: "https://x.example/#a"`), "portico.config.ts: apis.x.audience"],
    [
      "a resource with a fragment",
      `{ resources: [{ identifier: "https://x.example#", name: "X" }] }`,
      "portico.config.ts: resources.0.identifier",
    ],
    ["registration that nothing opens", `{ dynamicRegistration: {} }`, "portico.config.ts: dynamicRegistration"],
    [
      "an opened API without scopes",
      `{ resources: [{ identifier: "https://x.example", name: "X", openTo: ["documents"] }] }`,
      "resources[0] (https://x.example).openTo",
    ],
    [
      "an opened scope that the API doesn't have",
      `{ resources: [{ identifier: "https://x.example", name: "X", scopes: ["a"], openScopes: ["a", "b"] }] }`,
      "resources[0] (https://x.example).openScopes",
    ],
    [
      "a header's value with a line break",
      api(`requestHeaders: { "X-Key": "a\\r\\nX-B: c" }`),
      "apis.x.requestHeaders",
    ],
    ["a header's value that ends a line", api(`requestHeaders: { "X-Key": "a\\n" }`), "apis.x.requestHeaders"],
    ["a header's value above Latin-1", api(`requestHeaders: { "X-Key": "5 €" }`), "apis.x.requestHeaders"],
    ["a header's name with a space", api(`requestHeaders: { "X Key": "a" }`), "apis.x.requestHeaders"],
    ["a header without a name", api(`requestHeaders: { "": "a" }`), "apis.x.requestHeaders"],
    [
      "a header twice, in two spellings",
      api(`requestHeaders: { "X-Key": "a", "X-Other": "b", "x-key": "a" }`),
      "apis.x.requestHeaders",
    ],
    ["an answer's header with a colon", api(`responseHeaders: { deny: ["X-Internal:"] }`), "apis.x.responseHeaders"],
    ["an answer's headers by a pattern", api(`responseHeaders: { allow: ["X-*"] }`), "apis.x.responseHeaders"],
    ["a frontend's page", `{ frontendOrigins: ["https://a.example", "https://b.example/x"] }`, "frontendOrigins[1]"],
    ["a frontend with a query", `{ frontendOrigins: ["https://a.example?"] }`, "frontendOrigins[0]"],
    ["a frontend with a user name", `{ frontendOrigins: ["https://u@a.example"] }`, "frontendOrigins[0]"],
    ["frontends by a pattern", `{ frontendOrigins: ["https://*.example.com"] }`, "frontendOrigins[0]"],
    [
      "OIDC without an issuer",
      `{ providers: [{ id: "corp", type: "oidc", clientId: "x" }] }`,
      "providers[0] (corp).issuer",
    ],
    [
      "a provider by plain http that is not on this computer",
      `{ providers: [{ id: "corp", type: "oidc", clientId: "x", issuer: "http://id.example.com", allowPrivateNetwork: true }] }`,
      "providers[0] (corp).issuer",
    ],
    [
      "an app's address with a path",
      forwardAuth(`origins: ["http://app.localhost/grafana"]`),
      "forwardAuth.origins[0]",
    ],
    [
      "an app's address with a password",
      forwardAuth(`origins: ["http://a:b@app.localhost"]`),
      "forwardAuth.origins[0]",
    ],
    ["apps by a pattern", forwardAuth(`origins: ["http://*.app.localhost"]`), "forwardAuth.origins[0]"],
    ["an app on another scheme", forwardAuth(`origins: ["https://app.localhost"]`), "forwardAuth.origins[0]"],
    ["an app on the portal's host name", forwardAuth(`origins: ["http://localhost:8443"]`), "forwardAuth.origins[0]"],
    [
      "apps on other hosts without a trusted proxy",
      `{ forwardAuth: { origins: ["http://app.localhost"] } }`,
      "trustedProxies",
    ],
    ["a domain with a scheme", forwardAuth(`domains: ["https://wiki.example.com"]`), "forwardAuth.domains[0]"],
    ["a domain with a star", forwardAuth(`domains: ["a.example", "*.example.com"]`), "forwardAuth.domains[1]"],
  ])("in portico.config.ts is named: %s", async (_what, config, setting) => {
    expect(await mistakesOf({ ...google }, config)).toEqual([setting]);
  });

  it("is listed with all others, and no secret is repeated", async () => {
    const env = { PORT: "x", PORTICO_SECRETS: "hunter2", DATABASE_URL: "nope://user:hunter2@host" };
    const error = await loadSettings(env, emptyDirectory()).catch((reason: unknown) => reason as InvalidSettingsError);
    expect((error as InvalidSettingsError).mistakes).toHaveLength(3);
    expect((error as InvalidSettingsError).message).not.toContain("hunter2");
  });

  it("in one place hides none in another: environment, schema, and references between entries", async () => {
    const env = {
      PORTICO_URL: "http://login.example.com",
      PORT: "x",
      PORTICO_SECRET: secret,
      REDIS_URL: "localhost",
      AUTH_GOOGLE_ID: "id",
    };
    const config = `{
      brandig: {},
      providers: [
        { id: "corp", type: "oidc", clientId: "x", clientsecret: "y" },
        { id: "other", type: "oidc", clientId: "x" },
      ],
      resources: [{ identifier: "https://x.example#", name: "X" }],
      apis: { x: { target: "https://x.example", token: "provider:corp" }, y: { target: "nowhere" } },
      clients: [
        { clientId: "a" },
        { clientId: "b", name: "B", redirectUris: ["javascript:alert(1)"], resources: ["https://x.example"] },
      ],
      frontendOrigins: ["https://*.example.com"],
    }`;
    expect((await mistakesOf(env, config)).sort()).toEqual([
      "AUTH_GOOGLE_SECRET",
      "PORT",
      "PORTICO_SECRET",
      "PORTICO_SECRETS",
      "PORTICO_URL",
      "REDIS_URL",
      "clients[1] (b).redirectUris",
      "frontendOrigins[0]",
      "portico.config.ts: apis.y.target",
      "portico.config.ts: brandig",
      "portico.config.ts: clients.0.name",
      "portico.config.ts: providers.0.clientsecret",
      "portico.config.ts: resources.0.identifier",
      "providers[1] (other).issuer",
    ]);
  });

  it("in the file itself hides none of the environment, and does not start the demo", async () => {
    const env = { PORTICO_URL: "https://login.example.com", REDIS_URL: "localhost" };
    const directory = emptyDirectory();
    writeFileSync(join(directory, "portico.config.ts"), "export default {");
    const error = await loadSettings(env, directory).catch((reason: unknown) => reason as InvalidSettingsError);
    const named = (error as InvalidSettingsError).mistakes.map(({ setting }) => setting);
    expect(named).toEqual(["REDIS_URL", join(directory, "portico.config.ts"), "PORTICO_SECRETS"]);
  });

  it("in a header's value doesn't repeat the value, which may be a key", async () => {
    const directory = emptyDirectory();
    writeFileSync(
      join(directory, "portico.config.ts"),
      `export default ${api(`requestHeaders: { "X-Key": "hunter2\\n" }`)};`,
    );
    const error = await loadSettings(google, directory).catch((reason: unknown) => reason as InvalidSettingsError);
    expect((error as InvalidSettingsError).message).toContain("X-Key");
    expect((error as InvalidSettingsError).message).not.toContain("hunter2");
  });
});

describe("production", () => {
  const env = { PORTICO_URL: "https://login.example.com", PORTICO_SECRETS: secret };
  const provider = (address: string, more = "") =>
    `{ providers: [{ id: "corp", type: "oidc", clientId: "x", issuer: "https://id.example.com", ${address}${more} }] }`;

  it.each([
    ["plain http on this computer", `issuer: "http://localhost:8080"`, "issuer"],
    ["this computer over https", `apiBaseUrl: "https://127.0.0.1:8443"`, "apiBaseUrl"],
    ["a private address", `baseUrl: "https://[fd00::1]"`, "baseUrl"],
  ])("refuses a provider on %s unless allowPrivateNetwork is set", async (_what, address, field) => {
    expect(await mistakesOf(env, provider(address))).toEqual([`providers[0] (corp).${field}`]);
    const directory = emptyDirectory();
    const allowed = provider(address, ", allowPrivateNetwork: true");
    writeFileSync(join(directory, "portico.config.ts"), `export default ${allowed};`);
    expect((await loadSettings(env, directory)).providers).toHaveLength(1);
  });

  it("offers the playground only when it is switched on; demo mode and development until it is switched off", async () => {
    const offered = async (variables: Record<string, string>, config = "{}") => {
      const directory = emptyDirectory();
      writeFileSync(join(directory, "portico.config.ts"), `export default ${config};`);
      return (await loadSettings(variables, directory)).playground;
    };
    expect(await offered({})).toBe(true);
    expect(await offered(google)).toBe(true);
    expect(await offered({ ...env, ...google })).toBe(false);
    expect(await offered({ ...env, ...google }, "{ playground: true }")).toBe(true);
    expect(await offered({}, "{ playground: false }")).toBe(false);
  });

  it("takes providers from the environment and secrets newest first", async () => {
    const other = secret.replace("0", "f");
    const settings = await loadSettings(
      { PORTICO_URL: "https://login.example.com", PORTICO_SECRETS: `${secret}, ${other}`, ...google },
      emptyDirectory(),
    );
    expect(settings.mode).toBe("production");
    expect(settings.secure).toBe(true);
    expect(settings.secrets.map((value) => value.reveal())).toEqual([secret, other]);
    expect(JSON.stringify(settings)).not.toContain("google-secret");
    expect(settings.demo).toBeUndefined();
  });
});

it("takes what is no mistake: long timeouts, rare methods, headers in Latin-1, frontends in any spelling", async () => {
  const directory = emptyDirectory();
  const config = `{
    apis: { x: { target: "https://x.example", idleTimeoutSeconds: 2147483, methods: ["QUERY", "PROPFIND", "M-SEARCH"],
                 requestHeaders: { "X-Key": "a\\tü=" }, responseHeaders: { allow: ["ETag", "etag", "X_Old"] } } },
    session: { absoluteSeconds: 31536000 },
    frontendOrigins: ["https://APP.example:443/"],
  }`;
  writeFileSync(join(directory, "portico.config.ts"), `export default ${config};`);
  const { apis, frontendOrigins } = await loadSettings(google, directory);
  expect(apis[0]?.methods).toEqual(["QUERY", "PROPFIND", "M-SEARCH"]);
  expect(frontendOrigins).toEqual(["https://app.example"]);
});

function api(text: string): string {
  return `{ apis: { x: { target: "https://x.example", ${text} } } }`;
}

function client(text: string, times = 1): string {
  return `{ clients: [${Array(times).fill(text).join(", ")}] }`;
}

it("writes the origins of forward auth in one spelling, each once", async () => {
  const directory = emptyDirectory();
  const config = forwardAuth(
    `origins: ["http://APP.localhost:80/", "http://app.localhost"], domains: [".a.example:81"]`,
  );
  writeFileSync(join(directory, "portico.config.ts"), `export default ${config};`);
  const { forwardAuth: settled } = await loadSettings(google, directory);
  expect(settled).toEqual({ origins: ["http://app.localhost"], domains: [".a.example:81"] });
});

function forwardAuth(inner: string): string {
  return `{ trustedProxies: ["127.0.0.1"], forwardAuth: { ${inner} } }`;
}
