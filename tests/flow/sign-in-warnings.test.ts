import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProviderControls, ProviderName } from "#demo/providers/provider-controls.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import { createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let database: Database;
let harness: SignInHarness;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
});
// Each its own: discovery is cached, and the same cause is told once in ten seconds.
beforeEach(async () => {
  harness = await startSignInHarness(database);
});
afterEach(() => harness.close());
afterAll(() => database.close());

interface LogLine extends Record<string, unknown> {
  level: string;
}
const warningsIn = ({ logged }: Pick<SignInHarness, "logged">) =>
  logged.map((line) => JSON.parse(line) as LogLine).filter(({ level }) => level === "warn" || level === "error");

const inRequest = <T>(work: () => T) =>
  runInRequestContext({ requestId: "the-reference", clientAddress: "192.0.2.1", userAgent: undefined }, work);

const reference = (location: string | null) => new URL(location ?? "", "http://localhost").searchParams.get("ref");

type Told = { code: string; cause: string; check: string };
const errorCode = (error: string, status = 400) => ({ status, body: { error, error_description: "Words of theirs." } });

describe("a sign-in that fails for a reason that the person can't help", () => {
  it.each<[string, ProviderName, (controls: ProviderControls) => void, Told]>([
    [
      "a wrong client secret",
      "google",
      ({ fail }) => fail("google", "token", errorCode("invalid_client", 401)),
      {
        code: "provider_misconfigured",
        cause: "token endpoint: invalid_client",
        check: "providers.google.clientSecret",
      },
    ],
    [
      "a client that may not do this",
      "google",
      ({ fail }) => fail("google", "token", errorCode("unauthorized_client")),
      { code: "provider_misconfigured", cause: "unauthorized_client", check: "providers.google.clientSecret" },
    ],
    [
      "a wrong client secret, in words of the provider's own",
      "google",
      ({ fail }) => fail("google", "token", errorCode("access_denied", 401)),
      { code: "provider_misconfigured", cause: "access_denied", check: "providers.google.clientSecret" },
    ],
    [
      "a wrong client secret, told with status 200",
      "github",
      ({ fail }) => fail("github", "token", errorCode("incorrect_client_credentials", 200)),
      { code: "provider_misconfigured", cause: "incorrect_client_credentials", check: "AUTH_GITHUB_SECRET" },
    ],
    [
      "a callback that isn't registered",
      "google",
      ({ fail }) => fail("google", "token", errorCode("redirect_uri_mismatch")),
      {
        code: "provider_misconfigured",
        cause: "redirect_uri_mismatch",
        check: "register http://localhost:3999/api/auth/callback/google",
      },
    ],
    [
      "a broken token endpoint",
      "google",
      ({ fail }) => fail("google", "token", { status: 500 }),
      { code: "provider_unreachable", cause: "/google/token answered 500", check: "the provider's own log" },
    ],
    [
      "no keys",
      "google",
      ({ fail }) => fail("google", "jwks", { status: 200, body: { keys: [] } }),
      { code: "provider_rejected", cause: "no applicable key found", check: "jwks_uri" },
    ],
    [
      "keys that aren't there",
      "google",
      ({ fail }) => fail("google", "jwks", { status: 404 }),
      { code: "provider_unreachable", cause: "answered 404", check: "jwks_uri" },
    ],
    [
      "another clock",
      "google",
      ({ adjust }) => adjust("google", { idTokens: "expired" }),
      { code: "provider_clock_differs", cause: "s behind this machine's", check: "check the time of both" },
    ],
  ])("%s: is told once, with its reference and what to check", async (_name, provider, spoil, told) => {
    spoil(harness.controls);
    const { location, callback } = await inRequest(() => harness.signInAs("ada", provider));
    expect(warningsIn(harness)).toEqual([
      expect.objectContaining({
        level: "warn",
        provider_id: provider,
        code: told.code,
        cause: expect.stringContaining(told.cause),
        check: expect.stringContaining(told.check),
        request_id: "the-reference",
      }),
    ]);
    expect(reference(location)).toBe("the-reference");
    const secrets = [...new URL(callback).searchParams]
      .filter(([name]) => name === "code" || name === "state")
      .map(([, value]) => value);
    for (const secret of ["secret of", ...secrets]) expect(harness.logged.join("\n")).not.toContain(secret);
  });

  it.each<[string, (controls: ProviderControls) => void, Told]>([
    [
      "a wrong issuer",
      ({ fail }) => fail("google", "discovery", { status: 404 }),
      {
        code: "provider_misconfigured",
        cause: "/google/.well-known/openid-configuration answered 404",
        check: "check providers.google.issuer",
      },
    ],
    [
      "an issuer that names itself otherwise",
      ({ adjust }) => adjust("google", { discoveryIssuer: "https://other.example" }),
      { code: "provider_disabled", cause: "https://other.example", check: "check providers.google.issuer" },
    ],
    [
      "a provider that hangs up",
      ({ fail }) => fail("google", "discovery", { drop: true }),
      { code: "provider_unreachable", cause: "/google/.well-known/openid-configuration", check: "firewall" },
    ],
  ])("%s: is told when somebody presses the button", async (_name, spoil, told) => {
    spoil(harness.controls);
    const location = await inRequest(() => harness.press(harness.newBrowser(), "google"));
    expect(reference(location)).toBe("the-reference");
    expect(warningsIn(harness)).toEqual([
      expect.objectContaining({
        code: told.code,
        cause: expect.stringContaining(told.cause),
        check: expect.stringContaining(told.check),
        request_id: "the-reference",
      }),
    ]);
  });

  it.each([
    ["unauthorized_client", "providers.github.clientSecret"],
    ["redirect_uri_mismatch", "register http://localhost:3999/api/auth/callback/github"],
  ])("%s in the browser's way back", async (error, check) => {
    const browser = harness.newBrowser();
    const state = new URL(await harness.press(browser, "github")).searchParams.get("state");
    const answer = await harness.at(browser, `/api/auth/callback/github?error=${error}&state=${state}`);
    expect(answer.headers.get("location")).toContain("code=provider_misconfigured");
    expect(warningsIn(harness)).toEqual([expect.objectContaining({ check: expect.stringContaining(check) })]);
  });

  it("an authority that this machine doesn't know names the variable that makes it known", async () => {
    const authority = createCertificateAuthority();
    const { key, certificate } = authority.issue("corp", "/CN=localhost", "DNS:localhost");
    const server = createServer({ key, cert: certificate });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
    const corp: ProviderSettings = {
      id: "corp",
      name: "Example Corp",
      kind: "oidc",
      brand: "generic",
      issuer,
      clientId: "portico",
      clientSecret: new Secret("secret of corp"),
      linkVerifiedEmail: false,
      allowPrivateNetwork: true,
    };
    const own = await startSignInHarness(database, { providers: [corp] });
    try {
      await own.press(own.newBrowser(), "corp");
      expect(warningsIn(own)).toEqual([
        expect.objectContaining({
          code: "provider_unreachable",
          cause: expect.stringContaining(issuer),
          check: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
        }),
      ]);
    } finally {
      await own.close();
      await new Promise((resolve) => server.close(resolve));
      authority.remove();
    }
  });

  it("is told once, however many fail of it", async () => {
    harness.controls.fail("google", "token", errorCode("invalid_client", 401));
    await harness.signInAs("ada");
    await harness.signInAs("grace");
    expect(warningsIn(harness)).toHaveLength(1);
    expect(harness.recorded.filter(({ type }) => type === "sign_in.refused")).toHaveLength(2);
  });
});

