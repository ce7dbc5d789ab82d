import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { demoTenant } from "#server/config/demo-urls.ts";
import type { Database } from "#server/database/database.ts";
import { startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

type Provider = NonNullable<PorticoConfig["providers"]>[number];

/** `allow` for one of the harness's providers. */
const allowing = (id: string, allow: Provider["allow"]) => (config: PorticoConfig) => ({
  ...config,
  providers: (config.providers ?? []).map((provider) => (provider.id === id ? { ...provider, allow } : provider)),
});
const withAccess = (more: Partial<PorticoConfig>) => (config: PorticoConfig) => ({ ...config, ...more });

eachDatabase("who may sign in", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(() => database.execute("TRUNCATE users CASCADE"));

  async function start(configure: (config: PorticoConfig) => PorticoConfig) {
    const harness = await startSignInHarness(database, {}, configure);
    onTestFinished(() => harness.close());
    return harness;
  }
  type Harness = Awaited<ReturnType<typeof start>>;

  const codeOf = (location: string | null) => new URL(location ?? "", "http://x").searchParams.get("code");
  const rowsOf = async () => {
    const [counts] = await database.query(`SELECT (SELECT count(*)::int FROM users) AS users,
      (SELECT count(*)::int FROM identities) AS identities, (SELECT count(*)::int FROM sessions) AS sessions,
      (SELECT count(*)::int FROM upstream_tokens) AS tokens`);
    return counts;
  };
  const nothing = { users: 0, identities: 0, sessions: 0, tokens: 0 };
  const lastRefusal = ({ recorded }: Harness) => recorded.findLast(({ type }) => type === "sign_in.refused");

  describe("by the portal's policy", () => {
    it("is decided before anything is made, and the audit log says by which rule", async () => {
      const harness = await start(withAccess({ access: { emailDomains: ["navy.example"], emails: ["x@y.example"] } }));
      const { location, session, answer } = await harness.signInAs("ada");
      expect(codeOf(location)).toBe("not_allowed_to_sign_in");
      expect(session).toBeNull();
      expect(answer.headers.getSetCookie().join()).not.toContain("portico-3999=");
      expect(await rowsOf()).toEqual(nothing);
      expect(lastRefusal(harness)).toMatchObject({
        outcome: "failure",
        providerId: "google",
        details: { code: "not_allowed_to_sign_in", rule: "access", setting: "access.emailDomains or access.emails" },
      });
      expect(location).not.toContain("navy.example");
      expect((await harness.signInAs("grace")).session).toMatchObject({ displayName: "Grace Hopper" });
    });

    it("never counts an address that the provider hasn't verified", async () => {
      const harness = await start(withAccess({ access: { emailDomains: ["turing.example", "lovelace.example"] } }));
      expect(codeOf((await harness.signInAs("alan")).location)).toBe("not_allowed_to_sign_in");
      // Entra's addresses are what an administrator typed.
      expect(codeOf((await harness.signInAs("ada", "microsoft-entra-id")).location)).toBe("not_allowed_to_sign_in");
      expect((await harness.signInAs("ada")).session).not.toBeNull();
    });

    it("lets people in who are named in admins, so that no operator locks themselves out", async () => {
      const harness = await start(
        withAccess({ access: { emails: ["nobody@example.com"], signUp: "closed" }, admins: ["ada@lovelace.example"] }),
      );
      expect((await harness.signInAs("ada")).session).toMatchObject({ roles: ["admin"] });
      expect(codeOf((await harness.signInAs("grace")).location)).toBe("not_allowed_to_sign_in");
    });

    it("goes by the account that signs in, not by another one that was linked to the person", async () => {
      const harness = await start(withAccess({ access: { emailDomains: ["lovelace.example"] } }));
      const { session } = await harness.signedIn("ada");
      const facts = {
        displayName: "Ada",
        username: "ada",
        emailVerified: true,
        pictureUrl: undefined,
        locale: undefined,
      };
      const own = { ...facts, providerId: "github", issuer: `${harness.origin}/github`, subject: "18151210" };
      await harness.accounts.link(session, { ...own, email: "ada@private.example" });
      const outside = { ...own, email: "ada@private.example" };
      await expect(harness.accounts.resolve(outside)).rejects.toMatchObject({ code: "not_allowed_to_sign_in" });
    });
  });

  describe("as a new person", () => {
    it.each([
      ["closed", "sign_up_closed"],
      ["invited", "invitation_required"],
    ] as const)("is refused with signUp %s, and people with an account go on", async (signUp, code) => {
      const open = await start((config) => config);
      await open.signedIn("ada");
      const harness = await start(withAccess({ access: { signUp } }));
      await database.execute("UPDATE identities SET issuer = replace(issuer, $1, $2)", [open.origin, harness.origin]);
      expect((await harness.signInAs("ada")).session).not.toBeNull();
      const before = await rowsOf();
      expect(codeOf((await harness.signInAs("grace")).location)).toBe(code);
      expect(await rowsOf()).toEqual(before);
      expect(lastRefusal(harness)).toMatchObject({
        details: { code, rule: "access.signUp", setting: "access.signUp" },
      });
    });
  });

  describe("by the provider", () => {
    it("needs Google's hosted domain as its ID token says it, and asks Google for such an account", async () => {
      const harness = await start(allowing("google", { hostedDomain: "navy.example" }));
      const asked = new URL(await harness.press(harness.newBrowser(), "google"));
      expect(asked.searchParams.get("hd")).toBe("navy.example");
      expect((await harness.signInAs("grace")).session).not.toBeNull();
      const before = await rowsOf();
      expect(codeOf((await harness.signInAs("ada")).location)).toBe("not_allowed_to_sign_in");
      expect(await rowsOf()).toEqual(before);
      expect(lastRefusal(harness)).toMatchObject({
        details: { rule: "provider.hostedDomain", setting: "providers[google].allow.hostedDomain" },
      });
    });

    it("doesn't take an address in the domain for the hosted domain", async () => {
      const harness = await start(allowing("google", { hostedDomain: "lovelace.example" }));
      expect(codeOf((await harness.signInAs("ada")).location)).toBe("not_allowed_to_sign_in");
    });

    it("needs one of Entra's tenants by the ID token's tid", async () => {
      const allowed = await start(allowing("microsoft-entra-id", { tenants: [demoTenant] }));
      expect((await allowed.signInAs("ada", "microsoft-entra-id")).session).not.toBeNull();
      const other = await start(allowing("microsoft-entra-id", { tenants: ["72f988bf-86f1-41af-91ab-2d7cd011db47"] }));
      expect(codeOf((await other.signInAs("ada", "microsoft-entra-id")).location)).toBe("not_allowed_to_sign_in");
      expect(lastRefusal(other)).toMatchObject({ details: { rule: "provider.tenants" } });
    });

    it("needs an active membership of one of GitHub's organizations, and asks for the scope that shows it", async () => {
      const harness = await start(allowing("github", { organizations: ["acme", "other"] }));
      const asked = new URL(await harness.press(harness.newBrowser(), "github"));
      expect(asked.searchParams.get("scope")?.split(" ")).toContain("read:org");
      harness.controls.adjust("github", {
        memberships: { ada: { acme: "active" }, grace: { acme: "pending" }, alan: { acme: "restricted" } },
      });
      expect((await harness.signInAs("ada", "github")).session).not.toBeNull();
      for (const person of ["grace", "alan"] as const) {
        expect(codeOf((await harness.signInAs(person, "github")).location)).toBe("not_allowed_to_sign_in");
      }
      expect(lastRefusal(harness)?.details?.["reason"]).toContain("OAuth App access restrictions");
    });

    it("needs an active membership of one of GitHub's teams", async () => {
      const harness = await start(allowing("github", { teams: ["acme/ops"] }));
      harness.controls.adjust("github", {
        memberships: { ada: { "acme/ops": "active" }, grace: { acme: "active", "acme/ops": "pending" } },
      });
      expect((await harness.signInAs("ada", "github")).session).not.toBeNull();
      expect(codeOf((await harness.signInAs("grace", "github")).location)).toBe("not_allowed_to_sign_in");
    });

    it("says that GitHub can't be reached instead of refusing the person", async () => {
      const harness = await start(allowing("github", { organizations: ["acme"] }));
      harness.controls.fail("github", "memberships", { status: 502 });
      expect(codeOf((await harness.signInAs("ada", "github")).location)).toBe("provider_unreachable");
    });

    it("is needed for an account that is added to a person, too", async () => {
      const harness = await start(allowing("github", { organizations: ["acme"] }));
      const { session } = await harness.signedIn("ada");
      const own = { providerId: "github", issuer: "https://github.com", subject: "1", said: { organizations: [] } };
      const facts = { displayName: "Ada", username: "ada", email: undefined, emailVerified: false };
      const identity = { ...own, ...facts, pictureUrl: undefined, locale: undefined };
      await expect(harness.accounts.link(session, identity)).rejects.toMatchObject({ code: "not_allowed_to_sign_in" });
      expect(await rowsOf()).toMatchObject({ identities: 1 });
    });
  });

  it("ends the sessions of a person whose provider no longer says what is needed, when they sign in again", async () => {
    const harness = await start(allowing("google", { hostedDomain: "navy.example" }));
    const { browser, session } = await harness.signedIn("grace");
    harness.controls.adjust("google", { claims: { hd: "elsewhere.example" } });
    expect(codeOf((await harness.signInAs("grace")).location)).toBe("not_allowed_to_sign_in");
    expect(await harness.vault.authenticate(browser.cookieHeader("/"))).toBeNull();
    expect(harness.recorded.findLast(({ type }) => type === "session.ended")).toMatchObject({
      sessionId: session.id,
      details: { reason: "not_allowed", rule: "provider.hostedDomain" },
    });
  });

  it("ends at the next use what a narrower policy no longer allows after a restart", async () => {
    const before = await start((config) => config);
    const ada = await before.signedIn("ada");
    const grace = await before.signedIn("grace");
    const after = await start(withAccess({ access: { emailDomains: ["navy.example"] } }));
    expect(await after.vault.authenticate(ada.browser.cookieHeader("/"))).toBeNull();
    expect(await after.vault.authenticate(grace.browser.cookieHeader("/"))).not.toBeNull();
    const ended = await database.prisma.session.findUnique({ where: { id: ada.session.id } });
    expect(ended).toMatchObject({ endReason: "not_allowed" });
  });
});
