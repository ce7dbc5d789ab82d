import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createProviderChecks } from "./check-providers.ts";

const secret = "the-secret-of-the-client";
let server: Server;
let issuer: string;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/json");
    if (request.url === "/jwks") response.end(JSON.stringify({ keys: [{ kty: "EC" }] }));
    else if (request.url === "/token") response.end(JSON.stringify({ error: "invalid_client" }));
    else {
      const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, ...endpoints }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function checks() {
  const provider = (id: string, at: string) =>
    ({ id, name: id, type: "oidc", issuer: at, clientId: "portico", clientSecret: secret }) as const;
  const settings = testSettings({ providers: [provider("corp", issuer), provider("away", "http://localhost:9")] });
  return createProviderChecks({ providers: createCatalog(settings).providers, settings });
}

describe("a look at all providers", () => {
  it("says of each what was found and where it stands, without a secret", async () => {
    const found = await checks()({ withCredentials: false });
    expect(found).toMatchObject([
      { providerId: "corp", origin: "settings", outcome: "ok", found: `issuer ${issuer}, 1 keys` },
      { providerId: "away", origin: "settings", outcome: "failed", fix: expect.any(String) },
    ]);
    expect(asked).not.toContain("/token");
  });

  it("tries the client's secret when asked to, and doesn't say it", async () => {
    const found = await checks()({ withCredentials: true });
    expect(found.filter(({ providerId }) => providerId === "corp").map(({ outcome }) => outcome)).toEqual([
      "ok",
      "failed",
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it("is one for calls at the same time", async () => {
    const look = checks();
    const [one, other] = await Promise.all([look({ withCredentials: false }), look({ withCredentials: false })]);
    expect(one).toBe(other);
    expect(asked.filter((path) => path === "/jwks")).toHaveLength(1);
  });
});