describe("a sign-in that the provider declined", () => {
  async function declined(said: Record<string, string>, reference = "the-reference") {
    const browser = harness.newBrowser();
    const state = new URL(await harness.press(browser, "google")).searchParams.get("state") ?? "";
    const target = `/api/auth/callback/google?${new URLSearchParams({ ...said, state })}`;
    const context = { requestId: reference, clientAddress: "192.0.2.1", userAgent: undefined };
    return runInRequestContext(context, () => harness.at(browser, target));
  }

  it("is in the log in the provider's words, with the page's reference", async () => {
    const answer = await declined({
      error: "access_denied",
      error_description: "AADSTS50105: not assigned\n to a role",
    });
    expect(reference(answer.headers.get("location"))).toBe("the-reference");
    expect(warningsIn(harness)).toEqual([
      expect.objectContaining({
        level: "warn",
        message: "a provider declined a sign-in",
        provider_id: "google",
        code: "provider_declined",
        cause: 'authorization response: access_denied "AADSTS50105: not assigned\\u000a to a role"',
        check: expect.stringContaining("whether this account may use this client"),
        request_id: "the-reference",
      }),
    ]);
  });

  it("has a line for each person, up to 20 in ten seconds, however long the words are", async () => {
    for (let count = 0; count < 22; count++) {
      await declined({ error: "access_denied", error_description: "x".repeat(5_000) }, `reference-${count}`);
    }
    const lines = warningsIn(harness);
    expect(lines.map((line) => line["request_id"])).toEqual(Array.from({ length: 20 }, (_, n) => `reference-${n}`));
    expect(Math.max(...lines.map(({ cause }) => String(cause).length))).toBeLessThan(400);
    expect(harness.recorded.filter(({ type }) => type === "sign_in.refused")).toHaveLength(22);
  });

  it("at the token endpoint too", async () => {
    const body = { error: "invalid_request", error_description: "Policy evaluation failed." };
    harness.controls.fail("google", "token", { status: 400, body });
    await harness.signInAs("ada");
    expect(warningsIn(harness)[0]).toMatchObject({
      cause: 'token endpoint: invalid_request "Policy evaluation failed."',
    });
  });
});

