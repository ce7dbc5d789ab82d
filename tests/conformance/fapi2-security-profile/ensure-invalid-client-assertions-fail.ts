// Every client assertion that is wrong in one way is refused at the PAR endpoint; a correct one is taken, once.
import { decodeJwt, UnsecuredJWT } from "jose";
import { expect } from "vitest";
import { clientAssertion } from "#tests/conformance/support/client-assertion.ts";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { push, requestUriOf } from "#tests/conformance/support/fapi-client.ts";
import { fapiClient } from "#tests/conformance/support/suite-clients.ts";

export const ensureInvalidClientAssertionsFail = defineModule(
  "fapi2-security-profile-final-ensure-invalid-client-assertions-fail",
  async (suite) => {
    const { params } = await push(suite);
    const key = suite.listener.privateKeyOf(fapiClient.clientId);
    const assertion = (change = {}) => clientAssertion(key, fapiClient.clientId, suite.issuer, change);
    const sent = async (proof: Record<string, string | undefined>) => {
      const form = Object.entries({ ...Object.fromEntries(params), ...proof }).filter(
        (entry) => entry[1] !== undefined,
      );
      return suite.harness.form("/oauth2/par", Object.fromEntries(form) as Record<string, string>);
    };
    const correct = await assertion();
    const signed = correct["client_assertion"] ?? "";
    const nowSeconds = suite.nowSeconds();
    const ahead = { iat: nowSeconds + 65, nbf: nowSeconds + 65, exp: nowSeconds + 125 };
    const crooked: Record<string, Record<string, string | undefined>> = {
      "no assertion": { client_id: fapiClient.clientId },
      "no assertion type": { ...correct, client_assertion_type: undefined },
      "another assertion type": {
        ...correct,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
      },
      "no sub": await assertion({ sub: undefined }),
      "another sub": await assertion({ sub: "somebody-else" }),
      "no iss": await assertion({ iss: undefined }),
      "another iss": await assertion({ iss: "https://other.example" }),
      "no aud": await assertion({ aud: undefined }),
      "another aud": await assertion({ aud: "https://other.example" }),
      "the PAR endpoint as aud": await assertion({ aud: `${suite.issuer}/oauth2/par` }),
      "the token endpoint as aud": await assertion({ aud: `${suite.issuer}/oauth2/token` }),
      "a list as aud": await assertion({ aud: [suite.issuer, "https://other.example"] }),
      "exp in the past": await assertion({ exp: nowSeconds - 300 }),
      "iat and nbf more than a minute ahead": await assertion(ahead),
      "no jti": await assertion({ jti: undefined }),
      "alg none": { ...correct, client_assertion: new UnsecuredJWT(decodeJwt(signed)).encode() },
      "an invalid signature": {
        ...correct,
        client_assertion: `${signed.slice(0, signed.lastIndexOf("."))}.${"A".repeat(86)}`,
      },
    };
    for (const [name, proof] of Object.entries(crooked)) {
      const response = await sent(proof);
      const { error } = (await response.json()) as { error?: string };
      // RFC 6749 §5.2: what isn't even a client authentication is a broken request.
      const broken = ["no assertion type", "another assertion type", "another sub"].includes(name);
      expect([name, response.status, error]).toEqual([
        name,
        ...(broken ? [400, "invalid_request"] : [401, "invalid_client"]),
      ]);
    }
    const slightlyAhead = { iat: suite.nowSeconds() + 8, nbf: suite.nowSeconds() + 8 };
    await requestUriOf(await push(suite, {}, { assertion: slightlyAhead }));
    expect((await sent(correct)).status).toBe(201);
    expect((await sent(correct)).status).toBe(401);
  },
);
