import { describe, expect, it } from "vitest";
import { frontchannelLogoutProblem } from "./frontchannel-logout-problem.ts";

const redirects = ["https://app.example/callback", "http://127.0.0.1:8080/cb", "com.example.app:/cb"];

describe("a front-channel logout address (Front-Channel Logout 1.0 §2)", () => {
  it.each([
    "https://app.example/logout",
    "https://app.example:443/",
    "https://app.example/x?y=z",
    "http://127.0.0.1:8080/out",
  ])("may be %s, beside a redirect address", (uri) => {
    expect(frontchannelLogoutProblem(uri, redirects)).toBeUndefined();
  });

  it.each([
    ["another host", "https://other.example/logout"],
    ["a host that begins alike", "https://app.example.evil.example/logout"],
    ["another port", "https://app.example:8443/logout"],
    ["another scheme", "http://app.example/logout"],
    ["a scheme of its own", "com.example.app:/logout"],
    ["javascript", "javascript:alert(1)"],
    ["a fragment", "https://app.example/logout#x"],
    ["a user", "https://user@app.example/logout"],
    ["a tab", "https://app.example/lo\tgout"],
    ["a path alone", "/logout"],
    ["no text", ["https://app.example/logout"]],
  ])("can't be %s", (_name, uri) => {
    expect(frontchannelLogoutProblem(uri, redirects)).toBeDefined();
  });

  it("can't be an IPv6 address, which no policy can name", () => {
    expect(frontchannelLogoutProblem("http://[::1]:8080/out", ["http://[::1]:8080/cb"])).toContain("IPv6");
  });
});
