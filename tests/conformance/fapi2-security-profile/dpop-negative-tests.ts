// The resource refuses every crooked DPoP proof, ignores query and fragment of htu, and takes the correct one.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import {
  callResource,
  fapiTokens,
  newProofKey,
  type ProofChange,
  proofOf,
} from "#tests/conformance/support/fapi-client.ts";

export const dpopNegativeTests = defineModule("fapi2-security-profile-final-dpop-negative-tests", async (suite) => {
  const key = await newProofKey();
  const { tokens, subject } = await fapiTokens(suite, suite.newPerson(), key);
  const url = `${suite.issuer}/oauth2/userinfo`;
  const correct = () => callResource(suite, tokens.access_token, key);
  await suite.expectUserinfo(await correct(), subject);
  const crooked: Record<string, ProofChange> = {
    "without htu": { claims: { htu: undefined } },
    "without htm": { claims: { htm: undefined } },
    "without iat": { claims: { iat: undefined } },
    "without jti": { claims: { jti: undefined } },
    "without ath": { claims: { ath: undefined } },
    "with another token's ath": { claims: { ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" } },
    "of another type": { header: { typ: "JWT" } },
    "without type": { header: { typ: undefined } },
    "with a private key": { header: { jwk: key.privateJwk } },
    "with another's key": { header: { jwk: (await newProofKey()).publicJwk } },
    "for PUT": { claims: { htm: "PUT" } },
    "for another URL": { claims: { htu: "https://other.example/userinfo" } },
    "from an hour ahead": { claims: { iat: suite.nowSeconds() + 3600 } },
    "an hour old": { claims: { iat: suite.nowSeconds() - 3600 } },
  };
  for (const [name, change] of Object.entries(crooked)) {
    const response = await callResource(suite, tokens.access_token, key, change);
    expect([name, response.status]).toEqual([name, 401]);
    expect(response.headers.get("www-authenticate")).toMatch(/^DPoP\b.*error="invalid_dpop_proof"/);
  }
  const send = (dpop: string) =>
    fetch(url, { headers: { authorization: `DPoP ${tokens.access_token}`, dpop } }).then(({ status }) => status);
  const proof = await proofOf(key, { method: "GET", url, accessToken: tokens.access_token });
  const [header, payload] = proof.split(".");
  expect(await send(`${header}.${payload}`)).toBe(401);
  expect(await send(`${proof}, ${proof}`)).toBe(401);
  expect(await send(proof)).toBe(200);
  // The same proof again: RFC 9449 §11.1.
  expect(await send(proof)).toBe(401);
  const withQuery = { claims: { htu: `${url}?query=1#fragment` } };
  await suite.expectUserinfo(await callResource(suite, tokens.access_token, key, withQuery), subject);
  const unusual = { claims: { htu: url.replace("http://", "HTTP://").replace("/userinfo", "/./userinfo") } };
  await suite.expectUserinfo(await callResource(suite, tokens.access_token, key, unusual), subject);
  await suite.expectUserinfo(await correct(), subject);
});
