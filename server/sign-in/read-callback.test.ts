import { describe, expect, it } from "vitest";
import { readCallback, requireIssuer } from "./read-callback.ts";

const read = (query: string) => readCallback(new URLSearchParams(query));

describe("readCallback", () => {
  it("reads code and state", () => {
    expect(read("code=c&state=s&iss=https://op")).toMatchObject({ code: "c", state: "s", iss: "https://op" });
  });
  it.each(["code=c", "state=&code=c", "code=c&state=s&state=t", "code=a&code=b&state=s", "state=s&iss=a&iss=b"])(
    "takes %s for no callback at all",
    (query) => {
      expect(read(query)).toBeUndefined();
    },
  );
  it.each(["state=s&x=1&x=2", "state=s&%78=1&x=2", "x=1&state=s&x="])(
    "also with %s, where another one repeats",
    (query) => {
      expect(read(query)).toBeUndefined();
    },
  );
  it("walks through the parameters once, however many there are", () => {
    const params = new URLSearchParams(
      `state=s&${Array.from({ length: 5_000 }, (_, index) => `p${index}=1`).join("&")}`,
    );
    let searches = 0;
    for (const method of ["getAll", "has", "get"] as const) {
      params[method] = () => {
        searches++;
        throw new Error("searched");
      };
    }
    expect(readCallback(params)).toMatchObject({ state: "s" });
    expect(searches).toBe(0);
  });
});

describe("requireIssuer (RFC 9207)", () => {
  const metadata = { issuer: "https://op.example", authorization_response_iss_parameter_supported: true };
  const template = { issuer: "https://login.example/{tenantid}/v2.0" };
  it("accepts the provider's own", () => {
    expect(() => requireIssuer({ iss: "https://op.example" }, metadata)).not.toThrow();
  });
  it.each(["https://evil.example", "https://op.example/", "", "HTTPS://op.example"])("refuses %j", (iss) => {
    expect(() => requireIssuer({ iss }, metadata)).toThrow("provider_rejected");
  });
  it("refuses a missing one where the provider promises it, and only there", () => {
    expect(() => requireIssuer({ iss: undefined }, metadata)).toThrow("provider_rejected");
    expect(() => requireIssuer({ iss: undefined }, { issuer: "https://op.example" })).not.toThrow();
  });
  it("takes any tenant's issuer for a template, and nothing else", () => {
    expect(() => requireIssuer({ iss: "https://login.example/72f988bf-86f1/v2.0" }, template)).not.toThrow();
    for (const iss of [
      "https://login.example/a/b/v2.0",
      "https://login.example//v2.0",
      "https://evil.example/a/v2.0",
    ]) {
      expect(() => requireIssuer({ iss }, template)).toThrow("provider_rejected");
    }
  });
});
