import { describe, expect, it } from "vitest";
import { checkReturnPath } from "./return-path.ts";

const origin = "https://login.example.com";

describe("checkReturnPath", () => {
  it.each([
    ["/", "/"],
    ["/account", "/account"],
    ["/consent/abc?x=1#y", "/consent/abc?x=1#y"],
    ["/bff/login?returnUrl=https%3A%2F%2Felsewhere.example", "/bff/login?returnUrl=https%3A%2F%2Felsewhere.example"],
    ["https://login.example.com/account", "/account"],
  ])("keeps the local path %s", (candidate, expected) => {
    expect(checkReturnPath(candidate, origin)).toBe(expected);
  });

  it.each([
    "https://evil.example/",
    "http://login.example.com/",
    "https://login.example.com.evil.example/",
    "https://login.example.com@evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%2Fevil.example",
    "/%5Cevil.example",
    "/%252Fevil.example",
    "/／evil.example",
    "/%EF%BC%8Fevil.example",
    "/x/..//evil.example",
    "/.//evil.example",
    "/\tevil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    " /account",
    "account",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%E0%A4%A",
    `/${"a".repeat(3000)}`,
    "",
    null,
    undefined,
  ])("sends %j to the start page", (candidate) => {
    expect(checkReturnPath(candidate, origin)).toBe("/");
  });
});
