import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { obtainCode, obtainTokens, type RawClient, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const algorithms = ["ES256", "RS256", "EdDSA"] as const;
const filesAudience = "https://api.example/files";
const clientOf = (algorithm: string): RawClient => ({
  clientId: `app-${algorithm}`,
  redirectUri: "https://app.example/callback",
  secret: undefined,
});

describe("what a client wants signed", () => {
  let harness: Harness;
  let closeDatabase: () => Promise<void>;

  beforeAll(async () => {
    const database = await openEmbeddedTestDatabase();
    closeDatabase = database.close;
    const clients = algorithms.map((idTokenAlgorithm) => ({
      clientId: clientOf(idTokenAlgorithm).clientId,
      name: idTokenAlgorithm,
      redirectUris: ["https://app.example/callback"],
      idTokenAlgorithm,
      signedUserinfo: true,
      scopes: ["openid", "profile", "files:read"],
      resources: [filesAudience],
    }));
    const files: NonNullable<PorticoConfig["resources"]>[number] = {
      identifier: filesAudience,
      name: "Files",
      scopes: ["files:read"],
      accessTokenFormat: "jwt",
      accessTokenAlgorithm: "RS256",
    };
    harness = await startAuthorizationServer(database, {
      ...testConfig,
      resources: [...testConfig.resources, files],
      clients: [...testConfig.clients, ...clients],
    });
  });
  afterAll(async () => {
    await harness.close();
    await closeDatabase();
  });

  for (const algorithm of algorithms) {
    it(`is signed with ${algorithm}: ID token and userinfo`, async () => {
      const client = clientOf(algorithm);
      const tokens = await obtainTokens(harness, await harness.signIn(), client);
      const keys = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
      const facts = { issuer: harness.issuer, audience: client.clientId };
      const { payload } = await jwtVerify(tokens.id_token ?? "", keys, { ...facts, algorithms: [algorithm] });

      const userinfo = await fetch(`${harness.issuer}/oauth2/userinfo`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      expect(userinfo.headers.get("content-type")).toMatch(/^application\/jwt/);
      const signed = await userinfo.text();
      expect(decodeProtectedHeader(signed).alg).toBe(algorithm);
      const told = await jwtVerify(signed, keys, facts);
      expect(told.payload).toMatchObject({ sub: payload.sub, name: "Ada Lovelace" });
    });
  }

  it("is an ID token by RS256 for a client that says nothing (OpenID Connect Core §15.1)", async () => {
    const spa = { clientId: "spa", redirectUri: "https://spa.example/callback", secret: undefined };
    const { id_token } = await obtainTokens(harness, await harness.signIn(), spa);
    expect(decodeProtectedHeader(id_token ?? "").alg).toBe("RS256");
  });

  it("is an API's access token by the algorithm that its setting names", async () => {
    const asked = { scope: "openid files:read", resource: filesAudience };
    const code = await obtainCode(harness, await harness.signIn(), clientOf("RS256"), asked);
    const answer = await tokenRequest(harness, clientOf("RS256"), { ...code, resource: filesAudience });
    const tokens = (await answer.json()) as TokenAnswer;
    const keys = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
    const { protectedHeader } = await jwtVerify(tokens.access_token, keys, { audience: filesAudience });
    expect(protectedHeader).toMatchObject({ alg: "RS256", typ: "at+jwt" });
  });

  it("is plain JSON for a client that didn't ask", async () => {
    const spa = { clientId: "spa", redirectUri: "https://spa.example/callback", secret: undefined };
    const { access_token } = await obtainTokens(harness, await harness.signIn(), spa);
    const userinfo = await fetch(`${harness.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(userinfo.headers.get("content-type")).toMatch(/^application\/json/);
  });
});
