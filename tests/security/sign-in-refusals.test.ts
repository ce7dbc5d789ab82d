import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Tamper } from "#demo/providers/provider-controls.ts";
import type { Database } from "#server/database/database.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let database: Database;
let harness: SignInHarness;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  harness = await startSignInHarness(database);
});
beforeEach(() => void harness.recorded.splice(0));
afterEach(() => harness.controls.reset());
afterAll(async () => {
  await harness.close();
  await database.close();
});

const errorOf = (location: string | null) => new URL(location ?? "", "http://localhost").searchParams.get("code");

describe("routes of Auth.js that nobody needs", () => {
  it.each([
    ["GET", "/api/auth/signin/google"],
    ["GET", "/api/auth/signin"],
    ["POST", "/api/auth/signin"],
    ["GET", "/api/auth/session"],
    ["POST", "/api/auth/session"],
    ["GET", "/api/auth/csrf"],
    ["GET", "/api/auth/providers"],
    ["GET", "/api/auth/signout"],
    ["POST", "/api/auth/signout"],
    ["GET", "/api/auth/error"],
    ["GET", "/api/auth/verify-request"],
    ["GET", "/api/auth/webauthn-options/google"],
    ["GET", "/api/auth"],
    ["POST", "/api/auth/signin/google/x"],
    ["POST", "/api/auth/signin/%67oogle"],
    ["HEAD", "/api/auth/callback/google?code=x&state=y"],
    ["PUT", "/api/auth/callback/google"],
  ])("answer %s %s with 404", async (method, path) => {
    const answer = await harness.at(harness.newBrowser(), path, { method });
    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe("a callback that nobody here started (RFC 9700 §4.7)", () => {
  const tokenRequests = () => harness.controls.calls("google", "token");

  it.each([
    ["without a transaction", "code=x&state=y"],
    ["without a state", "code=x"],
    ["with a doubled state", "code=x&state=y&state=z"],
    ["with an error and no transaction", "error=access_denied&state=y"],
    ["with nothing", ""],
  ])("%s sends no token request and makes no session", async (_name, query) => {
    const browser = harness.newBrowser();
    const answer = await harness.at(browser, `/api/auth/callback/google?${query}`);
    expect(errorOf(answer.headers.get("location"))).toBe("sign_in_expired");
    expect(tokenRequests()).toBe(0);
    expect(browser.names()).toEqual([]);
  });

  it("delivered to another browser is refused (login CSRF)", async () => {
    const callback = await harness.choose(await harness.press(harness.newBrowser(), "google"), "ada");
    const answer = await harness.at(harness.newBrowser(), callback);
    expect(errorOf(answer.headers.get("location"))).toBe("sign_in_expired");
    expect(tokenRequests()).toBe(0);
  });

  it("delivered to another provider's callback is refused (RFC 9700 §4.4.2)", async () => {
    const browser = harness.newBrowser();
    const callback = await harness.choose(await harness.press(browser, "google"), "ada");
    const answer = await harness.at(browser, callback.replace("/callback/google", "/callback/github"));
    expect(errorOf(answer.headers.get("location"))).toBe("sign_in_expired");
    expect(tokenRequests() + harness.controls.calls("github", "token")).toBe(0);
  });

  it("with the state of another tab and that tab's cookie altered is refused", async () => {
    const browser = harness.newBrowser();
    const callback = await harness.choose(await harness.press(browser, "google"), "ada");
    const [name = ""] = browser.names();
    browser.store(`${name}=Fe26.2*tampered; Path=/`);
    expect(errorOf((await harness.at(browser, callback)).headers.get("location"))).toBe("sign_in_expired");
    expect(tokenRequests()).toBe(0);
  });

  it("used twice lands at home for whoever is signed in, and is refused for anybody else", async () => {
    const { browser, callback } = await harness.signInAs("ada");
    const requests = tokenRequests();
    expect((await harness.at(browser, callback)).headers.get("location")).toBe("/");
    expect(errorOf((await harness.at(harness.newBrowser(), callback)).headers.get("location"))).toBe("sign_in_expired");
    expect(tokenRequests()).toBe(requests);
  });

  it("replayed with its saved cookie after it was used is refused by the provider's code", async () => {
    const browser = harness.newBrowser();
    const url = await harness.press(browser, "google");
    const saved = browser.cookieHeader("/") ?? "";
    const callback = await harness.choose(url, "ada");
    await harness.at(browser, callback);
    const thief = harness.newBrowser();
    for (const pair of saved.split("; ")) thief.store(`${pair}; Path=/`);
    expect(errorOf((await harness.at(thief, callback)).headers.get("location"))).toBe("sign_in_expired");
    expect(await harness.vault.authenticate(thief.cookieHeader("/"))).toBeNull();
  });
});

describe("a callback that comes after a quarter of an hour", () => {
  afterEach(() => void vi.useRealTimers());

  /** The clock alone: what waits for the network goes on. */
  function pass(seconds: number): void {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });
  }

  it.each([1_000, 3_500, 4 * 3_600 - 60])(
    "signs nobody in after %d s, sends no code on, and keeps the return path",
    async (seconds) => {
      const browser = harness.newBrowser();
      const callbackUrl = "/consent/x?app=y";
      const callback = await harness.choose(await harness.press(browser, "google", { callbackUrl }), "ada");
      const requests = harness.controls.calls("google", "token");
      pass(seconds);
      const page = new URL((await harness.at(browser, callback)).headers.get("location") ?? "", "http://localhost");
      expect(page.searchParams.get("code")).toBe("sign_in_expired");
      expect(page.searchParams.get("return_to")).toBe(callbackUrl);
      expect(harness.controls.calls("google", "token")).toBe(requests);
      expect(browser.names()).toEqual([]);
    },
  );

  it("keeps it at no other provider's callback, and in no other browser", async () => {
    const browser = harness.newBrowser();
    const callback = await harness.choose(await harness.press(browser, "google", { callbackUrl: "/consent/x" }), "ada");
    pass(1_000);
    for (const answer of [
      await harness.at(browser, callback.replace("/callback/google", "/callback/github")),
      await harness.at(harness.newBrowser(), callback),
    ]) {
      expect(errorOf(answer.headers.get("location"))).toBe("sign_in_expired");
      expect(answer.headers.get("location")).not.toContain("return_to");
    }
  });
});

describe("an answer posted by the provider (response_mode=form_post)", () => {
  it("becomes a GET, so that the browser sends its SameSite=Lax cookies", async () => {
    const browser = harness.newBrowser();
    const callback = await harness.choose(await harness.press(browser, "google"), "ada");
    const { pathname, searchParams } = new URL(callback);
    const bounced = await harness.at(harness.newBrowser(), pathname, { method: "POST", body: searchParams });
    expect(bounced.status).toBe(303);
    const answer = await harness.at(browser, bounced.headers.get("location") ?? "");
    expect(answer.headers.get("location")).toBe("/");
  });
});

describe("the issuer of the authorization response (RFC 9207)", () => {
  it.each([
    ["wrong", { issParameter: "wrong" }],
    ["missing although promised", { issParameter: "missing", advertisesIss: true }],
  ] as const)("%s: refused before the token request", async (_name, behaviour) => {
    // A harness of its own: discovery is cached.
    const own = await startSignInHarness(database);
    try {
      own.controls.adjust("google", behaviour);
      const { location, session } = await own.signInAs("ada");
      expect(errorOf(location)).toBe("provider_rejected");
      expect(session).toBeNull();
      expect(own.controls.calls("google", "token")).toBe(0);
    } finally {
      await own.close();
    }
  });

  it("wrong at GitHub, which has no discovery: refused before the token request", async () => {
    harness.controls.adjust("github", { issParameter: "wrong" });
    expect(errorOf((await harness.signInAs("ada", "github")).location)).toBe("provider_rejected");
    expect(harness.controls.calls("github", "token")).toBe(0);
  });
});

describe("ID tokens (OpenID Connect Core §3.1.3.7)", () => {
  const tampers: Tamper[] = [
    "wrong-iss",
    "wrong-aud",
    "wrong-azp",
    "wrong-nonce",
    "missing-nonce",
    "missing-sub",
    "missing-iat",
    "bad-signature",
    "unknown-key",
    "alg-none",
    "hs256-with-public-key",
  ];
  it.each(tampers)("%s: nobody is signed in", async (idTokens) => {
    harness.controls.adjust("google", { idTokens });
    const usersBefore = await database.prisma.user.count();
    const { location, session, browser } = await harness.signInAs("grace");
    expect(errorOf(location)).toBe("provider_rejected");
    expect(session).toBeNull();
    expect(browser.names()).toEqual([]);
    expect(await database.prisma.user.count()).toBe(usersBefore);
    expect(harness.recorded.at(-1)).toMatchObject({ type: "sign_in.refused", details: { code: "provider_rejected" } });
  });

  it("expired when it comes: nobody is signed in, and the person reads of the clocks", async () => {
    harness.controls.adjust("google", { idTokens: "expired" });
    const { location, session } = await harness.signInAs("grace");
    expect(errorOf(location)).toBe("provider_clock_differs");
    expect(session).toBeNull();
  });

  it("UserInfo about somebody else: nobody is signed in", async () => {
    harness.controls.adjust("google", { userinfoSubject: "somebody-else" });
    const { location, session } = await harness.signInAs("ada");
    expect(errorOf(location)).toBe("provider_rejected");
    expect(session).toBeNull();
  });
});

describe("discovery that names another issuer", () => {
  it("disables that provider with a reason; the others work", async () => {
    const own = await startSignInHarness(database);
    try {
      own.controls.adjust("google", { discoveryIssuer: "https://accounts.attacker.example" });
      expect(errorOf(await own.press(own.newBrowser(), "google"))).toBe("provider_disabled");
      expect((await own.signInAs("ada", "github")).location).toBe("/");
      own.signIn.service.listProviders();
      await expect
        .poll(() => own.signIn.service.listProviders().map(({ disabledReason }) => disabledReason !== undefined))
        .toEqual([true, false, false]);
      const [google] = own.signIn.service.listProviders();
      expect(google?.disabledReason).toContain("https://accounts.attacker.example");
      own.controls.reset();
      expect((await own.signInAs("ada", "google")).location).toBe("/");
    } finally {
      await own.close();
    }
  });
});

describe("a provider in trouble", () => {
  const faults = [
    ["answers 500", { status: 500 }],
    ["answers malformed JSON", { malformedJson: true }],
    ["answers without end", { hugeBody: true }],
    ["drops the connection", { drop: true }],
  ] as const;

  it.each(faults)("whose token endpoint %s: an error page, and other sign-ins go on", async (_name, fault) => {
    harness.controls.fail("google", "token", fault);
    const { location, session } = await harness.signInAs("ada");
    expect(errorOf(location)).toBe("provider_unreachable");
    expect(new URL(location ?? "", "http://localhost").searchParams.get("provider")).toBe("google");
    expect(session).toBeNull();
    expect((await harness.signInAs("ada", "github")).location).toBe("/");
  });

  it.each([
    ["google", "userinfo"],
    ["github", "user"],
    ["github", "emails"],
  ] as const)("%s, whose %s answers 500: an error page", async (providerId, endpoint) => {
    harness.controls.fail(providerId, endpoint, { status: 500 });
    expect(errorOf((await harness.signInAs("ada", providerId)).location)).toBe("provider_unreachable");
  });

  it.each(faults)("whose discovery %s: an error page, and a second try works when it is well", async (_name, fault) => {
    const own = await startSignInHarness(database);
    try {
      own.controls.fail("google", "discovery", fault);
      expect(errorOf(await own.press(own.newBrowser(), "google"))).toBe("provider_unreachable");
      own.controls.heal("google");
      expect((await own.signInAs("ada", "google")).location).toBe("/");
    } finally {
      await own.close();
    }
  });

  it.each([
    ["that there is nothing", { status: 404 }, "provider_misconfigured"],
    ["that it is elsewhere", { status: 301 }, "provider_misconfigured"],
    ["that it was asked too often", { status: 429 }, "provider_unreachable"],
  ] as const)("whose discovery answers %s: an error page that is true", async (_name, fault, code) => {
    const own = await startSignInHarness(database);
    try {
      own.controls.fail("google", "discovery", fault);
      expect(errorOf(await own.press(own.newBrowser(), "google"))).toBe(code);
    } finally {
      await own.close();
    }
  });

  it.each(faults)("whose keys can't be had because it %s: an error page", async (_name, fault) => {
    const own = await startSignInHarness(database);
    try {
      own.controls.fail("google", "jwks", fault);
      expect(errorOf((await own.signInAs("ada")).location)).toBe("provider_unreachable");
    } finally {
      await own.close();
    }
  });
});

describe("what the person or the operator decided", () => {
  it("Cancel: says so, keeps the return path, signs nobody in", async () => {
    const { location, session } = await harness.signInAs("cancel", "google", undefined, { callbackUrl: "/consent/x" });
    expect(errorOf(location)).toBe("sign_in_cancelled");
    expect(new URL(location ?? "", "http://localhost").searchParams.get("return_to")).toBe("/consent/x");
    expect(session).toBeNull();
    expect(harness.recorded.at(-1)).toMatchObject({ type: "sign_in.cancelled", providerId: "google" });
  });

  /** The provider sends the browser back with these parameters instead of a code. */
  async function declined(providerId: string, said: Record<string, string>) {
    const browser = harness.newBrowser();
    const state = new URL(await harness.press(browser, providerId, { callbackUrl: "/consent/x" })).searchParams.get(
      "state",
    );
    const query = new URLSearchParams({ ...said, state: state ?? "" });
    const answer = await harness.at(browser, `/api/auth/callback/${providerId}?${query}`);
    return new URL(answer.headers.get("location") ?? "", "http://localhost").searchParams;
  }

  it.each([
    ["github", { error: "access_denied", error_description: "The user has denied your application access." }],
    ["microsoft-entra-id", { error: "access_denied", error_subcode: "cancel" }],
    ["google", { error: "access_denied" }],
  ])("Cancel at %s, in its own words", async (providerId, said) => {
    expect((await declined(providerId, said)).get("code")).toBe("sign_in_cancelled");
  });

  it.each([
    ["microsoft-entra-id", { error: "access_denied", error_description: "AADSTS50105: not assigned to a role" }],
    ["microsoft-entra-id", { error: "access_denied" }],
    ["google", { error: "access_denied", error_description: "User is not assigned to the client application." }],
    ["github", { error: "access_denied", error_description: "blocked by policy" }],
    ["google", { error: "consent_required" }],
    ["google", { error: "invalid_request" }],
    ["google", { error: "something_new" }],
  ])("a refusal of %s that may be its own is not told as the person's: %j", async (providerId, said) => {
    const page = await declined(providerId, said);
    expect(page.get("code")).toBe("provider_declined");
    expect(page.get("return_to")).toBe("/consent/x");
    expect(harness.recorded.at(-1)).toMatchObject({ type: "sign_in.refused", details: { code: "provider_declined" } });
  });

  it.each(["server_error", "temporarily_unavailable"])(
    "a provider that says %s is in trouble, not declining",
    async (error) => {
      expect((await declined("google", { error })).get("code")).toBe("provider_unreachable");
    },
  );

  it.each([
    ["invalid_grant", "AADSTS50105: not assigned to a role", "provider_declined"],
    ["interaction_required", "AADSTS50076: multi-factor authentication", "provider_declined"],
    ["invalid_grant", "AADSTS54005: already redeemed", "sign_in_expired"],
  ])("Entra's %s (%s) at the token endpoint: %s", async (error, error_description, code) => {
    harness.controls.fail("microsoft", "token", { status: 400, body: { error, error_description } });
    expect(errorOf((await harness.signInAs("ada", "microsoft-entra-id")).location)).toBe(code);
  });

  it("an unknown provider", async () => {
    expect(errorOf(await harness.press(harness.newBrowser(), "facebook"))).toBe("provider_unknown");
  });

  it("a disabled account", async () => {
    const { session } = await harness.signedIn("alan", "github");
    await harness.accountControl.disable(session.userId);
    const { location, session: none } = await harness.signInAs("alan", "github");
    expect(errorOf(location)).toBe("account_disabled");
    expect(none).toBeNull();
  });
});

describe("return paths that lead off the site", () => {
  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "http://localhost:3999@evil.example/",
    "/\t/evil.example",
    "/／evil.example",
    "javascript:alert(1)",
  ])("%j becomes /", async (callbackUrl) => {
    const { location } = await harness.signInAs("ada", "google", undefined, { callbackUrl });
    expect(location).toBe("/");
  });
});

describe("what is logged and audited", () => {
  it("names the reason and never a code, a state, a verifier or a token", async () => {
    harness.controls.adjust("google", { idTokens: "wrong-nonce" });
    const browser = harness.newBrowser();
    const url = await harness.press(browser, "google");
    const callback = await harness.choose(url, "ada");
    await harness.at(browser, callback);
    const told = JSON.stringify([harness.logged, harness.recorded]);
    expect(told).toContain("nonce differs");
    expect(told).not.toContain("secret of google");
    const secrets = [...new URL(callback).searchParams, ...new URL(url).searchParams]
      .filter(([name]) => ["code", "state", "nonce", "code_challenge"].includes(name))
      .map(([, value]) => value);
    for (const secret of secrets) expect(told).not.toContain(secret);
  });
});
