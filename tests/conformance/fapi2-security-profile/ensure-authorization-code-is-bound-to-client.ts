// Another client, correctly authenticated, can't redeem the code.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { fapiCode, newProofKey, redeemWithProof } from "#tests/conformance/support/fapi-client.ts";
import { fapiClient2 } from "#tests/conformance/support/suite-clients.ts";

export const ensureAuthorizationCodeIsBoundToClient = defineModule(
  "fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client",
  async (suite) => {
    const hand = await fapiCode(suite, suite.newPerson());
    const response = await redeemWithProof(suite, hand, await newProofKey(), { who: fapiClient2 });
    await suite.expectTokenError(response, "invalid_grant");
  },
);
