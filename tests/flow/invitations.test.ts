import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

/** A client of the administration's API. */
const robot = (clientId: string, scope: string) => ({
  clientId,
  clientSecret: "a secret of a client in a test",
  name: clientId,
  grantTypes: ["client_credentials" as const],
  resources: ["http://localhost:3999/admin/api/v1"],
  scopes: [scope],
});

eachDatabase("an invitation", (open) => {
  let database: Database;
  let harness: SignInHarness;
  beforeAll(async () => {
    database = await open();
    harness = await startSignInHarness(database, {}, (config) => ({
      ...config,
      access: { signUp: "invited" },
      roles: { editor: {} },
      clients: [robot("robot", "portico.admin"), robot("reader", "portico.admin.read")],
    }));
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    await database.execute("TRUNCATE users CASCADE");
    harness.recorded.length = 0;
  });

  const codeOf = (location: string | null) => new URL(location ?? "", "http://x").searchParams.get("code");
  const terms = { email: undefined, roles: [], lifetimeSeconds: 3600 };

  async function invite(more: Partial<Parameters<typeof harness.invitations.create>[0]> = {}, maker = "operator") {
    const { invitation, url } = await harness.invitations.create({ ...terms, ...more }, maker);
    const token = url.split("/").at(-1) ?? "";
    const browser = harness.newBrowser();
    browser.store(harness.invitationCookie.set(token));
    return { invitation, url, token, browser };
  }
  const stateOf = async (id: string) =>
    (await harness.invitations.list({ after: undefined, limit: 100 })).items.find((one) => one.id === id);

  it("makes an account at the sign-in of the browser that accepted it, with its roles, and is used up", async () => {
    const { invitation, url, token, browser } = await invite({ roles: ["editor", "support"] });
    expect(url).toBe(`http://localhost:3999/invitation/${token}`);
    expect(await harness.invitations.open(token)).toMatchObject({ id: invitation.id, email: undefined });
    const { session, answer } = await harness.signInAs("ada", "google", browser);
    expect(session).toMatchObject({ roles: ["support", "editor"] });
    expect(answer.headers.getSetCookie().join()).toContain("-invitation=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    expect(await stateOf(invitation.id)).toMatchObject({ state: "accepted", acceptedBy: session?.userId });
    expect(await harness.invitations.open(token)).toBeUndefined();
    expect(harness.recorded.find(({ type }) => type === "invitation.accepted")).toMatchObject({
      userId: session?.userId,
      details: { invitation: invitation.id, roles: ["editor", "support"] },
    });
    const second = harness.newBrowser();
    second.store(harness.invitationCookie.set(token));
    expect(codeOf((await harness.signInAs("grace", "google", second)).location)).toBe("invitation_required");
  });

  it("is nothing to another browser", async () => {
    await invite();
    expect(codeOf((await harness.signInAs("ada")).location)).toBe("invitation_required");
    expect(await database.prisma.user.count()).toBe(0);
  });

  it("that is for an address is accepted only by the person who has it verified", async () => {
    const { browser, invitation } = await invite({ email: "Grace@Navy.example" });
    expect(codeOf((await harness.signInAs("ada", "google", browser)).location)).toBe("invitation_required");
    expect(await stateOf(invitation.id)).toMatchObject({ state: "open" });
    expect((await harness.signInAs("grace", "google", browser)).session).not.toBeNull();
    const unverified = await invite({ email: "alan@turing.example" });
    expect(codeOf((await harness.signInAs("alan", "google", unverified.browser)).location)).toBe("invitation_required");
  });

  it("gives its roles to a person who has an account, too", async () => {
    await harness.signInAs("ada", "google", (await invite()).browser);
    const { browser } = await invite({ roles: ["editor"] });
    expect((await harness.signInAs("ada", "google", browser)).session).toMatchObject({ roles: ["editor"] });
  });

  describe("whose maker", () => {
    const roles = ["support", "editor"];

    /** An administrator by this assignment, who signed in by an invitation of their own. */
    async function makerWith(role: string): Promise<string> {
      const { session } = await harness.signInAs("grace", "google", (await invite({ roles: [role] })).browser);
      return session?.userId ?? "";
    }
    async function rolesBy(maker: string) {
      const { browser } = await invite({ roles }, maker);
      return (await harness.signInAs("ada", "google", browser)).session?.roles;
    }

    it("may do as much as its roles gives them", async () => {
      expect(await rolesBy(`user:${await makerWith("admin")}`)).toEqual(roles);
    });

    it.each<[string, (userId: string) => Promise<unknown>]>([
      ["was disabled", (userId) => harness.accountControl.disable(userId, { evenLastAdmin: true })],
      ["was deleted", (id) => database.prisma.user.delete({ where: { id } })],
      ["lost the role", (userId) => database.prisma.roleAssignment.deleteMany({ where: { userId } })],
    ])("%s gives only the roles that have no permission", async (_, lose) => {
      const userId = await makerWith("admin");
      await lose(userId);
      expect(await rolesBy(`user:${userId}`)).toEqual(["editor"]);
      expect(harness.recorded.findLast(({ type }) => type === "invitation.accepted")).toMatchObject({
        details: { roles: ["editor"], beyond_maker: ["support"] },
      });
    });

    it("is a client gives roles as far as its scopes go now, and none with a permission once it is gone", async () => {
      expect(await rolesBy("client:robot")).toEqual(roles);
      await database.execute("TRUNCATE users CASCADE");
      expect(await rolesBy("client:gone")).toEqual(["editor"]);
      await database.execute("TRUNCATE users CASCADE");
      expect(await rolesBy("client:reader")).toEqual(["editor"]);
    });
  });

  it("that is taken back, too old or unknown lets no person in", async () => {
    const revoked = await invite();
    await harness.invitations.revoke(revoked.invitation.id);
    const old = await invite({ lifetimeSeconds: -1 });
    const unknown = harness.newBrowser();
    unknown.store(harness.invitationCookie.set("A".repeat(43)));
    for (const browser of [revoked.browser, old.browser, unknown]) {
      expect(codeOf((await harness.signInAs("ada", "google", browser)).location)).toBe("invitation_required");
    }
    expect(await stateOf(revoked.invitation.id)).toMatchObject({ state: "revoked" });
    expect(await stateOf(old.invitation.id)).toMatchObject({ state: "expired" });
    await expect(harness.invitations.revoke(revoked.invitation.id)).rejects.toBeInstanceOf(AppError);
  });

  it("lets one of two people in who accept it at once", async () => {
    const { token, browser } = await invite();
    const other = harness.newBrowser();
    other.store(harness.invitationCookie.set(token));
    const callbacks = await Promise.all([
      harness.choose(await harness.press(browser, "google"), "ada"),
      harness.choose(await harness.press(other, "google"), "grace"),
    ]);
    await Promise.all([harness.at(browser, callbacks[0] ?? ""), harness.at(other, callbacks[1] ?? "")]);
    expect(await database.prisma.user.count()).toBe(1);
  });

  it("is kept as a hash, and listed newest first by pages", async () => {
    const made = [await invite(), await invite(), await invite()].map(({ invitation }) => invitation.id);
    const [row] = await database.query<{ tokenHash: Buffer }>(
      `SELECT token_hash AS "tokenHash" FROM invitations ORDER BY id DESC LIMIT 1`,
    );
    expect(row?.tokenHash).toHaveLength(32);
    const first = await harness.invitations.list({ after: undefined, limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([made[2], made[1]]);
    const second = await harness.invitations.list({ after: first.next, limit: 1 });
    expect(second.items.map(({ id }) => id)).toEqual([made[0]]);
  });

  it("gives only roles that there are", async () => {
    await expect(invite({ roles: ["owner"] })).rejects.toMatchObject({ code: "role_unknown" });
  });

  it("isn't needed by a person for whom a role waits, because the operator expects them", async () => {
    const holder = { awaited: "ada@lovelace.example", role: "admin", assignedBy: "operator" };
    await database.prisma.roleAssignment.create({ data: holder });
    expect((await harness.signInAs("ada")).session).toMatchObject({ roles: ["admin"] });
  });
});
