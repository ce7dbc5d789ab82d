import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { portalOrigin, type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("signing in", (open) => {
  let harness: SignInHarness;
  beforeAll(async () => {
    harness = await startSignInHarness(await open());
  });
  afterEach(() => harness.controls.reset());
  afterAll(() => harness.close());

  describe.each([
    ["google", "Ada Lovelace", "ada@lovelace.example", true],
    ["microsoft-entra-id", "Ada Lovelace", "ada@lovelace.example", false],
    ["github", "Ada Lovelace", "ada@lovelace.example", true],
  ])("with %s", (providerId, displayName, email, emailVerified) => {
    it("makes a session and leads to the return path", async () => {
      const { location, session } = await harness.signInAs("ada", providerId, undefined, {
        callbackUrl: "/consent/x?y=1",
      });
      expect(location).toBe("/consent/x?y=1");
      expect(session).toMatchObject({ providerId, displayName, email, emailVerified });
    });

    it("asks with PKCE, state and, for OpenID Connect, a nonce, and takes nothing from the caller's query", async () => {
      const answer = await harness.at(
        harness.newBrowser(),
        `/api/auth/signin/${providerId}?redirect_uri=https://evil.example&scope=everything&response_type=token`,
        { method: "POST", body: new URLSearchParams({ redirect_uri: "https://evil.example", client_id: "evil" }) },
      );
      expect(answer.status).toBe(303);
      const { searchParams } = new URL(answer.headers.get("location") ?? "");
      expect(searchParams.get("redirect_uri")).toBe(`http://localhost:3999/api/auth/callback/${providerId}`);
      expect(searchParams.get("response_type")).toBe("code");
      expect(searchParams.get("client_id")).toBe(`portico-at-${providerId}`);
      expect(searchParams.get("code_challenge_method")).toBe("S256");
      expect(searchParams.get("state")).toBeTruthy();
      expect(searchParams.has("nonce")).toBe(providerId !== "github");
      expect(searchParams.get("scope")).not.toContain("everything");
    });
  });

  it("goes back to a frontend of the operator's on another origin, to its exact origin only", async () => {
    const [google] = harness.settings.providers;
    const frontends = await startSignInHarness(harness.database, {
      providers: [google as NonNullable<typeof google>],
      frontendOrigins: ["https://app.example"],
    });
    try {
      const there = "https://app.example/notes?a=1";
      expect((await frontends.signInAs("ada", "google", undefined, { callbackUrl: there })).location).toBe(there);
      const like = "https://app.example.evil.example/";
      expect((await frontends.signInAs("ada", "google", undefined, { callbackUrl: like })).location).toBe("/");
      const { browser } = await frontends.signedIn("ada", "google");
      const connect = async (referer: string) => {
        const headers = { "sec-fetch-site": "cross-site", referer };
        const begun = await frontends.at(browser, "/sign-in/start?provider=google&connect=1", { headers });
        return begun.headers.get("location");
      };
      expect(await connect("https://app.example/")).toContain("client_id=");
      expect(await connect("https://app.example.evil.example/")).toContain("/sign-in/connect?");
    } finally {
      await frontends.close();
    }
  });

  it("keys an identity by Entra's tenant and object id", async () => {
    const { session } = await harness.signInAs("grace", "microsoft-entra-id");
    expect(session?.subject).toMatch(/^[0-9a-f]{8}-/);
  });

  it("lets people of any tenant in through Entra's shared endpoint, each under their tenant's issuer", async () => {
    const [, entra] = harness.settings.providers;
    const shared = await startSignInHarness(harness.database);
    await shared.close();
    const common = await startSignInHarness(harness.database, {
      // Same providers server as this harness's, by its shared endpoint.
      providers: [{ ...(entra as NonNullable<typeof entra>), issuer: `${harness.origin}/microsoft/common/v2.0` }],
    });
    try {
      const { session, location } = await common.signInAs("alan", "microsoft-entra-id");
      expect(location).toBe("/");
      const identity = await harness.database.prisma.identity.findUnique({ where: { id: session?.identityId ?? "" } });
      expect(identity?.issuer).toMatch(/\/microsoft\/b1e7c9a0[0-9a-f-]+\/v2\.0$/);
    } finally {
      await common.close();
    }
  });

  it("signs in at any OpenID provider by its issuer", async () => {
    const [google] = harness.settings.providers;
    const acme = { ...(google as NonNullable<typeof google>), id: "acme", type: "oidc", brand: "generic" } as const;
    const own = await startSignInHarness(harness.database, { providers: [acme] });
    harness.controls.registerRedirectUri("google", "http://localhost:3999/api/auth/callback/acme");
    try {
      const { session, location } = await own.signInAs("grace", "acme");
      expect(location).toBe("/");
      expect(session).toMatchObject({ providerId: "acme", displayName: "Grace Hopper", emailVerified: true });
      // One provider: a link needs not name it.
      const answer = await own.at(own.newBrowser(), "/sign-in/start?return_to=/x");
      expect(answer.headers.get("location")).toContain("client_id=portico-at-google");
    } finally {
      await own.close();
    }
  });

  it("keeps the groups that the operator's claim names, and none where no claim is configured", async () => {
    const [google] = harness.settings.providers;
    // Google's organisation is the one claim of the demo providers that several people can share.
    const grouped = { ...(google as NonNullable<typeof google>), groupsClaim: "hd" };
    const own = await startSignInHarness(harness.database, { providers: [grouped] });
    try {
      expect((await own.signInAs("grace")).session?.groups).toEqual(["navy.example"]);
      expect((await own.signInAs("ada")).session?.groups).toEqual([]);
      expect((await harness.signInAs("grace")).session?.groups).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it("never joins two providers' people by their address", async () => {
    const { session: first } = await harness.signedIn("ada", "google");
    const { session: second } = await harness.signedIn("ada", "github");
    expect(first.email).toBe(second.email);
    expect(first.userId).not.toBe(second.userId);
  });

  it("finds the same account again, under a new session id that replaces the old session", async () => {
    const { browser, session } = await harness.signedIn("ada");
    const savedCookie = browser.cookieHeader("/");
    const { session: again } = await harness.signInAs("ada", "google", browser);
    expect(again?.userId).toBe(session.userId);
    expect(again?.id).not.toBe(session.id);
    expect(await harness.vault.authenticate(savedCookie)).toBeNull();
  });

  it("counts an address as unverified that the provider doesn't vouch for", async () => {
    expect((await harness.signedIn("alan", "google")).session.emailVerified).toBe(false);
    expect((await harness.signedIn("alan", "github")).session.emailVerified).toBe(false);
  });

  it("lets two tabs sign in at once", async () => {
    const browser = harness.newBrowser();
    const first = await harness.press(browser, "google", { callbackUrl: "/first" });
    const second = await harness.press(browser, "github", { callbackUrl: "/second" });
    const third = await harness.press(browser, "google", { callbackUrl: "/third" });
    const landed = [];
    for (const url of [third, first, second]) {
      landed.push((await harness.at(browser, await harness.choose(url, "ada"))).headers.get("location"));
    }
    expect(landed).toEqual(["/third", "/first", "/second"]);
  });

  it("clears the transaction's cookie on success and on error", async () => {
    const { browser } = await harness.signInAs("ada");
    expect(browser.names().filter((name) => name.includes("sign-in"))).toEqual([]);
    const cancelled = await harness.signInAs("cancel");
    expect(cancelled.browser.names().filter((name) => name.includes("sign-in"))).toEqual([]);
  });

  it("leaves no cookie of Auth.js behind", async () => {
    const { browser } = await harness.signInAs("ada");
    expect(browser.names().sort()).toEqual(["portico-3999", "portico-last-provider"]);
  });

  it("remembers which provider was used last", async () => {
    const { answer } = await harness.signInAs("ada", "github");
    expect(answer.headers.getSetCookie().find((cookie) => cookie.startsWith("portico-last-provider="))).toContain(
      "portico-last-provider=github;",
    );
  });

  it("keeps no token in the clear: not in the database, not in the log, not in cookies", async () => {
    const { browser, session } = await harness.signedIn("ada", "google");
    const rows = await harness.database.query<Record<string, unknown>>(
      "SELECT * FROM upstream_tokens WHERE session_id = $1",
      [session.id],
    );
    expect(rows).toHaveLength(1);
    const everything = JSON.stringify([rows, harness.logged, harness.recorded, browser.cookieHeader("/")]);
    expect(everything).not.toMatch(/ya29\.demo|1\/\/demo|secret of google/);
  });

  it("says honestly when the person last proved themselves", async () => {
    const begunAtSeconds = Math.floor(Date.now() / 1000);
    const { session } = await harness.signedIn("ada", "microsoft-entra-id");
    expect(session.authTimeSeconds).toBeGreaterThanOrEqual(begunAtSeconds);
    expect(session.authTimeSeconds).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it("fetches discovery once for many sign-ins", async () => {
    await harness.signInAs("ada");
    await harness.signInAs("grace");
    expect(harness.controls.calls("google", "discovery")).toBe(0);
  });

  it("takes a rotated signing key after one look at the key set", async () => {
    await harness.signInAs("ada");
    const before = harness.controls.calls("google", "jwks");
    harness.controls.rotateSigningKey("google");
    expect((await harness.signInAs("ada")).location).toBe("/");
    expect(harness.controls.calls("google", "jwks")).toBe(before + 1);
  });

  describe("by a link (/sign-in/start)", () => {
    const start = async (query: string, headers: Record<string, string> = {}, browser = harness.newBrowser()) => {
      const answer = await harness.at(browser, `/sign-in/start?${query}`, { headers });
      return { browser, location: answer.headers.get("location") ?? "" };
    };

    it("goes to the provider and comes back to the return path", async () => {
      const { browser, location } = await start("provider=google&return_to=/playground");
      const answer = await harness.at(browser, await harness.choose(location, "ada"));
      expect(answer.headers.get("location")).toBe("/playground");
    });

    it("passes prompt and login hint on in the provider's words", async () => {
      const { location } = await start("provider=microsoft-entra-id&prompt=login&login_hint=ada@lovelace.example");
      const { searchParams } = new URL(location);
      expect(searchParams.get("prompt")).toBe("login");
      expect(searchParams.get("login_hint")).toBe("ada@lovelace.example");
      expect(searchParams.get("max_age")).toBe("0");
    });

    it("shows the sign-in page when no provider is named", async () => {
      expect((await start("return_to=/x&prompt=login")).location).toBe("/sign-in?return_to=%2Fx&prompt=login");
    });

    it("comes back silently when the provider would have to ask", async () => {
      const { browser, location } = await start("provider=google&prompt=none&return_to=/x");
      const refused = await fetch(location, { redirect: "manual" });
      const answer = await harness.at(browser, refused.headers.get("location") ?? "");
      expect(answer.headers.get("location")).toBe("/x?error=login_required");
      expect(await harness.vault.authenticate(browser.cookieHeader("/"))).toBeNull();
    });

    it("says the same when there are several providers and nobody to choose", async () => {
      expect((await start("prompt=none&return_to=/x")).location).toBe("/x?error=login_required");
    });

    it("returns at once from prompt=none with a session", async () => {
      const { browser } = await harness.signedIn("ada");
      expect((await start("provider=google&prompt=none&return_to=/x", {}, browser)).location).toBe("/x");
    });

    it("refuses an unknown prompt and a scope that no configured API needs", async () => {
      expect((await start("provider=google&prompt=often")).location).toContain("code=request_invalid");
      const { browser } = await harness.signedIn("ada", "github");
      const { location } = await start(
        "provider=github&scope=delete_repo",
        { "sec-fetch-site": "same-origin" },
        browser,
      );
      expect(location).toContain("code=request_invalid");
    });

    it("answers HEAD and POST with 405", async () => {
      for (const method of ["HEAD", "POST"]) {
        expect((await harness.at(harness.newBrowser(), "/sign-in/start?provider=google", { method })).status).toBe(405);
      }
    });
  });

  describe("asking for more access (incremental authorization)", () => {
    const sameSite = { headers: { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/playground` } };
    const need = (
      session: Parameters<typeof harness.signIn.upstreamTokens.forSession>[0],
      providerId: string,
      scopes: string[],
    ) => harness.signIn.upstreamTokens.forSession(session, { providerId, scopes });

    it("keeps session and account, adds the scope, and the call then works", async () => {
      const { browser, session } = await harness.signedIn("ada", "github");
      await expect(need(session, "github", ["repo"])).rejects.toMatchObject({
        code: "scope_required",
        facts: { provider: "github", scopes: "repo" },
      });
      const begun = await harness.at(
        browser,
        "/sign-in/start?provider=github&scope=repo&return_to=/playground",
        sameSite,
      );
      const asked = new URL(begun.headers.get("location") ?? "");
      expect(asked.searchParams.get("scope")?.split(" ")).toEqual(
        expect.arrayContaining(["read:user", "user:email", "repo"]),
      );
      const answer = await harness.at(browser, await harness.choose(asked.href, "ada"));
      expect(answer.headers.get("location")).toBe("/playground");
      expect((await harness.vault.authenticate(browser.cookieHeader("/")))?.id).toBe(session.id);
      expect((await need(session, "github", ["repo"])).scopes).toContain("repo");
    });

    it("refuses somebody else at the provider, and makes no account for them", async () => {
      const { browser, session } = await harness.signedIn("ada", "github");
      const usersBefore = await harness.database.prisma.user.count();
      const begun = await harness.at(browser, "/sign-in/start?provider=github&scope=repo", sameSite);
      await harness.database.prisma.identity.deleteMany({ where: { subject: "19061209" } });
      const answer = await harness.at(browser, await harness.choose(begun.headers.get("location") ?? "", "grace"));
      expect(answer.headers.get("location")).toContain("code=identity_conflict");
      expect(await harness.database.prisma.user.count()).toBe(usersBefore);
      await expect(need(session, "github", ["repo"])).rejects.toMatchObject({ code: "scope_required" });
    });

    it("refuses to finish in a browser that is signed in as another session by now", async () => {
      const { browser } = await harness.signedIn("ada", "github");
      const begun = await harness.at(browser, "/sign-in/start?provider=github&scope=repo", sameSite);
      const callback = await harness.choose(begun.headers.get("location") ?? "", "ada");
      await harness.signInAs("grace", "google", browser);
      expect((await harness.at(browser, callback)).headers.get("location")).toContain("code=sign_in_expired");
    });

    it.each([
      ["another site", { "sec-fetch-site": "cross-site" }],
      ["a neighbour", { "sec-fetch-site": "same-site", referer: "https://neighbour.example/" }],
      ["a mail or the address bar", { "sec-fetch-site": "none" }],
      ["a page of this origin that doesn't say which", { "sec-fetch-site": "same-origin" }],
      ["the sign-in page", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/sign-in?return_to=/x` }],
      ["the question", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/sign-in/connect` }],
      ["the consent page", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/consent/1` }],
      ["the home page", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/` }],
      [
        "a page of the portal, spelled otherwise",
        { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/%73ign-in` },
      ],
      [
        "a frontend's, and another site passed it on",
        { "sec-fetch-site": "cross-site", referer: `${portalOrigin}/notes` },
      ],
      ["a browser that doesn't say", {}],
    ])("asks the person first when the link was on %s", async (_place, headers) => {
      const { browser } = await harness.signedIn("ada", "github");
      const link = "/sign-in/start?provider=github&scope=repo&return_to=/playground";
      const question = (await harness.at(browser, link, { headers })).headers.get("location");
      expect(question).toBe("/sign-in/connect?provider=github&connect=1&return_to=%2Fplayground&scope=repo");
      const silent = await harness.at(browser, `${link}&prompt=none`, { headers });
      expect(silent.headers.get("location")).toBe("/playground?error=interaction_required");
    });

    it.each([
      ["the playground", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/playground` }],
      ["a frontend on this origin", { "sec-fetch-site": "same-origin", referer: `${portalOrigin}/notes/7` }],
    ])("asks nothing when the link was on %s", async (_place, headers) => {
      const { browser } = await harness.signedIn("ada", "github");
      const begun = await harness.at(browser, "/sign-in/start?provider=github&scope=repo", { headers });
      expect(begun.headers.get("location")).toContain("/login/oauth/authorize?");
    });

    it("asks the provider silently when it may show no page, instead of pretending to have what it hasn't", async () => {
      const { browser } = await harness.signedIn("ada", "google");
      const link = "/sign-in/start?provider=microsoft-entra-id&connect=1&prompt=none&return_to=/playground";
      const asked = new URL((await harness.at(browser, link, sameSite)).headers.get("location") ?? "", harness.origin);
      expect(asked.searchParams.get("prompt")).toBe("none");
      expect(asked.searchParams.get("client_id")).not.toBeNull();
    });

    it("refuses a link without a session", async () => {
      const stranger = await harness.at(harness.newBrowser(), "/sign-in/start?provider=github&scope=repo", sameSite);
      expect(stranger.headers.get("location")).toContain("code=session_required");
    });

    it("says that a provider must be connected first when a session has no token of it", async () => {
      const { session } = await harness.signedIn("ada", "google");
      await expect(need(session, "github", [])).rejects.toMatchObject({
        code: "provider_connection_required",
        facts: { provider: "github" },
      });
    });
  });
});
