import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { dpopProof, newProofKey, type ProofFacts } from "#tests/support/dpop-proof.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  spa,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

let harness: Harness;
let keyServer: Server;
let keyPair: { publicKey: KeyObject; privateKey: KeyObject };

let megabytesSent = 0;
function sendWithoutEnd(response: ServerResponse): void {
  const more = () => {
    do megabytesSent++;
    while (response.write(Buffer.alloc(1 << 20, " ")) && !response.destroyed);
  };
  response.on("drain", more);
  more();
}

beforeAll(async () => {
  keyPair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...(await exportJWK(keyPair.publicKey)), alg: "ES256", use: "sig", kid: "1" };
  keyServer = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    if (request.url === "/endless") return sendWithoutEnd(response);
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
  const { port } = keyServer.address() as AddressInfo;
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: "key-holder",
        name: "Key Holder",
        jwksUri: `http://127.0.0.1:${port}/jwks`,
        grantTypes: ["client_credentials"],
        scopes: ["calendar:read"],
        resources: [calendarAudience],
      },
      {
        clientId: "flooder",
        name: "Flooder",
        jwksUri: `http://127.0.0.1:${port}/endless`,
        grantTypes: ["client_credentials"],
      },
    ],
  });
});
afterAll(async () => {
  keyServer.close();
  await harness.close();
  await harness.database.close();
});

const errorOf = async (response: Response) => `${response.status} ${((await response.json()) as TokenAnswer).error}`;

describe("a pushed authorization request", () => {
  const push = (client: typeof buddy, change: Record<string, string | undefined> = {}) => {
    const { challenge } = newVerifier();
    const body = Object.fromEntries(authorizationRequest(client, challenge, change));
    const headers = client.secret ? basic(client.clientId, client.secret) : {};
    return harness.form("/oauth2/par", body, headers);
  };

  it("is answered with 201 and lives at most a minute", async () => {
    const response = await push(buddy);
    expect(response.status).toBe(201);
    const body = (await response.json()) as { request_uri: string; expires_in: number };
    expect(body.request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:/);
    expect(body.expires_in).toBeLessThanOrEqual(60);
  });

  it("leads to a code once, keeps offline_access, and then no more", async () => {
    const { verifier, challenge } = newVerifier();
    const scope = "openid offline_access";
    const body = Object.fromEntries(authorizationRequest(buddy, challenge, { scope }));
    const pushed = await harness.form("/oauth2/par", body, basic(buddy.clientId, buddy.secret ?? ""));
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    const url = `/oauth2/authorize?${new URLSearchParams({ client_id: buddy.clientId, request_uri })}`;
    const who = await harness.signIn();
    const { callback } = await walkAuthorization(harness, who, url);
    const code = callback.searchParams.get("code") ?? "";
    const tokens = (await (
      await tokenRequest(harness, buddy, {
        grant_type: "authorization_code",
        code,
        code_verifier: verifier,
        redirect_uri: buddy.redirectUri,
      })
    ).json()) as TokenAnswer;
    expect(tokens.refresh_token).toMatch(/^ptc_rt_/);
    const again = await walkAuthorization(harness, who, url);
    expect(again.callback.pathname).toBe("/error");
    expect(again.callback.searchParams.get("code")).toBe("authorization_request_invalid");
  });

  it("is worth nothing to another client", async () => {
    const { request_uri } = (await (await push(buddy)).json()) as { request_uri: string };
    const who = await harness.signIn();
    const { callback } = await walkAuthorization(
      harness,
      who,
      `/oauth2/authorize?${new URLSearchParams({ client_id: "spa", request_uri })}`,
    );
    expect(callback.pathname).toBe("/error");
  });

  it("is refused like the same request at the front would be", async () => {
    const refused: [Record<string, string | undefined>, string][] = [
      [{ code_challenge_method: "plain" }, "400 invalid_request"],
      [{ code_challenge: undefined, code_challenge_method: undefined }, "400 invalid_request"],
      [{ redirect_uri: "https://evil.example/" }, "400 invalid_request"],
      [{ response_type: "token" }, "400 unsupported_response_type"],
      [{ request_uri: "urn:ietf:params:oauth:request_uri:x" }, "400 request_uri_not_supported"],
      [{ resource: "https://api.example/other" }, "400 invalid_target"],
    ];
    for (const [change, error] of refused)
      expect([change, await errorOf(await push(buddy, change))]).toEqual([change, error]);
    expect(await errorOf(await push({ ...buddy, secret: "wrong" }))).toBe("401 invalid_client");
  });
});

