import { errors } from "oidc-provider";
import { expect, it } from "vitest";
import { errorDetail } from "./error-detail.ts";

const request = (parameters: Record<string, unknown> = {}, clientId?: string) => ({
  endpoint: "/oauth2/authorize",
  parameters,
  clientId,
});

it("says nothing of failures that are ours", () => {
  expect(errorDetail(new Error("password is hunter2"), request())).toBeUndefined();
  expect(errorDetail(new errors.CustomOIDCProviderError("x"), request())?.error).toBe("x");
  const ours = new errors.OIDCProviderError(503, "temporarily_unavailable");
  expect(errorDetail(ours, request())).toBeUndefined();
});

it("leaves out a description that repeats what the request said, so that nobody writes our page by a request", () => {
  const lure = "call 0800 12345 to unlock your account";
  const error = new errors.InvalidRequest(`unsupported value ${lure}`);
  for (const state of [lure, ["x", lure]]) {
    expect(errorDetail(error, request({ state }))).toMatchObject({ error: "invalid_request", description: undefined });
  }
  expect(errorDetail(error, request({ state: "something else" }))?.description).toContain(lure);
});

it("names registered clients only by plain names", () => {
  const error = new errors.InvalidRedirectUri();
  expect(errorDetail(error, request({}, "calendar-buddy"))?.clientId).toBe("calendar-buddy");
  expect(errorDetail(error, request({}, "https://evil.example/call-0800-12345"))?.clientId).toBeUndefined();
});

it("names the parameters that the description is about", () => {
  const of = (text: string) => errorDetail(new errors.InvalidRequest(text), request())?.parameters;
  expect(of("code_challenge must be provided with code_challenge_method")).toEqual([
    "code_challenge",
    "code_challenge_method",
  ]);
  expect(of("request is invalid")).toEqual(["request"]);
  expect(of("could not validate id_token_hint")).toEqual(["id_token_hint"]);
});
