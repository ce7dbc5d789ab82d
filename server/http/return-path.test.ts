import { describe, expect, it } from "vitest";
import { checkReturnPath, withParameter } from "./return-path.ts";

const origin = "https://login.example.com";

describe("checkReturnPath", () => {
  it.each([
    ["/", "/"],
    ["/account", "/account"],
    ["/consent/abc?x=1#y", "/consent/abc?x=1#y"],
    ["/bff/login?returnUrl=https%3A%2F%2Felsewhere.example", "/bff/login?returnUrl=https%3A%2F%2Felsewhere.example"],
    ["https://login.example.com/account", "/account"],
    ["/wiki/My%20Page", "/wiki/My%20Page"],
    ["/wiki/100%25", "/wiki/100%25"],
    ["/wiki/100%25%20sure?q=a%20b%25", "/wiki/100%25%20sure?q=a%20b%25"],
    [`/explore?q=${"x".repeat(16_000)}`, `/explore?q=${"x".repeat(16_000)}`],
  ])("keeps the local path %s", (candidate, expected) => {
    expect(checkReturnPath(candidate, origin)).toBe(expected);
  });

  it.each(["https://app.example.com/notes?x=1#y", "http://localhost:5173/"])(
    "keeps %s, on an own frontend's exact origin",
    (address) => {
      const frontends = ["https://app.example.com", "http://localhost:5173"];
      expect(checkReturnPath(address, origin, frontends)).toBe(address);
      expect(checkReturnPath(address, origin)).toBe("/");
    },
  );

  it.each([
    "http://app.example.com/",
    "https://app.example.com:8443/",
    "https://app.example.com.evil.example/",
    "https://evil.example/https://app.example.com/",
    "https://app.example.com@evil.example/",
    "https://me@app.example.com/",
    "https:app.example.com/",
    "https:/\\app.example.com/",
    "//app.example.com/",
    "https://app.example.com/\tx",
    "https://app.example.com\\@evil.example/",
    "https://sub.app.example.com/",
  ])("sends %j to the start page, which is only like one", (candidate) => {
    expect(checkReturnPath(candidate, origin, ["https://app.example.com"])).toBe("/");
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
    `/${"a".repeat(16_384)}`,
    "/%20/evil.example",
    "/%2520%252Fevil.example",
    "/a b%",
    "",
    null,
    undefined,
  ])("sends %j to the start page", (candidate) => {
    expect(checkReturnPath(candidate, origin)).toBe("/");
  });
});

it("adds a parameter to a path and to an address of a frontend", () => {
  expect(withParameter("/a?b=1#c", origin, "error", "x")).toBe("/a?b=1&error=x#c");
  expect(withParameter("https://app.example.com/a", origin, "error", "x")).toBe("https://app.example.com/a?error=x");
});
