// A dpop_jkt that isn't the thumbprint of the key in the same push's proof is refused (RFC 9449 §10.1).
import { calculateJwkThumbprint } from "jose";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { expectPushError, newProofKey, proofOf, push } from "#tests/conformance/support/fapi-client.ts";

export const ensureMismatchedDpopJktFails = defineModule(
  "fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails",
  async (suite) => {
    const dpop = await proofOf(await newProofKey(), { method: "POST", url: `${suite.issuer}/oauth2/par` });
    const other = await calculateJwkThumbprint((await newProofKey()).publicJwk);
    await expectPushError(await push(suite, { dpop_jkt: other }, { headers: { dpop } }), "invalid_request");
  },
);
