// A redirect_uri that isn't registered gets an error page, and never the browser.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureRegisteredRedirectUri = defineModule("oidcc-ensure-registered-redirect-uri", async (suite) => {
  const request = suite.authorizationRequest({ redirect_uri: "https://suite.example/suite-client/callback/other" });
  const answer = await suite.authorize(suite.newPerson(), request);
  expect(answer.delivered).toBe("error_page");
  expect(answer.params.get("code")).toBe("redirect_uri_mismatch");
});
