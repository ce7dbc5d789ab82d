import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { listenAndSayReady } from "../../bff/targets/say-ready.ts";
import {
  apiScope,
  audience,
  benchClient,
  codeChallenge,
  openidScopes,
  redirectUri,
  refreshTokenCount,
} from "../bench-client.ts";
import { serveCodes } from "../mint-server.ts";

// The yardstick: oidc-provider with its in-memory adapter, nobody in front of it and nothing kept: no hashing, no
// audit, no limits. Rotation and lifetimes as Portico's.
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const scope = [...openidScopes, apiScope].join(" ");
const provider = new Provider("http://127.0.0.1:24060", {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "bench" }] },
  clients: [
    {
      client_id: benchClient.id,
      client_secret: benchClient.secret,
      grant_types: ["client_credentials", "refresh_token", "authorization_code"],
      redirect_uris: [redirectUri],
      response_types: ["code"],
      id_token_signed_response_alg: "RS256",
    },
  ],
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  rotateRefreshToken: true,
  routes: { token: "/oauth2/token", introspection: "/oauth2/introspect" },
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    ClientCredentials: 600,
    Grant: 86_400,
    IdToken: 3600,
    RefreshToken: 86_400,
    Session: 86_400,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: apiScope, audience, accessTokenTTL: 600, accessTokenFormat: "opaque" }),
      defaultResource: () => [],
    },
  },
});

const client = await provider.Client.find(benchClient.id);
if (!client) throw new Error("bench: the client is missing");
const grant = new provider.Grant({ accountId: "ada", clientId: benchClient.id });
grant.addOIDCScope(openidScopes.join(" "));
grant.addResourceScope(audience, apiScope);
const grantId = await grant.save();
const refreshTokens: string[] = [];
for (let index = 0; index < refreshTokenCount; index++) {
  const facts = { accountId: "ada", client, grantId, scope, resource: audience, gty: "authorization_code" };
  type Facts = ConstructorParameters<typeof provider.RefreshToken>[0];
  refreshTokens.push(await new provider.RefreshToken(facts as unknown as Facts).save());
}

const mintUrl = await serveCodes(async () => {
  // By now the adapter may have forgotten it.
  await grant.save();
  const facts = {
    ...{ accountId: "ada", client, grantId, scope, resource: audience, gty: "authorization_code", redirectUri },
    ...{ codeChallenge, codeChallengeMethod: "S256", authTime: Math.floor(Date.now() / 1000) },
  };
  type Facts = ConstructorParameters<typeof provider.AuthorizationCode>[0];
  return new provider.AuthorizationCode(facts as unknown as Facts).save();
});

process.on("SIGTERM", () => process.exit(0));
const about = { prefix: "", cookies: [], headers: {}, refreshTokens, mintUrl };
await listenAndSayReady(createServer(provider.callback()), about, 24060);
