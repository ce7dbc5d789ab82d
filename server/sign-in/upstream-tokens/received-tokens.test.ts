import { expect, it } from "vitest";
import { receivedTokens } from "./received-tokens.ts";

it("keeps no characters of scope and type that the database can't", () => {
  const received = receivedTokens({ access_token: "t", token_type: "bea\u0000rer", scope: "a\ud83d b" });
  expect(received).toMatchObject({ tokenType: "bea\ufffdrer", scope: "a\ufffd b" });
});
