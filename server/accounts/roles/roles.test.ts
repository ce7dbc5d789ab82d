import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { type Accounts, createAccounts } from "#server/accounts/create-accounts.ts";
import type { AuditEntry, AuditLog } from "#server/audit/audit-event.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { testRoles } from "#tests/support/test-roles.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import type { RoleActor, RoleService } from "./role-service.ts";

const corp = {
  id: "corp",
  type: "oidc",
  issuer: "https://corp.example",
  clientId: "x",
  groupsClaim: "groups",
} as const;
const settings = testSettings({ providers: [corp], roles: { editor: { groups: ["editors"] } } });

const ada: VerifiedIdentity = {
  providerId: "corp",
  issuer: "https://corp.example",
  subject: "ada",
  displayName: "Ada Lovelace",
  username: undefined,
  email: "ada@example.com",
  emailVerified: true,
  pictureUrl: undefined,
  locale: undefined,
  groups: [],
};

eachDatabase("roles", (open) => {
  let database: Database;
  let roles: RoleService;
  let accounts: Accounts;
  const recorded: AuditEntry[] = [];
  const audit: AuditLog = { record: (entry) => void recorded.push(entry), flush: async () => {} };
  let number = 0;

  /** A person of their own, signed in once. */
  async function someone(said: Partial<VerifiedIdentity> = {}): Promise<string> {
    const subject = `person-${++number}`;
    return (await accounts.resolve({ ...ada, subject, email: `${subject}@example.com`, ...said })).userId;
  }

  beforeAll(async () => {
    database = await open();
    roles = testRoles(database, settings, audit);
    const auditStore = createAuditStore(database);
    const catalog = createCatalog(settings);
    accounts = createAccounts({
      catalog,
      store: createAccountStore(database),
      people: testPeople(settings),
      roles,
      auditStore,
      audit,
    });
  });

  beforeEach(async () => {
    recorded.length = 0;
    await database.prisma.roleAssignment.deleteMany();
  });

  it("are assigned to a person and taken away, each with an event of who did it", async () => {
    const userId = await someone();
    expect(await roles.assign({ userId }, "editor", "operator")).toBe(true);
    expect(await roles.assign({ userId }, "editor", "operator")).toBe(false);
    expect(await roles.rolesOf(userId)).toEqual(["editor"]);
    expect(await roles.remove({ userId }, "editor", "user:boss")).toBe(true);
    expect(await roles.remove({ userId }, "editor", "user:boss")).toBe(false);
    expect(await roles.rolesOf(userId)).toEqual([]);
    expect(recorded.filter(({ type }) => type.startsWith("role."))).toEqual([
      { type: "role.assigned", outcome: "success", actor: "operator", userId, details: { role: "editor" } },
      { type: "role.removed", outcome: "success", actor: "user:boss", userId, details: { role: "editor" } },
    ]);
  });

  it("follow the groups that the provider named at the latest sign-in", async () => {
    const userId = await someone({ subject: "grace", groups: ["editors", "desk"] });
    await roles.assign({ group: "corp:desk" }, "support", "operator");
    expect(await roles.rolesOf(userId)).toEqual(["support", "editor"]);
    await someone({ subject: "grace", groups: ["desk"] });
    expect(await roles.rolesOf(userId)).toEqual(["support"]);
    await roles.remove({ group: "corp:desk" }, "support", "operator");
    expect(await roles.rolesOf(userId)).toEqual([]);
  });

  it("are none for a group that a provider outside the catalog named", async () => {
    const userId = await someone({ providerId: "gone", issuer: "https://gone.example", groups: ["editors"] });
    await roles.assign({ group: "gone:editors" }, "editor", "operator");
    expect(await roles.rolesOf(userId)).toEqual([]);
  });

  it.each([
    ["a verified address", "Waiting@Example.com", { email: "waiting@example.com" }],
    ["provider:subject", "corp:waiting-7", { subject: "waiting-7" }],
  ])("wait by %s for a person who has not signed in yet", async (_, name, said) => {
    const holder = await roles.findHolder(name);
    expect(holder).toHaveProperty("awaited");
    await roles.assign(holder, "admin", "operator");
    const other = await someone();
    const userId = await someone(said);
    expect(await roles.rolesOf(userId)).toEqual(["admin"]);
    expect(await roles.rolesOf(other)).toEqual([]);
    expect(await roles.findHolder(name)).toEqual({ userId });
    expect((await roles.list({ limit: 10 })).assignments).toMatchObject([{ role: "admin", holder: { userId } }]);
  });

  it("don't go to a person whose address is not verified", async () => {
    await roles.assign({ awaited: "mallory@example.com" }, "admin", "operator");
    const userId = await someone({ email: "mallory@example.com", emailVerified: false });
    expect(await roles.rolesOf(userId)).toEqual([]);
    expect(await roles.findHolder("mallory@example.com")).toEqual({ awaited: "mallory@example.com" });
  });

  describe("that wait, whose maker", () => {
    /** The roles of a person for whom both roles waited; editor has no permission. */
    async function settledBy(maker: RoleActor): Promise<string[]> {
      const email = `waiting-${++number}@example.com`;
      for (const role of ["support", "editor"]) await roles.assign({ awaited: email }, role, maker);
      const userId = await someone({ email });
      expect((await roles.list({ limit: 10 })).assignments.filter(({ holder }) => "awaited" in holder)).toEqual([]);
      return [...(await roles.rolesOf(userId))];
    }
    async function admin(): Promise<string> {
      const userId = await someone();
      await roles.assign({ userId }, "admin", "operator");
      return userId;
    }

    it("may still give them, are given", async () => {
      expect(await settledBy("operator")).toEqual(["support", "editor"]);
      expect(await settledBy(`user:${await admin()}`)).toEqual(["support", "editor"]);
    });

    it.each<[string, (userId: string) => Promise<unknown>]>([
      ["was disabled", (userId) => createAccountStore(database).disable(userId, new Date())],
      ["was deleted", (id) => database.prisma.user.delete({ where: { id } })],
      ["lost the role", (userId) => roles.remove({ userId }, "admin", "operator", { evenLast: true })],
    ])("%s, are given as far as they have no permission, with an event for the rest", async (_, lose) => {
      const maker = await admin();
      await lose(maker);
      expect(await settledBy(`user:${maker}`)).toEqual(["editor"]);
      expect(recorded.filter(({ outcome }) => outcome === "failure")).toMatchObject([
        { type: "role.assigned", details: { role: "support", beyond_maker: `user:${maker}` } },
      ]);
    });

    it("may not give them any more, make no person expected", async () => {
      const maker = await admin();
      await roles.assign({ awaited: "corp:expected" }, "support", `user:${maker}`);
      const expected = { providerId: "corp", subject: "expected", email: undefined, emailVerified: false };
      expect(await roles.awaits(expected)).toBe(true);
      await createAccountStore(database).disable(maker, new Date());
      expect(await roles.awaits(expected)).toBe(false);
    });
  });

  it("refuse an address that several people have verified", async () => {
    for (const subject of ["twin-1", "twin-2"]) await someone({ subject, email: "twin@example.com" });
    await expect(roles.findHolder("twin@example.com")).rejects.toMatchObject({ code: "person_ambiguous" });
  });

  it.each([
    ["role_unknown", { group: "corp:editors" }, "nothing"],
    ["role_holder_invalid", { group: "editors" }, "editor"],
    ["role_holder_invalid", { awaited: "nobody" }, "editor"],
    ["admin_target_not_found", { userId: "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d" }, "editor"],
  ])("refuse with %s to assign to %j", async (code, holder, role) => {
    await expect(roles.assign(holder, role, "operator")).rejects.toMatchObject({ code });
  });

  it("are listed by keyset, filtered by role", async () => {
    for (let count = 0; count < 3; count++) await roles.assign({ userId: await someone() }, "editor", "operator");
    await roles.assign({ group: "corp:desk" }, "support", "operator");
    const first = await roles.list({ role: "editor", limit: 2 });
    const second = await roles.list({ role: "editor", limit: 2, after: first.next });
    expect([first.assignments.length, second.assignments.length, second.next]).toEqual([2, 1, undefined]);
    expect((await roles.list({ limit: 10 })).assignments.at(-1)).toMatchObject({
      role: "support",
      holder: { group: "corp:desk" },
      assignedBy: "operator",
    });
  });

  describe("of the last admin", () => {
    it("are not taken away, unless the operator says so", async () => {
      const [one, two] = [await someone(), await someone()];
      for (const userId of [one, two]) await roles.assign({ userId }, "admin", "operator");
      await roles.remove({ userId: one }, "admin", "operator");
      await expect(roles.remove({ userId: two }, "admin", "user:x")).rejects.toMatchObject({ code: "last_admin" });
      expect(await roles.rolesOf(two)).toEqual(["admin"]);
      expect(await roles.remove({ userId: two }, "admin", "operator", { evenLast: true })).toBe(true);
    });

    it("are not taken away by two admins who remove each other at once", async () => {
      const [one, two] = [await someone(), await someone()];
      for (const userId of [one, two]) await roles.assign({ userId }, "admin", "operator");
      const removals = [one, two].map((userId) => roles.remove({ userId }, "admin", "user:x"));
      const results = await Promise.allSettled(removals);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    it("are not taken away while the only other admin is disabled or a group without members", async () => {
      const [one, two] = [await someone(), await someone()];
      for (const userId of [one, two]) await roles.assign({ userId }, "admin", "operator");
      await createAccountStore(database).disable(two, new Date());
      await roles.assign({ group: "corp:nobodies" }, "admin", "operator");
      await expect(roles.remove({ userId: one }, "admin", "user:x")).rejects.toMatchObject({ code: "last_admin" });
      await someone({ groups: ["nobodies"] });
      expect(await roles.remove({ userId: one }, "admin", "user:x")).toBe(true);
    });

    it("are taken away where the setting admins names another person who has signed in", async () => {
      const named = testRoles(database, testSettings({ providers: [corp], admins: ["boss@example.com"] }));
      const userId = await someone();
      await named.assign({ userId }, "admin", "operator");
      await expect(named.remove({ userId }, "admin", "user:x")).rejects.toMatchObject({ code: "last_admin" });
      await someone({ email: "boss@example.com" });
      expect(await named.remove({ userId }, "admin", "user:x")).toBe(true);
    });
  });

  it("hold in the sessions of every vault at the next use", async () => {
    const userId = await someone({ subject: "live" });
    const keys = new KeyRing([new Secret("a".repeat(40))]);
    const people = testPeople(settings);
    const vaults = [0, 1].map(() => createSessionVault({ settings, keys, database, people, audit }));
    const [here, there] = vaults;
    if (!here || !there) throw new Error("two vaults");
    const started = await here.start({
      userId,
      identityId: undefined,
      providerId: undefined,
      upstreamSid: undefined,
      acr: undefined,
      amr: [],
      authTimeSeconds: 1,
      replaces: undefined,
    });
    const rolesNow = async () =>
      Promise.all([here, there].map(async (vault) => (await vault.find(started.session.id))?.roles));
    expect(await rolesNow()).toEqual([[], []]);
    await roles.assign({ userId }, "editor", "operator");
    expect(await rolesNow()).toEqual([["editor"], ["editor"]]);
    await roles.remove({ userId }, "editor", "operator");
    await roles.assign({ group: "corp:desk" }, "support", "operator");
    await someone({ subject: "live", groups: ["desk"] });
    expect(await rolesNow()).toEqual([["support"], ["support"]]);
    await roles.remove({ group: "corp:desk" }, "support", "operator");
    expect(await rolesNow()).toEqual([[], []]);
    for (const vault of vaults) vault.close();
  });
});
