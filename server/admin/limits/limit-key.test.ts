import { expect, it } from "vitest";
import { parseGuessKey, parseRateKey } from "./limit-key.ts";

const session = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";

it.each([
  ["sign-in 203.0.113.7", { kind: "sign-in", address: "203.0.113.7", unit: "requests" }],
  ["token 2001:db8:0:0::/64", { kind: "token", address: "2001:db8:0:0::/64" }],
  ["stored 203.0.113.7", { kind: "stored", address: "203.0.113.7", unit: "bytes" }],
  [`bff notes ${session}`, { kind: "api", api: "notes", sessionId: session, address: null }],
  ["bff notes 203.0.113.7", { kind: "api", api: "notes", sessionId: null, address: "203.0.113.7" }],
  [`forward-handover ${session}`, { kind: "forward-auth", sessionId: session }],
])("a key of a rate limit says whom it counts: %s", (key, said) => {
  expect(parseRateKey(key)).toMatchObject(said);
});

it.each(["", "sign-in", "sign-in ", "newer 203.0.113.7"])("a key that is not known is none: %j", (key) => {
  expect(parseRateKey(key)).toBeUndefined();
});

it("a key of wrong device codes says a person or an address", () => {
  expect(parseGuessKey(`person ${session}`)).toMatchObject({ kind: "device-code", userId: session, address: null });
  expect(parseGuessKey("address 203.0.113.7")).toMatchObject({ address: "203.0.113.7", userId: null });
  expect(parseGuessKey("host x")).toBeUndefined();
});
