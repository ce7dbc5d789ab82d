import { expect, it } from "vitest";
import { loggedPath } from "./logged-path.ts";

it.each([
  ["/consent/abc-123", "/consent/…"],
  ["/consent/abc-123/decision", "/consent/…/decision"],
  ["/oauth2/authorize/abc-123", "/oauth2/authorize/…"],
  ["/oauth2/authorize", "/oauth2/authorize"],
  ["/invitation/abc-123/accept", "/invitation/…/accept"],
  ["/connected-apps/abc/remove", "/connected-apps/abc/remove"],
  [undefined, undefined],
])("leaves the name of an authorization request out of %s", (path, logged) => {
  expect(loggedPath(path)).toBe(logged);
});
