// A refresh token brings new tokens for the same person, and is worth nothing to another client.

import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";
import { client, client2 } from "#tests/conformance/support/suite-clients.ts";

export const oidccRefreshToken = defineModule("oidcc-refresh-token", async (suite) => {
  expect(suite.metadata["grant_types_supported"]).toContain("refresh_token");
  const offline = { scope: "openid offline_access", prompt: "consent" };
  const person = suite.newPerson();
  for (const [own, foreign] of [
    [client, client2],
    [client2, client],
  ] as const) {
    const { tokens, claims } = await suite.completeFlow(person, offline, own);
    expect(tokens.refresh_token).toMatch(/^[\x20-\x7e]+$/);
    const refresh = (who: typeof own) =>
      suite.post("/oauth2/token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token }, who);
    await suite.expectTokenError(await refresh(foreign), "invalid_grant");
    const refreshed = await suite.expectTokens(await refresh(own));
    expect(refreshed.access_token).not.toBe(tokens.access_token);
    // OIDC Core §12.2: same issuer, subject and audience; auth_time of the original sign-in; no nonce or the same.
    const again = await suite.verifyIdToken(refreshed.id_token, own, (claims["nonce"] as string | undefined) ?? null);
    expect(again.sub).toBe(claims.sub);
    expect(again.auth_time).toBe(claims.auth_time);
    await suite.expectUserinfo(await suite.userinfo(refreshed.access_token), claims.sub);
  }
});
