import { expect, it } from "vitest";
import { errorActions } from "./error-actions-policy.ts";

it.each([
  ["sign_in_cancelled", "/consent/x", "/sign-in?return_to=%2Fconsent%2Fx"],
  ["sign_in_expired", undefined, "/sign-in"],
  ["csrf_token_invalid", "/account/sessions", "/account/sessions"],
  ["grant_not_found", undefined, "/connected-apps"],
  ["redirect_uri_mismatch", undefined, "/"],
  ["request_invalid", "/account", "/account"],
  ["device_code_invalid", "/device", "/device"],
  ["internal_error", "/", "/"],
] as const)("offers after %s, on the way to %s, first %s", (code, returnPath, href) => {
  expect(errorActions(code, returnPath)[0].href).toBe(href);
});

it("always leaves a way home", () => {
  expect(errorActions("sign_in_cancelled", "/x").map(({ href }) => href)).toContain("/");
});
