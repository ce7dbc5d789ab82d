import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";

export interface SuiteListener {
  /** Logout tokens that arrived, oldest first. */
  logoutTokens: string[];
  /** Resolves when the next logout token arrives. */
  nextLogoutToken(): Promise<string>;
  privateKeyOf(clientId: string): CryptoKey;
  jwksUri(clientId: string): string;
  backchannelLogoutUri: string;
  close(): void;
}

/** What of the suite the server calls: its clients' keys, and its back-channel logout endpoint. */
export async function startSuiteListener(keyedClients: readonly string[]): Promise<SuiteListener> {
  const keys = new Map<string, { privateKey: CryptoKey; publicJwk: JWK }>();
  for (const clientId of keyedClients) {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    keys.set(clientId, {
      privateKey,
      publicJwk: { ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: clientId },
    });
  }
  const logoutTokens: string[] = [];
  let arrived: ((token: string) => void) | undefined;
  const server = createServer((request, response) => {
    const clientId = /^\/jwks\/(.+)$/.exec(request.url ?? "")?.[1];
    if (clientId !== undefined) {
      const jwk = keys.get(clientId)?.publicJwk;
      response.writeHead(jwk ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
      return;
    }
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const token = new URLSearchParams(body).get("logout_token") ?? "";
      logoutTokens.push(token);
      response.writeHead(200, { "cache-control": "no-store" }).end();
      arrived?.(token);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    logoutTokens,
    nextLogoutToken: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    privateKeyOf(clientId) {
      const key = keys.get(clientId)?.privateKey;
      if (!key) throw new Error(`${clientId} has no key`);
      return key;
    },
    jwksUri: (clientId) => `${url}/jwks/${clientId}`,
    backchannelLogoutUri: `${url}/backchannel_logout`,
    close: () => server.close(),
  };
}
