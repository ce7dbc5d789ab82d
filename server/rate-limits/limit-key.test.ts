import { expect, it } from "vitest";
import { apiCallsKey, guessKey, parseGuessKey, parseRateKey, rateKey } from "./limit-key.ts";

const session = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";

it.each([
  [rateKey("sign-in", "203.0.113.7"), { kind: "sign-in", address: "203.0.113.7", unit: "requests" }],
  [rateKey("token", "2001:db8:0:0::/64"), { kind: "token", address: "2001:db8:0:0::/64" }],
  [rateKey("authorize", "203.0.113.7"), { kind: "authorize", address: "203.0.113.7" }],
  [rateKey("registration", "203.0.113.7"), { kind: "registration", address: "203.0.113.7" }],
  [rateKey("admin", "203.0.113.7"), { kind: "admin", address: "203.0.113.7" }],
  [rateKey("stored", "203.0.113.7"), { kind: "stored", address: "203.0.113.7", unit: "bytes" }],
  [apiCallsKey("notes", session), { kind: "api", api: "notes", sessionId: session, address: null }],
  [apiCallsKey("notes", "203.0.113.7"), { kind: "api", api: "notes", sessionId: null, address: "203.0.113.7" }],
  [rateKey("forward-handover", session), { kind: "forward-auth", sessionId: session, address: null }],
])("a key of a rate limit says whom it counts: %s", (key, said) => {
  expect(parseRateKey(key)).toMatchObject(said);
});

it.each(["", "sign-in", "sign-in ", "newer 203.0.113.7", "bff 203.0.113.7", "token notes 203.0.113.7", "toString x"])(
  "a key that is not known is none: %j",
  (key) => {
    expect(parseRateKey(key)).toBeUndefined();
  },
);

it("a key of wrong device codes says a person or an address", () => {
  expect(parseGuessKey(guessKey("person", session))).toMatchObject({
    kind: "device-code",
    userId: session,
    address: null,
  });
  expect(parseGuessKey(guessKey("address", "203.0.113.7"))).toMatchObject({ address: "203.0.113.7", userId: null });
  expect(parseGuessKey("host x")).toBeUndefined();
});
