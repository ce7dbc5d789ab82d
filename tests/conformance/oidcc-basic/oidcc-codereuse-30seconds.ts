// A code brought again after 30 seconds is invalid_grant, and what its first use got is revoked (RFC 6749 §4.1.2).
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccCodereuse30seconds = defineModule("oidcc-codereuse-30seconds", async (suite) => {
  const { code, tokens, claims } = await suite.completeFlow(suite.newPerson());
  await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
  suite.passSeconds(30);
  await suite.expectTokenError(await suite.redeem(code), "invalid_grant");
  const response = await suite.userinfo(tokens.access_token);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer\b.*error="invalid_token"/);
});
