// Discovery says what FAPI 2.0 needs: PAR, S256, iss in responses, code alone, keys for clients and for DPoP.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const discoveryEndPointVerification = defineModule(
  "fapi2-security-profile-final-discovery-end-point-verification",
  async (suite) => {
    const { metadata } = suite;
    expect(metadata).toMatchObject({
      issuer: suite.issuer,
      pushed_authorization_request_endpoint: `${suite.issuer}/oauth2/par`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: true,
    });
    expect(metadata["grant_types_supported"]).toContain("authorization_code");
    expect(metadata["token_endpoint_auth_methods_supported"]).toContain("private_key_jwt");
    const strong = expect.arrayContaining(["ES256", "PS256", "EdDSA"]);
    expect(metadata["token_endpoint_auth_signing_alg_values_supported"]).toEqual(strong);
    expect(metadata["dpop_signing_alg_values_supported"]).toEqual(strong);
  },
);
