// Refresh tokens need the client's authentication and the key's proof, and are bound to the client.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { callResource, fapiTokens, newProofKey, tokenProof } from "#tests/conformance/support/fapi-client.ts";
import { fapiClient, fapiClient2 } from "#tests/conformance/support/suite-clients.ts";

export const refreshToken = defineModule("fapi2-security-profile-final-refresh-token", async (suite) => {
  const key = await newProofKey();
  const change = { scope: "openid offline_access", prompt: "consent" };
  for (const [own, foreign] of [
    [fapiClient, fapiClient2],
    [fapiClient2, fapiClient],
  ] as const) {
    const { tokens, subject } = await fapiTokens(suite, suite.newPerson(), key, change, { who: own });
    const params = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    const refresh = async (who: typeof own, proofKey: typeof key | undefined) =>
      suite.post("/oauth2/token", params, who, { headers: await tokenProof(suite, proofKey) });
    await suite.expectTokenError(await refresh(foreign, key), "invalid_grant");
    const unauthenticated = { ...params, refresh_token: tokens.refresh_token ?? "", client_id: own.clientId };
    const anonymous = await suite.harness.form("/oauth2/token", unauthenticated, await tokenProof(suite, key));
    await suite.expectTokenError(anonymous, "invalid_client", 401);
    const refreshed = await suite.expectTokens(await refresh(own, key));
    expect(refreshed.token_type).toBe("DPoP");
    await suite.expectUserinfo(await callResource(suite, refreshed.access_token, key), subject);
  }
});
