import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { SentToken, TokenVerdict } from "./access.ts";
import { createProofCheck } from "./check-proof.ts";

const apiUrl = "http://localhost:3002";
const token = "ptc_at_ubound";
let key: CryptoKey;
let jwk: JWK;
let thumbprint: string;

beforeAll(async () => {
  const pair = await generateKeyPair("ES256");
  key = pair.privateKey;
  jwk = await exportJWK(pair.publicKey);
  thumbprint = await calculateJwkThumbprint(jwk);
});

const verdict = (cnf: object): TokenVerdict => ({
  ok: true,
  caller: { subject: "ada", scopes: [], clientId: "app", claims: { cnf } },
});

function proof(change: Record<string, unknown> = {}, header: Record<string, unknown> = {}, signer = key) {
  const claims = {
    htm: "GET",
    htu: `${apiUrl}/calendar/events`,
    ath: createHash("sha256").update(token).digest("base64url"),
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    ...change,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk, ...header }).sign(signer);
}

const check = createProofCheck(apiUrl);
async function ask(dpop: string | undefined, scheme: SentToken["scheme"] = "dpop", cnf: object = { jkt: thumbprint }) {
  const request = { method: "GET", url: "/calendar/events?week=1", headers: { dpop } } as unknown as IncomingMessage;
  return (await check(request, { scheme, value: token }, verdict(cnf))).ok;
}

describe("a token that is bound to a key", () => {
  it("counts with a proof by that key for just this call, once", async () => {
    const made = await proof();
    expect(await ask(made)).toBe(true);
    expect(await ask(made)).toBe(false);
  });

  it("is worth nothing as Bearer, or without a proof", async () => {
    expect(await ask(await proof(), "bearer")).toBe(false);
    expect(await ask(undefined)).toBe(false);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ["for another method", { htm: "POST" }],
    ["for another address", { htu: `${apiUrl}/demo/notes` }],
    ["for another token", { ath: createHash("sha256").update("other").digest("base64url") }],
    ["without a token", { ath: undefined }],
    ["that is too old", { iat: Math.floor(Date.now() / 1000) - 120 }],
    ["without an id", { jti: undefined }],
    ["of another type", {}, { typ: "JWT" }],
  ])("is worth nothing with a proof %s", async (_, change, header) => {
    expect(await ask(await proof(change, header))).toBe(false);
  });

  it("is worth nothing with another key's proof, or one that is signed by another key than it shows", async () => {
    const other = await generateKeyPair("ES256");
    const otherJwk = await exportJWK(other.publicKey);
    expect(await ask(await proof({}, { jwk: otherJwk }, other.privateKey))).toBe(false);
    expect(await ask(await proof({}, {}, other.privateKey))).toBe(false);
  });
});

it("a token that is bound to none counts as Bearer, and not with a proof", async () => {
  expect(await ask(undefined, "bearer", {})).toBe(true);
  expect(await ask(await proof(), "dpop", {})).toBe(false);
});
