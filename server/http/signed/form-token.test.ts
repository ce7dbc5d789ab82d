import { expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createFormTokens } from "./form-token.ts";

const keys = new KeyRing([new Secret("a".repeat(32))]);
const session = { id: "11111111-1111-4111-8111-111111111111" };
let now = 1_000_000;
const tokens = createFormTokens(keys, () => now);

it("accepts the token it issued for the same session and form", () => {
  const token = tokens.issue(session, "consent/x");
  expect(() => tokens.require(session, "consent/x", token)).not.toThrow();
});

it.each([
  ["another form", session, "consent/y", (token: string) => token],
  ["another session", { id: "22222222-2222-4222-8222-222222222222" }, "consent/x", (token: string) => token],
  ["an altered signature", session, "consent/x", (token: string) => `${token.slice(0, -2)}AA`],
  ["an altered time", session, "consent/x", (token: string) => token.replace(/^\d+/, String(now - 5))],
  ["an empty field", session, "consent/x", () => ""],
  ["a missing field", session, "consent/x", () => undefined],
  ["a file instead of text", session, "consent/x", () => new Blob([])],
])("refuses %s", (_what, who, purpose, alter) => {
  const token = tokens.issue(session, "consent/x");
  expect(() => tokens.require(who, purpose, alter(token))).toThrow("csrf_token_invalid");
});

it("refuses a token after four hours", () => {
  const token = tokens.issue(session, "consent/x");
  now += 4 * 60 * 60 + 1;
  expect(() => tokens.require(session, "consent/x", token)).toThrow("csrf_token_invalid");
});

it("accepts a token made before the secret was rotated", () => {
  const token = tokens.issue(session, "consent/x");
  const rotated = createFormTokens(new KeyRing([new Secret("b".repeat(32)), new Secret("a".repeat(32))]), () => now);
  expect(() => rotated.require(session, "consent/x", token)).not.toThrow();
});
