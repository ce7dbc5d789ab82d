// Standard claims of claims_supported, asked for one by one, come from userinfo as far as the person has them.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiTokens, newProofKey } from "#tests/conformance/support/fapi-client.ts";

export const testClaimsParameterIdentityClaims = defineModule(
  "fapi2-security-profile-final-test-claims-parameter-identity-claims",
  async (suite) => {
    const key = await newProofKey();
    const person = suite.newPerson();
    const about = ["acr", "amr", "auth_time", "sid", "iss", "sub"];
    const names = (suite.metadata["claims_supported"] as string[]).filter((name) => !about.includes(name));
    const claims = JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) });
    const { tokens, subject } = await fapiTokens(suite, person, key, { claims });
    const userinfo = await suite.expectUserinfo(await callResource(suite, tokens.access_token, key), subject);
    expect(userinfo).toMatchObject({
      name: person.userName,
      picture: "https://pictures.example/1.svg",
      locale: "en",
      email: "person@example.com",
      email_verified: true,
    });
    expect(names).toEqual(expect.arrayContaining(Object.keys(userinfo).filter((name) => name !== "sub")));
  },
);
