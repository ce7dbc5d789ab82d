import {
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { ProviderMetadata } from "./provider-metadata.ts";
import { acceptedAlgorithms, type IdTokenExpectations, verifyIdToken } from "./verify-id-token.ts";

const issuer = "https://op.example";
const nowSeconds = 1_800_000_000;
const good = { iss: issuer, aud: "portico", sub: "ada", iat: nowSeconds, exp: nowSeconds + 300, nonce: "n" };

let keyPair: CryptoKeyPair;
let otherPair: CryptoKeyPair;
let expected: IdTokenExpectations;

beforeAll(async () => {
  keyPair = (await generateKeyPair("RS256", { extractable: true })) as CryptoKeyPair;
  otherPair = (await generateKeyPair("RS256")) as CryptoKeyPair;
  const jwk = { ...(await exportJWK(keyPair.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  expected = {
    metadata: {
      issuer,
      id_token_signing_alg_values_supported: ["RS256", "none", "HS256"],
    } as unknown as ProviderMetadata,
    clientId: "portico",
    nonce: "n",
    keys: createLocalJWKSet({ keys: [jwk] }),
    nowSeconds,
  };
});

const sign = (claims: JWTPayload, key: CryptoKey = keyPair.privateKey, kid = "k1") =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(key);

describe("verifyIdToken (OpenID Connect Core §3.1.3.7)", () => {
  it("returns the claims of a token that holds", async () => {
    expect(await verifyIdToken(await sign(good), expected)).toMatchObject({ sub: "ada", iss: issuer });
  });

  it("accepts several audiences when azp names us", async () => {
    const token = await sign({ ...good, aud: ["portico", "other"], azp: "portico" });
    expect((await verifyIdToken(token, expected)).sub).toBe("ada");
  });

  it.each<[string, JWTPayload]>([
    ["a foreign issuer", { iss: "https://evil.example" }],
    ["an issuer with a slash more", { iss: `${issuer}/` }],
    ["a foreign audience", { aud: "other" }],
    ["an audience list without us", { aud: ["a", "b"] }],
    ["several audiences without azp", { aud: ["portico", "other"] }],
    ["a foreign azp", { azp: "other" }],
    ["an expired token", { exp: nowSeconds - 61 }],
    ["a token not valid yet", { nbf: nowSeconds + 61 }],
    ["another nonce", { nonce: "other" }],
    ["an empty subject", { sub: "" }],
    ["an endless subject", { sub: "x".repeat(256) }],
  ])("refuses %s", async (_name, change) => {
    await expect(verifyIdToken(await sign({ ...good, ...change }), expected)).rejects.toMatchObject({
      code: "provider_rejected",
    });
  });

  it.each<[string, JWTPayload, string]>([
    ["from the future", { iat: nowSeconds + 600, exp: nowSeconds + 900 }, "600 s ahead of"],
    ["not valid yet", { iat: nowSeconds + 600, nbf: nowSeconds + 600 }, "600 s ahead of"],
    ["expired", { iat: nowSeconds - 600, exp: nowSeconds - 300 }, "600 s behind"],
  ])(
    "refuses a token that is %s when it comes, and says how far the clocks are apart",
    async (_name, change, apart) => {
      await expect(verifyIdToken(await sign({ ...good, ...change }), expected)).rejects.toMatchObject({
        code: "provider_clock_differs",
        suspect: "clocks",
        detail: `ID token: the provider's clock is ${apart} this machine's`,
      });
    },
  );

  it("calls it no matter of clocks unless the signature holds", async () => {
    const token = await sign({ ...good, iat: nowSeconds + 600 }, otherPair.privateKey);
    await expect(verifyIdToken(token, expected)).rejects.toMatchObject({ code: "provider_rejected", suspect: "keys" });
  });

  it.each(["iss", "aud", "sub", "iat", "exp", "nonce"] as const)("refuses a token without %s", async (claim) => {
    const { [claim]: _left, ...rest } = good;
    await expect(verifyIdToken(await sign(rest), expected)).rejects.toMatchObject({ code: "provider_rejected" });
  });

  it("refuses a signature by another key under the same kid, and an unknown kid", async () => {
    await expect(verifyIdToken(await sign(good, otherPair.privateKey), expected)).rejects.toThrow("provider_rejected");
    await expect(verifyIdToken(await sign(good, keyPair.privateKey, "k2"), expected)).rejects.toThrow(
      "provider_rejected",
    );
  });

  it("refuses alg none even where discovery lists it", async () => {
    const token = new UnsecuredJWT(good).encode();
    await expect(verifyIdToken(token, expected)).rejects.toMatchObject({ code: "provider_rejected" });
  });

  it("refuses HS256 keyed with the RSA public key even where discovery lists it", async () => {
    const key = new TextEncoder().encode(await exportSPKI(keyPair.publicKey));
    const token = await new SignJWT(good).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(key);
    await expect(verifyIdToken(token, expected)).rejects.toMatchObject({ code: "provider_rejected" });
  });

  it.each([undefined, "", "x.y.z", 7])("refuses %j", async (token) => {
    await expect(verifyIdToken(token, expected)).rejects.toMatchObject({ code: "provider_rejected" });
  });

  it("never quotes a value of the token in its reason", async () => {
    const token = await sign({ ...good, nonce: "sentinel-value", iss: "https://sentinel.example" });
    const error = await verifyIdToken(token, expected).catch((reason: Error) => reason);
    expect(String(error)).not.toContain("sentinel");
  });

  describe("for Entra's shared endpoint", () => {
    const metadata = { issuer: "https://login.example/{tenantid}/v2.0" } as ProviderMetadata;
    it("takes the issuer of the token's own tenant", async () => {
      const token = await sign({ ...good, iss: "https://login.example/t1/v2.0", tid: "t1" });
      expect((await verifyIdToken(token, { ...expected, metadata })).iss).toBe("https://login.example/t1/v2.0");
    });
    it.each<[string, JWTPayload]>([
      ["a tid that isn't the issuer's", { iss: "https://login.example/t1/v2.0", tid: "t2" }],
      ["a missing tid", { iss: "https://login.example/t1/v2.0" }],
      ["a tid that would bend the issuer", { iss: "https://login.example/a/../b/v2.0", tid: "a/../b" }],
      ["the template itself", { iss: "https://login.example/{tenantid}/v2.0", tid: "{tenantid}" }],
    ])("refuses %s", async (_name, change) => {
      const token = await sign({ ...good, ...change });
      await expect(verifyIdToken(token, { ...expected, metadata })).rejects.toMatchObject({
        code: "provider_rejected",
      });
    });
  });
});

describe("acceptedAlgorithms", () => {
  it("leaves out none and HS*", () => {
    const said = ["none", "HS256", "HS512", "RS256", "ES256", "EdDSA"];
    expect(acceptedAlgorithms({ id_token_signing_alg_values_supported: said })).toEqual(["RS256", "ES256", "EdDSA"]);
  });
  it("takes RS256 when nothing acceptable is said", () => {
    expect(acceptedAlgorithms({ id_token_signing_alg_values_supported: ["none"] })).toEqual(["RS256"]);
    expect(acceptedAlgorithms({})).toEqual(["RS256"]);
  });
});