describe("a sign-in that the person ended", () => {
  it("by Cancel, or by coming too late, is nothing to warn of", async () => {
    await harness.signInAs("cancel");
    const { callback } = await harness.signInAs("ada");
    await harness.at(harness.newBrowser(), callback);
    expect(harness.recorded.map(({ type }) => type)).toContain("sign_in.refused");
    expect(warningsIn(harness)).toEqual([]);
  });
});

describe("a sign-in that fails by our own doing", () => {
  const failWith = (error: Error) => vi.spyOn(harness.accounts, "resolve").mockRejectedValueOnce(error);

  it("is our own error, in the log with its stack under the page's reference, and no provider is blamed", async () => {
    failWith(new TypeError("of ours"));
    const { location, session } = await inRequest(() => harness.signInAs("ada"));
    expect(session).toBeNull();
    expect(location).toContain("/error?code=internal_error&ref=the-reference");
    expect(warningsIn(harness)).toEqual([
      expect.objectContaining({
        level: "error",
        message: "signing in failed",
        error: expect.objectContaining({
          name: "TypeError",
          message: "of ours",
          stack: expect.stringContaining("sign-in-warnings.test.ts"),
        }),
        request_id: "the-reference",
      }),
    ]);
  });

  it("is an outage where our database was away, which nobody has to look for at the provider", async () => {
    failWith(Object.assign(new Error("Can't reach database server"), { code: "P1001" }));
    const { location } = await inRequest(() => harness.signInAs("ada"));
    expect(location).toContain("/error?code=database_unavailable&ref=the-reference");
    expect(warningsIn(harness)).toEqual([]);
  });
});

describe("the look at the providers when the portal starts", () => {
  const discoveries = () => harness.controls.calls("google", "discovery");

  it("says nothing when all is well, and the first sign-in needn't ask again", async () => {
    await harness.signIn.lookAtProviders();
    expect([discoveries(), harness.controls.calls("microsoft", "discovery")]).toEqual([1, 1]);
    await harness.signedIn("ada");
    expect(discoveries()).toBe(1);
    expect(warningsIn(harness)).toEqual([]);
  });

  it("warns of one that can't be used, asks once, and leaves the others alone", async () => {
    harness.controls.fail("google", "discovery", { status: 404 });
    await harness.signIn.lookAtProviders();
    expect(discoveries()).toBe(1);
    expect(warningsIn(harness)).toEqual([
      expect.objectContaining({
        provider_id: "google",
        code: "provider_misconfigured",
        check: expect.stringContaining("check providers.google.issuer"),
      }),
    ]);
  });

  it("takes nothing from the first failed sign-in: that has a line with its own reference", async () => {
    harness.controls.fail("google", "discovery", { status: 404 });
    await harness.signIn.lookAtProviders();
    await inRequest(() => harness.press(harness.newBrowser(), "google"));
    expect(warningsIn(harness).map((line) => line["request_id"])).toEqual([undefined, "the-reference"]);
  });

  it("switches off the button of one that names another issuer before anybody sees it", async () => {
    harness.controls.adjust("google", { discoveryIssuer: "https://other.example" });
    await harness.signIn.lookAtProviders();
    expect(harness.signIn.service.listProviders()[0]?.disabledReason).toContain("https://other.example");
  });

  it("ends with the portal, and takes that for nobody's failure", async () => {
    const never = Promise.withResolvers<void>();
    harness.controls.fail("google", "discovery", { until: never.promise });
    const looked = harness.signIn.lookAtProviders();
    await expect.poll(discoveries).toBe(1);
    await harness.signIn.close();
    await looked;
    expect(warningsIn(harness)).toEqual([]);
    never.resolve();
  });
});

describe("a provider that begins to name another issuer while the portal runs", () => {
  it("is told, since its button is off and nobody can fail with it", async () => {
    harness.controls.adjust("google", { discoveryIssuer: "https://other.example" });
    harness.signIn.service.listProviders();
    await expect.poll(() => warningsIn(harness)).toHaveLength(1);
    expect(warningsIn(harness)[0]).toMatchObject({ provider_id: "google", code: "provider_disabled" });
  });
});
