// dpop_jkt, the push's proof and the token request's proof of one key agree.
import { calculateJwkThumbprint } from "jose";
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, proofOf, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureDpopAuthCodeBindingSuccess = defineModule(
  "fapi2-security-profile-final-ensure-dpop-auth-code-binding-success",
  async (suite) => {
    const key = await newProofKey();
    const dpop = await proofOf(key, { method: "POST", url: `${suite.issuer}/oauth2/par` });
    const dpop_jkt = await calculateJwkThumbprint(key.publicJwk);
    const hand = await fapiCode(suite, suite.newPerson(), { dpop_jkt }, { headers: { dpop } });
    const tokens = await suite.expectTokens(await redeemWithProof(suite, hand, key));
    expect(tokens.token_type).toBe("DPoP");
  },
);
