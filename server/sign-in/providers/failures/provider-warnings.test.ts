import { beforeEach, describe, expect, it } from "vitest";
import type { ProviderSettings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import { ProviderFailure, type Suspect } from "./provider-failure.ts";
import { createProviderWarnings } from "./provider-warnings.ts";

const corp = { id: "corp", kind: "oidc", clientSecret: new Secret("s3cr3t") } as ProviderSettings;
const google = { ...corp, id: "google", kind: "google" } as ProviderSettings;

let nowSeconds = 1000;
let lines: Record<string, unknown>[] = [];
let warnings: ReturnType<typeof createProviderWarnings>;
beforeEach(() => {
  nowSeconds = 1000;
  lines = [];
  const log = createLogger("warn", { write: (line) => lines.push(JSON.parse(line)) });
  warnings = createProviderWarnings(log, "https://login.example.com", () => nowSeconds);
});

const failure = (suspect: Suspect, detail = "what happened") =>
  new ProviderFailure("provider_misconfigured", suspect, { detail });
const network = (code: string) =>
  new AppError("provider_unreachable", { cause: Object.assign(new Error("failed"), { code }) });

describe("the warning about a failed sign-in", () => {
  it("is the provider, what happened, what to check and the reference of the page", () => {
    const context = { requestId: "ref-1", clientAddress: "192.0.2.1", userAgent: undefined };
    runInRequestContext(context, () => warnings.ofSignIn(corp, failure("client", "token endpoint: invalid_client")));
    expect(lines).toEqual([
      expect.objectContaining({
        level: "warn",
        provider_id: "corp",
        code: "provider_misconfigured",
        cause: "token endpoint: invalid_client",
        check: expect.stringContaining("check providers.corp.clientSecret"),
        request_id: "ref-1",
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("s3cr3t");
  });

  it.each<[Suspect, ProviderSettings, string]>([
    ["client", google, "AUTH_GOOGLE_SECRET"],
    ["client", { ...corp, clientSecret: undefined }, "there is none, as when the environment variable"],
    ["redirect_uri", corp, "https://login.example.com/api/auth/callback/corp"],
    ["issuer", corp, "check providers.corp.issuer"],
    ["scopes", corp, "check providers.corp.scopes"],
    ["clocks", corp, "check the time of both"],
  ])("names the setting: %s", (suspect, provider, words) => {
    warnings.ofSignIn(provider, failure(suspect));
    expect(lines[0]?.["check"]).toContain(words);
  });

  it.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"],
    ["CERT_HAS_EXPIRED", "the dates of the provider's certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "the provider's certificate is for another"],
    ["ENOTFOUND", "DNS"],
    ["ECONNREFUSED", "firewall"],
    ["ERR_PRIVATE_ADDRESS", "providers.corp.allowPrivateNetwork"],
  ])("names what to check by the system's code %s", (code, words) => {
    warnings.ofSignIn(corp, network(code));
    expect(lines[0]?.["check"]).toContain(words);
  });

  it.each([
    "sign_in_cancelled",
    "sign_in_expired",
    "account_disabled",
    "identity_conflict",
    "request_invalid",
  ] as const)("is nothing where the person did it: %s", (code) => {
    warnings.ofSignIn(corp, new AppError(code));
    expect(lines).toEqual([]);
  });
});

describe("a flood of failed sign-ins", () => {
  it("is one line in ten seconds, and the next says how many were left out", () => {
    for (let count = 0; count < 500; count++) warnings.ofSignIn(corp, failure("client", `made up: ${count}`));
    nowSeconds += 9;
    warnings.ofSignIn(corp, failure("client"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toHaveProperty("left_out");
    nowSeconds += 1;
    warnings.ofSignIn(corp, failure("client"));
    expect(lines[1]).toMatchObject({ left_out: 500 });
    nowSeconds += 10;
    warnings.ofSignIn(corp, failure("client"));
    expect(lines[2]).not.toHaveProperty("left_out");
  });

  it("is twenty lines where a provider declines, since each person has a reference of their own", () => {
    const declined = () => warnings.ofSignIn(corp, new AppError("provider_declined", { detail: "theirs" }));
    for (let count = 0; count < 500; count++) declined();
    expect(lines).toHaveLength(20);
    nowSeconds += 10;
    declined();
    expect(lines[20]).toMatchObject({ left_out: 480, cause: "theirs" });
  });

  it("is logged again when a clock was put back", () => {
    warnings.ofSignIn(corp, failure("clocks"));
    nowSeconds -= 600;
    warnings.ofSignIn(corp, failure("clocks"));
    expect(lines).toHaveLength(2);
  });

  it("hides neither another cause nor another provider", () => {
    for (const provider of [corp, google, corp]) warnings.ofSignIn(provider, failure("client"));
    warnings.ofSignIn(corp, failure("redirect_uri"));
    warnings.ofSignIn(corp, network("ECONNREFUSED"));
    expect(lines).toHaveLength(4);
  });
});
