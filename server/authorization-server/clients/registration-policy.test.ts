import { describe, expect, it } from "vitest";
import { type ClaimedMetadata, decideRegistration } from "./registration-policy.ts";

const app = (change: ClaimedMetadata = {}): ClaimedMetadata => ({
  client_name: "Pocket Notes",
  redirect_uris: ["https://notes.example/callback"],
  ...change,
});
const outcome = (change: ClaimedMetadata) => {
  const decision = decideRegistration(app(change));
  return decision.allowed ? "allowed" : decision.error;
};

describe("an app that registers itself", () => {
  it("may sign people in, and keeps nothing that it may not have", () => {
    const decision = decideRegistration(
      app({
        scope: "profile calendar:write openid",
        logo_uri: "https://bank.example/logo.svg",
        backchannel_logout_uri: "https://10.0.0.1/",
        sector_identifier_uri: "https://10.0.0.1/",
      }),
    );
    expect(decision).toEqual({
      allowed: true,
      metadata: {
        client_name: "Pocket Notes",
        redirect_uris: ["https://notes.example/callback"],
        application_type: "web",
        scope: "openid profile",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    });
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "http://notes.example/callback",
    "http://localhost.example/callback",
    "http://127.0.0.2/callback",
    "notes:/callback",
    "https://notes.example/#fragment",
    "/callback",
  ])("is refused as a web app with the redirect address %s", (uri) => {
    const web = { application_type: "web" };
    expect(outcome({ ...web, redirect_uris: ["https://notes.example/callback", uri] })).toBe("invalid_redirect_uri");
    expect(outcome({ ...web, post_logout_redirect_uris: [uri] })).toBe("invalid_redirect_uri");
  });

  it("may come back to loopback and to a scheme of its own as a native app", () => {
    const native = (uri: string) => outcome({ application_type: "native", redirect_uris: [uri] });
    expect(native("http://127.0.0.1/callback")).toBe("allowed");
    expect(native("http://[::1]:4000/callback")).toBe("allowed");
    expect(native("http://localhost/callback")).toBe("allowed");
    expect(native("com.example.notes:/callback")).toBe("allowed");
    for (const uri of [
      "http://localhost.example/",
      "notes:/callback",
      "http://192.168.0.1/",
      "javascript:alert(1)",
      "data:,x",
    ]) {
      expect([uri, native(uri)]).toEqual([uri, "invalid_redirect_uri"]);
    }
  });

  it.each(["http://localhost:4242", "http://127.0.0.1/callback", "http://[::1]:8080/", "edu.example.agent:/redirect"])(
    "is taken as native where it says web and comes back to %s, which its registration shows",
    (uri) => {
      const web = { application_type: "web", redirect_uris: ["https://notes.example/callback", uri] };
      const decision = decideRegistration(app({ ...web, post_logout_redirect_uris: [uri] }));
      expect(decision).toMatchObject({ allowed: true, metadata: { application_type: "native" } });
      // Only its redirect addresses say that it runs on the device.
      expect(outcome({ application_type: "web", post_logout_redirect_uris: [uri] })).toBe("invalid_redirect_uri");
    },
  );

  it.each([
    ["http://app.example/cb", "http://app.example/cb: a redirect address must be https; http is for loopback only"],
    ["app:/cb", "app:/cb: a scheme of its own must be a reversed domain name, e.g. com.example.app"],
    ['https://app.example/"#ü', "https://app.example/?#?: this redirect address has a fragment"],
    ["javascript:alert(1)", "javascript:alert(1): this redirect address has the forbidden scheme javascript:"],
    [
      `https://app.example/${"x".repeat(500)}#a`,
      `https://app.example/${"x".repeat(80)}: this redirect address has a fragment`,
    ],
    [7, "number: this redirect address is not an address"],
  ])("names the refused address and the rule that refuses it: %s", (uri, problem) => {
    const claimed = { redirect_uris: ["https://notes.example/callback"], post_logout_redirect_uris: [uri] };
    expect(decideRegistration(app(claimed))).toMatchObject({ allowed: false, problem });
  });

  it.each([
    ["http://127.0.0.1/callback", "native"],
    ["http://[::1]/callback", "native"],
    ["http://localhost/callback", "native"],
    ["com.example.notes:/callback", "native"],
    ["https://notes.example/callback", "web"],
  ])("that doesn't say what it is and comes back to %s is %s", (uri, type) => {
    const decision = decideRegistration(app({ redirect_uris: [uri] }));
    expect(decision).toMatchObject({ allowed: true, metadata: { application_type: type } });
  });

  it.each<[string, ClaimedMetadata]>([
    ["no name", { client_name: undefined }],
    ["a name that hides something", { client_name: "Notes\u202E" }],
    ["a name that fills a page", { client_name: "x".repeat(81) }],
    ["service tokens", { grant_types: ["client_credentials"] }],
    ["the password grant", { grant_types: ["password"] }],
    ["a secret that signs", { token_endpoint_auth_method: "client_secret_jwt" }],
    ["a page about it that is no https address", { client_uri: "javascript:alert(1)" }],
  ])("is refused with %s", (_, change) => {
    expect(outcome(change)).toBe("invalid_client_metadata");
  });

  it.each([undefined, [], "https://notes.example/", [1]])("is refused with redirect_uris %s", (uris) => {
    expect(outcome({ redirect_uris: uris })).toBe("invalid_redirect_uri");
  });
});
