// The discovery document is complete and true: issuer, endpoints, algorithms, and a JWKS of public keys only.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccDiscoveryEndpointVerification = defineModule(
  "oidcc-discovery-endpoint-verification",
  async (suite) => {
    const response = await fetch(`${suite.issuer}/.well-known/openid-configuration`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json\b/);
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: suite.issuer,
      authorization_endpoint: `${suite.issuer}/oauth2/authorize`,
      token_endpoint: `${suite.issuer}/oauth2/token`,
      userinfo_endpoint: `${suite.issuer}/oauth2/userinfo`,
      jwks_uri: `${suite.issuer}/oauth2/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      claims_parameter_supported: true,
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    });
    const names = (member: string) => metadata[member] as string[];
    expect(names("grant_types_supported")).toEqual(expect.arrayContaining(["authorization_code", "refresh_token"]));
    expect(names("response_modes_supported")).toEqual(expect.arrayContaining(["query", "form_post"]));
    expect(names("scopes_supported")).toContain("openid");
    for (const scope of names("scopes_supported")) expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(names("claims_supported")).toContain("sub");
    // OIDC Discovery §3: RS256 must be among them.
    expect(names("id_token_signing_alg_values_supported")).toContain("RS256");
    expect(names("id_token_signing_alg_values_supported")).not.toContain("none");
    // In production the issuer is https; over the loopback of this test its endpoints have the issuer's own origin.
    for (const [member, value] of Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name))) {
      expect([member, new URL(String(value)).origin]).toEqual([member, suite.issuer]);
    }
    const jwks = (await (await fetch(`${suite.issuer}/oauth2/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(new Set(jwks.keys.map(({ kid }) => kid)).size).toBe(jwks.keys.length);
    for (const key of jwks.keys) {
      expect(key).toMatchObject({ use: "sig", kid: expect.any(String), kty: expect.stringMatching(/^(RSA|EC|OKP)$/) });
      for (const secret of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) expect(key).not.toHaveProperty(secret);
    }
  },
);