describe("a DPoP proof", () => {
  const tokenUrl = () => `${harness.issuer}/oauth2/token`;
  const exchange = async (proof: string | undefined) => {
    const code = await obtainCode(harness, await harness.signIn(), spa, { scope: "openid profile offline_access" });
    return tokenRequest(harness, spa, code, proof === undefined ? {} : { dpop: proof });
  };

  it("binds access and refresh tokens to its key", async () => {
    const key = await newProofKey();
    const tokens = (await (await exchange(await dpopProof(key, { htu: tokenUrl() }))).json()) as TokenAnswer;
    expect(tokens.token_type).toBe("DPoP");
    const userinfo = `${harness.issuer}/oauth2/userinfo`;
    const call = async (scheme: string, proof?: string) =>
      (
        await fetch(userinfo, {
          headers: { authorization: `${scheme} ${tokens.access_token}`, ...(proof ? { dpop: proof } : {}) },
        })
      ).status;
    const proofFor = (change: Partial<ProofFacts> = {}, signer = key) =>
      dpopProof(signer, { htm: "GET", htu: userinfo, accessToken: tokens.access_token, ...change });
    expect(await call("DPoP", await proofFor())).toBe(200);
    expect(await call("Bearer")).toBe(401);
    expect(await call("DPoP", await proofFor({}, await newProofKey()))).toBe(401);
    expect(await call("DPoP", await proofFor({ accessToken: "another" }))).toBe(401);

    const refresh = (proof?: string) =>
      tokenRequest(
        harness,
        spa,
        { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" },
        proof ? { dpop: proof } : {},
      );
    expect(await errorOf(await refresh())).toBe("400 invalid_grant");
    const foreign = await dpopProof(await newProofKey(), { htu: tokenUrl() });
    expect(await errorOf(await refresh(foreign))).toBe("400 invalid_grant");
    const own = await refresh(await dpopProof(key, { htu: tokenUrl() }));
    expect(own.status).toBe(200);
    // A retry within the grace window proves possession again.
    expect(await errorOf(await refresh())).toBe("400 invalid_grant");
    const retry = await refresh(await dpopProof(key, { htu: tokenUrl() }));
    expect(await retry.json()).toEqual(await own.json());
  });

  const wrong: Record<string, Partial<ProofFacts>> = {
    "for another method": { htm: "GET" },
    "for another address": { htu: "https://evil.example/oauth2/token" },
    "of another type": { typ: "jwt" },
    "that is too old": { iatSeconds: Math.floor(Date.now() / 1000) - 3600 },
    "from the future": { iatSeconds: Math.floor(Date.now() / 1000) + 3600 },
  };
  for (const [name, facts] of Object.entries(wrong)) {
    it(`${name} is refused`, async () => {
      const proof = await dpopProof(await newProofKey(), { htu: tokenUrl(), ...facts });
      expect(await errorOf(await exchange(proof))).toBe("400 invalid_dpop_proof");
    });
  }

  it("that was used before is refused, also when both come at once", async () => {
    const key = await newProofKey();
    const proof = await dpopProof(key, { htu: tokenUrl() });
    const answers = await Promise.all([exchange(proof), exchange(proof)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await errorOf(await exchange(proof))).toBe("400 invalid_grant");
  });
});

describe("a client assertion", () => {
  const assertion = (change: Record<string, unknown> = {}, signer = keyPair.privateKey) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "key-holder",
      sub: "key-holder",
      aud: harness.issuer,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    return new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: "ES256", kid: "1" }).sign(signer);
  };
  const ask = async (client_assertion: string) =>
    harness.form("/oauth2/token", {
      grant_type: "client_credentials",
      scope: "calendar:read",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion,
    });

  it("authenticates a client by its key, once", async () => {
    const signed = await assertion();
    const answer = await ask(signed);
    expect(answer.status).toBe(200);
    const { access_token } = (await answer.json()) as TokenAnswer;
    expect(await introspect(harness, access_token)).toMatchObject({ active: true, client_id: "key-holder" });
    expect(await errorOf(await ask(signed))).toBe("401 invalid_client");
  });

  it("is refused for another audience, of another issuer, without jti, expired, or signed by another key", async () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const wrong = [
      assertion({ aud: `${harness.issuer}/oauth2/token` }),
      assertion({ aud: "https://evil.example" }),
      assertion({ iss: "calendar-buddy" }),
      assertion({ jti: undefined }),
      assertion({ exp: Math.floor(Date.now() / 1000) - 60 }),
      assertion({}, stranger),
    ];
    for (const made of wrong) expect(await errorOf(await ask(await made))).toBe("401 invalid_client");
  });

  it("of a client whose keys never end is refused as soon as they are too many", async () => {
    const made = await assertion({ iss: "flooder", sub: "flooder" });
    expect(await errorOf(await ask(made))).toBe("401 invalid_client");
    // What fits into the buffers between the two.
    expect(megabytesSent).toBeLessThan(20);
  });
});

describe("a store that fails", () => {
  it("is a 503 at introspection, revocation and the token endpoint, never a 200", async () => {
    const database = await openEmbeddedTestDatabase();
    let broken = false;
    const failing = {
      ...database,
      query: <Row>(sql: string, params?: readonly unknown[]) =>
        broken ? Promise.reject(new Error("connection lost")) : database.query<Row>(sql, params),
    };
    const other = await startAuthorizationServer(failing);
    try {
      const code = await obtainCode(other, await other.signIn());
      broken = true;
      const caller = basic(buddy.clientId, buddy.secret ?? "");
      const answers = await Promise.all([
        other.form("/oauth2/introspect", { token: "ptc_at_uabc" }, caller),
        other.form("/oauth2/revoke", { token: "ptc_rt_abc" }, caller),
        tokenRequest(other, buddy, code),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(await answer.json()).toMatchObject({ error: "temporarily_unavailable" });
      }
      broken = false;
      expect((await tokenRequest(other, buddy, code)).status).toBe(200);
    } finally {
      await other.close();
      await database.close();
    }
  });
});
