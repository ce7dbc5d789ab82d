import { describe, expect, it } from "vitest";
import { errorActions } from "./error-actions-policy.ts";

it.each([
  ["sign_in_cancelled", "/consent/x", "/sign-in?return_to=%2Fconsent%2Fx"],
  ["sign_in_expired", undefined, "/sign-in"],
  ["not_allowed_to_sign_in", "/consent/x", "/sign-in?prompt=select_account&return_to=%2Fconsent%2Fx"],
  ["invitation_required", undefined, "/sign-in?prompt=select_account"],
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

describe("where an app sent the person", () => {
  const alive = { alive: true, href: "https://app.example/" };
  const gone = { ...alive, alive: false };
  const hrefs = (...input: Parameters<typeof errorActions>) => errorActions(...input).map(({ href }) => href);
  const page = "/consent/x?app=y";
  const signIn = `/sign-in?${new URLSearchParams({ return_to: page })}`;

  it.each(["sign_in_expired", "sign_in_cancelled", "provider_declined", "provider_unreachable"] as const)(
    "after %s leads to sign-in, then back to the app, while its request lives",
    (code) => {
      expect(hrefs(code, page, alive)).toEqual([signIn, alive.href, "/"]);
    },
  );

  it("leads back to the app first when its request is gone", () => {
    expect(hrefs("sign_in_expired", page, gone)).toEqual([gone.href, signIn, "/"]);
    expect(hrefs("interaction_expired", page, gone)).toEqual([gone.href, "/"]);
  });

  it("never leads to a request that is gone", () => {
    expect(hrefs("interaction_expired", page)).toEqual(["/"]);
    expect(hrefs("client_unknown", page)).toEqual(["/"]);
  });

  it("offers the page again after a form that was too old", () => {
    expect(hrefs("csrf_token_invalid", page, alive)).toEqual([page, alive.href, "/"]);
  });
});
