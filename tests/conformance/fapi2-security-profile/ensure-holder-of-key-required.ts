// A token request without a DPoP proof is refused: FAPI 2.0 wants every token bound to a key.
import { calculateJwkThumbprint } from "jose";
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";

export const ensureHolderOfKeyRequired = skipModule(
  "fapi2-security-profile-final-ensure-holder-of-key-required",
  "DPoP is demanded of a client only by its own dpop_jkt or pushed proof: there is no per-client setting for it.",
  async (suite) => {
    const dpop_jkt = await calculateJwkThumbprint((await newProofKey()).publicJwk);
    const bound = await fapiCode(suite, suite.newPerson(), { dpop_jkt });
    await suite.expectTokenError(await redeemWithProof(suite, bound, undefined), "invalid_grant");
    const free = await fapiCode(suite, suite.newPerson());
    expect((await suite.expectTokens(await redeemWithProof(suite, free, undefined))).token_type).toBe("Bearer");
  },
);
