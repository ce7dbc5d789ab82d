import { describe, expect, it } from "vitest";
import { clientRedirectProblem } from "./redirect-uri-problem.ts";

const taken = (uri: string, native: boolean, loopbackForWeb = false) =>
  clientRedirectProblem(uri, { native, loopbackForWeb }) === undefined;

describe("a redirect address in the settings", () => {
  it("of a web app is https; http on this computer only while it is developed", () => {
    expect(taken("https://app.example/callback", false)).toBe(true);
    expect(taken("http://app.example/callback", false, true)).toBe(false);
    expect(taken("com.example.app:/callback", false, true)).toBe(false);
    for (const host of ["localhost:8080", "127.0.0.1", "[::1]:9000"]) {
      expect(taken(`http://${host}/callback`, false)).toBe(false);
      expect(taken(`http://${host}/callback`, false, true)).toBe(true);
    }
  });

  it("of a native app may be http on this computer, or a scheme of its own", () => {
    expect(taken("http://127.0.0.1/callback", true)).toBe(true);
    expect(taken("com.example.app:/callback", true)).toBe(true);
    expect(taken("https://app.example/callback", true)).toBe(true);
    expect(taken("http://app.example/callback", true)).toBe(false);
    expect(taken("myapp:/callback", true)).toBe(true);
  });

  it("is absolute, without a fragment or white space, and never a script", () => {
    const spaced = [" https://app.example/", "ht\ttps://app.example/", "https://app.example/\u0000"];
    for (const uri of [...spaced, "/callback", "https://app.example/#x", "javascript:alert(1)", "data:text/html,x"]) {
      expect(taken(uri, true, true)).toBe(false);
    }
  });
});
