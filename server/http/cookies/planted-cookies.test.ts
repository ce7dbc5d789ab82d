import { describe, expect, it } from "vitest";
import { createPlantedCookies } from "./planted-cookies.ts";

const onHttp = createPlantedCookies({ secure: false, publicUrl: "http://localhost:3000" });
const onHttps = createPlantedCookies({ secure: true, publicUrl: "https://login.example.com" });
const pathsOf = (cookies: readonly string[]) => cookies.map((cookie) => /Path=([^;]*)/.exec(cookie)?.[1]);

describe("a cookie that stands twice", () => {
  it.each([
    ["the session's", "portico-3000=a; portico-3000=b", ["portico-3000"]],
    ["the session's among others", "x=1;portico-3000=a;y=2;portico-3000=b;x=3", ["portico-3000"]],
    ["the session's, twice the same", "portico-3000=a; portico-3000=a", ["portico-3000"]],
    ["a sign-in's", "portico-3000-sign-in-ab=1; portico-3000-sign-in-ab=2", ["portico-3000-sign-in-ab"]],
    ["a request's", "portico-interaction=1; portico-interaction=2", ["portico-interaction"]],
    ["the receipt", "portico-receipt=1; portico-receipt=2", ["portico-receipt"]],
  ])("is found: %s", (_name, header, names) => {
    expect(onHttp.doubled(header)).toEqual(names);
  });

  it.each([
    ["one of each", "portico-3000=a; portico-3000-sign-in-ab=b; portico-3000-sign-in-cd=c"],
    ["other apps'", "sid=a; sid=b"],
    ["another portal's on this host", "portico-30001=a; portico-30001=b"],
    ["in another case", "Portico-3000=a; portico-3000=b"],
    ["a value that looks like one", "x=portico-3000; portico-3000=b"],
    ["the theme, which is only a preference", "portico-theme=dark; portico-theme=light"],
  ])("is not: %s", (_name, header) => {
    expect(onHttp.doubled(header)).toEqual([]);
  });

  it("is found on https for what is bound to a path", () => {
    expect(onHttps.doubled("__Secure-portico-interaction=1; __Secure-portico-interaction=2")).toHaveLength(1);
  });

  it("is searched in long headers without much work, and told up to three times", () => {
    const header = Array.from({ length: 2_000 }, (_, n) => `portico-3000-${n % 1_000}=`).join("; ");
    expect(onHttp.doubled(header)).toHaveLength(3);
  });
});

describe("getting rid of the copies", () => {
  it("deletes at every path that the request is below, and leaves the one at /", () => {
    const cookies = onHttp.clear(["portico-3000"], "/account/sessions");
    expect(pathsOf(cookies)).toEqual(["/account", "/account/", "/account/sessions", "/account/sessions/"]);
    for (const cookie of cookies) expect(cookie).toMatch(/^portico-3000=; Path=.*Max-Age=0/);
  });

  it("deletes a request's cookie also at /, where ours never is", () => {
    expect(pathsOf(onHttp.clear(["portico-interaction"], "/consent/x"))).toContain("/");
  });

  it("names no Domain for localhost or an address: browsers would take it for the host, and delete ours", () => {
    const addresses = ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"];
    for (const publicUrl of addresses) {
      const cookies = createPlantedCookies({ secure: false, publicUrl }).clear(["portico-3000"], "/account");
      expect(cookies.join()).not.toContain("Domain");
    }
  });

  it("deletes those of the host's and its parents' domains", () => {
    const cookies = onHttps.clear(["__Secure-portico-interaction"], "/consent").join("\n");
    for (const domain of ["login.example.com", "example.com"]) {
      expect(cookies).toContain(`Path=/consent; HttpOnly; SameSite=Lax; Max-Age=0; Secure; Domain=${domain}`);
      expect(cookies).toContain(`Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure; Domain=${domain}`);
    }
    expect(cookies).not.toContain("Domain=com");
  });

  it.each(["/a;Domain=evil", "/a\r\nSet-Cookie: x=y", `/${"x".repeat(999)}`])(
    "writes no path that a cookie can't have: %j",
    (path) => {
      expect(onHttp.clear(["portico-3000"], path)).toEqual([]);
    },
  );

  it("is bounded for deep paths", () => {
    expect(onHttp.clear(["portico-3000"], "/a".repeat(1_000)).length).toBeLessThan(20);
  });
});

it("finds the names of ours in a head that is too long, but for the session's", () => {
  const head = "GET / HTTP/1.1\r\nHost: x\r\nCookie: portico-3000=a; portico-3000-sign-in-1=b; sid=c\r\n";
  expect(onHttp.named(head)).toEqual(["portico-3000-sign-in-1"]);
  expect(onHttp.named("GET / HTTP/1.1\r\nHost: x\r\n")).toEqual([]);
});
