import { describe, expect, it } from "vitest";
import { consentPlaces, coveredPlaces, redirectPlace } from "./redirect-places.ts";

describe("the place of a redirect address", () => {
  it.each([
    ["https://app.example/cb", "https://app.example/other?x=1"],
    ["https://app.example:443/", "https://APP.example/"],
    ["http://127.0.0.1:4711/cb", "http://localhost:9/cb"],
    ["com.example.app:/cb", "com.example.app:/other"],
    ["myapp://login/cb", "myapp://login/"],
  ])("is the same for %s and %s", (one, other) => expect(redirectPlace(one)).toBe(redirectPlace(other)));

  it.each([
    ["https://app.example/cb", "https://evil.example/cb"],
    ["https://app.example/cb", "https://app.example:8443/cb"],
    ["https://app.example/cb", "http://app.example/cb"],
    ["https://app.example/cb", "https://app.example.evil.example/cb"],
    ["myapp://login/cb", "myapp://evil/cb"],
    ["com.example.app:/cb", "com.evil.app:/cb"],
    ["http://127.0.0.1:4711/cb", "https://127.0.0.1:4711/cb"],
  ])("differs for %s and %s", (one, other) => expect(redirectPlace(one)).not.toBe(redirectPlace(other)));
});

describe("what an answer covers", () => {
  const client = { redirectUris: ["https://a.example/cb", "https://b.example/cb"] };

  it("is each place of the app at first, and at a device too", () => {
    for (const uri of ["https://a.example/cb", undefined]) {
      expect(coveredPlaces(undefined, consentPlaces(client, uri))).toEqual(["https://a.example", "https://b.example"]);
    }
  });

  it("is one place more with a later one, however many the app has by then", () => {
    const more = { redirectUris: [...client.redirectUris, "https://c.example/cb", "https://evil.example/cb"] };
    expect(coveredPlaces(["https://a.example"], consentPlaces(more, "https://c.example/cb"))).toEqual([
      "https://a.example",
      "https://c.example",
    ]);
    expect(coveredPlaces(["https://a.example"], consentPlaces(more, undefined))).toEqual(["https://a.example"]);
  });
});
