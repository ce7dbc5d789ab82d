import { describe, expect, it } from "vitest";
import { configSchema } from "./config-schema.ts";
import { schemaMistakes } from "./schema-mistakes.ts";

const client = { clientId: "a", name: "A", redirectUris: ["https://a.example/cb"] };
const unset: string | undefined = undefined;

/** Setting and problem of each mistake. */
function mistakesOf(config: object): string[] {
  const { error } = configSchema.safeParse(config);
  return schemaMistakes(config, "/etc/portico.ts", error?.issues ?? []).map(
    ({ setting, problem }) => `${setting} — ${problem}`,
  );
}

describe("an unknown setting", () => {
  it.each<[object, string, string]>([
    [{ frontendOrigin: [] }, "frontendOrigin", "frontendOrigins"],
    [{ providers: [{ id: "corp", clientId: "x", clientsecret: "y" }] }, "providers.0.clientsecret", "clientSecret"],
    [{ clients: [client, { ...client, redirectURI: [] }] }, "clients.1.redirectURI", "redirectUris"],
    [{ apis: { x: { target: "https://x.example", tokne: "user" } } }, "apis.x.tokne", "token"],
    [
      { apis: { x: { target: "https://x.example", responseHeaders: { alow: [] } } } },
      "apis.x.responseHeaders.alow",
      "allow",
    ],
    [{ session: { idleSecond: 1 } }, "session.idleSecond", "idleSeconds"],
    [
      { resources: [{ identifier: "https://x.example", name: "X", translations: { de: { nam: "X", name: "X" } } }] },
      "resources.0.translations.de.nam",
      "name",
    ],
    [{ mutualTls: { verfiedHeader: "x-a" } }, "mutualTls.verfiedHeader", "verifiedHeader"],
  ])("is named by its path in the file, with the one that was meant: %j", (config, path, meant) => {
    const wrong = path.split(".").at(-1);
    expect(mistakesOf(config)).toEqual([
      `/etc/portico.ts: ${path} — There is no setting “${wrong}” here: did you mean “${meant}”?`,
    ]);
  });

  it("that resembles no other gets the list of known ones", () => {
    const { error } = configSchema.safeParse({ session: { cookieDomain: "x" } });
    const [mistake] = schemaMistakes({ session: { cookieDomain: "x" } }, "f.ts", error?.issues ?? []);
    expect(mistake).toEqual({
      setting: "f.ts: session.cookieDomain",
      problem: "There is no setting “cookieDomain” here.",
      fix: "Leave it out, or use one of: idleSeconds, absoluteSeconds.",
    });
  });
});

describe("a setting that is there and undefined", () => {
  const api = { target: "https://x.example" };
  it.each<[object, string]>([
    [{ providers: [{ id: "corp", clientId: "x", clientSecret: unset }] }, "providers.0.clientSecret"],
    [{ providers: [{ id: "corp", clientId: unset }] }, "providers.0.clientId"],
    [{ providers: [{ id: "corp", clientId: "x", issuer: unset }] }, "providers.0.issuer"],
    [{ providers: [{ id: "github", clientId: "x", baseUrl: unset }] }, "providers.0.baseUrl"],
    [{ clients: [client, { ...client, clientSecret: unset }] }, "clients.1.clientSecret"],
    [{ clients: [{ ...client, clientSecretHash: unset }] }, "clients.0.clientSecretHash"],
    [{ clients: [{ ...client, clientId: unset }] }, "clients.0.clientId"],
    [{ clients: [{ ...client, redirectUris: [unset] }] }, "clients.0.redirectUris.0"],
    [{ clients: [{ ...client, jwksUri: unset }] }, "clients.0.jwksUri"],
    [{ apis: { x: { target: unset } } }, "apis.x.target"],
    [{ apis: { x: { ...api, audience: unset } } }, "apis.x.audience"],
    [{ apis: { x: { ...api, requestHeaders: { "X-Key": unset } } } }, "apis.x.requestHeaders.X-Key"],
    [
      { apis: { x: { ...api, clientCredentials: { issuer: unset, clientId: "x", clientSecret: "y" } } } },
      "apis.x.clientCredentials.issuer",
    ],
    [{ resources: [{ identifier: unset, name: "X" }] }, "resources.0.identifier"],
    [{ dynamicRegistration: { initialAccessTokens: [unset] } }, "dynamicRegistration.initialAccessTokens.0"],
    [{ clientIdMetadataDocuments: { allowedHosts: unset } }, "clientIdMetadataDocuments.allowedHosts"],
  ])("is asked for the variable it was read from: %j at %s", (config, path) => {
    expect(mistakesOf(config)).toEqual([
      `/etc/portico.ts: ${path} — It is undefined: is the environment variable that you read it from set?`,
    ]);
  });

  it("is no mistake where leaving it out only means less", () => {
    expect(
      mistakesOf({ branding: { logoUrl: unset }, mutualTls: unset, clients: [{ ...client, logoUri: unset }] }),
    ).toEqual([]);
  });

  it("is reported differently from a missing one", () => {
    const [missing] = mistakesOf({ providers: [{ id: "corp" }] });
    expect(missing).toBe("/etc/portico.ts: providers.0.clientId — Invalid input: expected string, received undefined.");
    expect(mistakesOf({ providers: [{ id: "corp", clientId: "x" }], clients: [client] })).toEqual([]);
  });
});
