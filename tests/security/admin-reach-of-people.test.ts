import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccountControl } from "#server/accounts/account-control.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { createPersonRemoval } from "#server/accounts/directory/person-removal.ts";
import { createPersonRemovalStore } from "#server/accounts/directory/person-removal-store.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { clientActor, operatorActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { testRoles } from "#tests/support/test-roles.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const corp = {
  id: "corp",
  type: "oidc",
  issuer: "https://corp.example",
  clientId: "x",
  groupsClaim: "groups",
} as const;
const audit = { record: () => {}, flush: async () => {} };
const endsNothing = async () => ({ counts: {} });

/** The operations about people of a portal with these settings. */
function administration(database: Database, change: { admins?: string[] } = {}): { admin: Admin; roles: RoleService } {
  const settings = testSettings({ providers: [corp], roles: { admin: { groups: ["bosses"] } }, ...change });
  const keepAnAdmin = createKeepAnAdmin({ settings, catalog: createCatalog(settings), people: testPeople(settings) });
  const roles = testRoles(database, settings, audit);
  const accountControl = createAccountControl({ store: createAccountStore(database), ends: [], keepAnAdmin, audit });
  const personRemoval = createPersonRemoval({
    control: accountControl,
    store: createPersonRemovalStore(database),
    ends: [],
    endWithIdentity: endsNothing,
    settleEndingsOf: async () => {},
    keepAnAdmin,
    audit,
  });
  const people = {
    find: async (id: string) => (await database.prisma.user.findUnique({ where: { id } })) ?? undefined,
  } as unknown as AdminServices["people"];
  const services = { accountControl, personRemoval, people, roles } satisfies Partial<AdminServices>;
  return { admin: createAdmin({ services: services as unknown as AdminServices, audit }), roles };
}

const by = (...scopes: string[]) => clientActor({ clientId: "ops", scopes, person: undefined });
const desk = by("portico.admin.users");
const whole = by("portico.admin");
const operator = operatorActor();

eachDatabase("an administrator's reach to people", (open) => {
  let database: Database;
  let admin: Admin;
  let roles: RoleService;

  beforeAll(async () => {
    database = await open();
    ({ admin, roles } = administration(database));
  });
  beforeEach(async () => {
    await database.execute("TRUNCATE users CASCADE");
    await database.execute("DELETE FROM role_assignments");
  });

  interface Said {
    email?: string;
    emailVerified?: boolean;
    groups?: string[];
    providerId?: string;
  }

  async function identityOf(
    userId: string,
    { email, emailVerified = true, groups = [], providerId = "corp" }: Said = {},
  ) {
    const id = randomUUID();
    await database.prisma.identity.create({
      data: {
        id,
        userId,
        providerId,
        issuer: `https://${providerId}.example`,
        subject: id,
        email: email ?? null,
        emailVerified,
        groups,
      },
    });
    return id;
  }

  async function someone(said: Said = {}, ...given: string[]): Promise<string> {
    const id = randomUUID();
    await database.prisma.user.create({ data: { id, displayName: "Person" } });
    await identityOf(id, said);
    for (const role of given) await roles.assign({ userId: id }, role, "operator");
    return id;
  }
  const isEnabled = async (id: string) =>
    (await database.prisma.user.findUnique({ where: { id } }))?.disabledAt === null;

  describe("who may do more than the actor", () => {
    it.each([
      ["by assignment", {}, ["auditor"]],
      ["by a group", { groups: ["corp:bosses"] }, []],
    ])("ends at a person's roles, %s", async (_, said, given) => {
      const id = await someone(said, ...given);
      const identityId = await identityOf(id);
      await someone({}, "admin");
      const acts = [
        () => admin.call(desk, "users.disable", { id }),
        () => admin.call(desk, "users.delete", { id }),
        () => admin.call(desk, "users.remove-identity", { id, identityId }),
      ];
      for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "admin_not_allowed" });
      expect(await isEnabled(id)).toBe(true);

      await admin.call(whole, "users.remove-identity", { id, identityId });
      await admin.call(whole, "users.disable", { id });
      for (const name of ["users.enable", "users.delete"] as const) {
        await expect(admin.call(desk, name, { id })).rejects.toMatchObject({ code: "admin_not_allowed" });
      }
      await admin.call(whole, "users.enable", { id });
      expect(await isEnabled(id)).toBe(true);
    });

    it("ends at roles that come back with a provider which is away", async () => {
      const assigned = await someone({ providerId: "gone" }, "auditor");
      const bySetting = administration(database, { admins: ["gone@example.com"] });
      const named = await someone({ providerId: "gone", email: "gone@example.com" });
      await roles.assign({ group: "gone:bosses" }, "admin", "operator");
      const member = await someone({ providerId: "gone", groups: ["gone:bosses"] });
      for (const id of [assigned, named, member]) {
        for (const name of ["users.disable", "users.delete"] as const) {
          await expect(bySetting.admin.call(desk, name, { id })).rejects.toMatchObject({ code: "admin_not_allowed" });
        }
      }
    });

    it("leaves people without a role to those who may write users", async () => {
      const id = await someone();
      await admin.call(desk, "users.disable", { id });
      await admin.call(desk, "users.enable", { id });
      await admin.call(desk, "users.delete", { id });
      expect(await isEnabled(id)).toBe(false);
    });
  });

  describe("the last enabled admin", () => {
    it.each([
      ["assigned", {}, ["admin"]],
      ["by a group", { groups: ["corp:bosses"] }, []],
    ])("can't be disabled or deleted but by the operator: %s", async (_, said, given) => {
      const id = await someone(said, ...given);
      const disabled = await someone({}, "admin");
      await createAccountStore(database).disable(disabled, new Date());
      for (const name of ["users.disable", "users.delete"] as const) {
        await expect(admin.call(whole, name, { id })).rejects.toMatchObject({ code: "last_admin" });
      }
      expect(await isEnabled(id)).toBe(true);
      expect(await admin.call(operator, "users.disable", { id })).toMatchObject({ wasEnabled: true });
      await admin.call(operator, "users.enable", { id });
      await admin.call(operator, "users.delete", { id });
    });

    it("keeps the way to sign in that makes them one", async () => {
      const id = await someone({ groups: ["corp:bosses"] });
      const second = await identityOf(id);
      const [boss] = await database.prisma.identity.findMany({ where: { userId: id, NOT: { id: second } } });
      const asked = { id, identityId: boss?.id ?? "" };
      await expect(admin.call(whole, "users.remove-identity", asked)).rejects.toMatchObject({ code: "last_admin" });
      await admin.call(whole, "users.remove-identity", { id, identityId: second });
      await identityOf(id);
      await admin.call(operator, "users.remove-identity", asked);
    });

    it("is one of two who are disabled at once", async () => {
      const both = [await someone({}, "admin"), await someone({ groups: ["corp:bosses"] })];
      const results = await Promise.allSettled(both.map((id) => admin.call(whole, "users.disable", { id })));
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    it("is one of two when the role is taken from one and the other is disabled at once", async () => {
      const [one, two] = [await someone({}, "admin"), await someone({}, "admin")];
      const results = await Promise.allSettled([
        admin.call(whole, "roles.remove", { role: "admin", userId: one }),
        admin.call(whole, "users.disable", { id: two }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    it.each([
      ["an address", "Boss@Example.com"],
      ["provider:subject", "corp:boss"],
    ])("may be one that the settings name by %s, until that person is disabled", async (_, name) => {
      const named = administration(database, { admins: [name] });
      const id = await someone({}, "admin");
      await expect(named.admin.call(whole, "users.disable", { id })).rejects.toMatchObject({ code: "last_admin" });
      const boss = await someone({ email: "boss@example.com" });
      await database.execute("UPDATE identities SET subject = 'boss' WHERE user_id = $1::uuid", [boss]);
      await named.admin.call(whole, "users.disable", { id });
      await expect(named.admin.call(whole, "users.disable", { id: boss })).rejects.toMatchObject({
        code: "last_admin",
      });
      await someone({}, "admin");
      expect(await named.admin.call(whole, "users.disable", { id: boss })).toMatchObject({ wasEnabled: true });
    });

    it("is not looked for where there was none", async () => {
      const id = await someone();
      expect(await admin.call(whole, "users.disable", { id })).toMatchObject({ wasEnabled: true });
    });
  });

  describe("a role that is given by address", () => {
    const give = (person: string) => admin.call(whole, "roles.assign", { role: "support", person });

    it("goes to the enabled person who has it verified at a provider of the portal", async () => {
      const gone = await someone({ email: "ada@example.com", providerId: "gone" });
      const disabled = await someone({ email: "ada@example.com" });
      await admin.call(whole, "users.disable", { id: disabled });
      await someone({ email: "ada@example.com", emailVerified: false });
      expect(await give("ada@example.com")).toMatchObject({ awaited: "ada@example.com" });
      const userId = await someone({ email: "Ada@Example.com" });
      expect(await give("ada@example.com")).toMatchObject({ userId });
      for (const id of [gone, disabled]) expect(await roles.rolesWhenEnabled(id)).toEqual([]);
    });

    it("waits when its provider:subject is at a provider that the portal has no more", async () => {
      const id = await someone({ providerId: "gone" });
      const [identity] = await database.prisma.identity.findMany({ where: { userId: id } });
      const person = `gone:${identity?.subject}`;
      expect(await give(person)).toMatchObject({ awaited: person });
    });
  });

  it("ends at roles of a provider's group as at those of a person", async () => {
    const keeper = by("portico.admin.roles");
    for (const name of ["roles.assign", "roles.remove"] as const) {
      const call = admin.call(keeper, name, { role: "admin", group: "corp:everyone" });
      await expect(call).rejects.toMatchObject({ code: "admin_not_allowed" });
    }
    expect(await database.query("SELECT 1 FROM role_assignments", [])).toEqual([]);
  });
});

describe("a dry run", () => {
  const effect = { people: 1, first: [{ userId: randomUUID(), because: "ada@example.com is in none of the domains" }] };
  const nothing = { sessions: 0, accessTokens: 0, refreshTokens: 0, providerTokens: 0, grants: 0 };
  const examples = [{ id: randomUUID(), name: "Ada Lovelace" }];
  const acts = { sessions: true, grants: true, tokens: true, wholePeople: false, block: false };
  const services = {
    policy: {
      preview: async () => effect,
      change: async () => ({ before: undefined, after: undefined, effect }),
    } satisfies Partial<AdminServices["policy"]> as unknown as AdminServices["policy"],
    roles: { definitions: () => [], permissionsOf: () => [] } as Partial<RoleService> as RoleService,
    containment: {
      preview: async () => ({
        counts: { ...nothing, people: 1, apps: 0, examples },
        acts: { ...acts, signingKeys: "keep" as const },
        sparesYou: false,
      }),
    } satisfies Partial<AdminServices["containment"]> as unknown as AdminServices["containment"],
  } satisfies Partial<AdminServices>;
  const admin = createAdmin({ services: services as unknown as AdminServices, audit });
  const rules = { emailDomains: ["example.org"] };
  const choice = { since: "2026-11-30T00:00:00Z" };

  it("counts people for those who may not read them, and names them to those who may", async () => {
    const counting = by("portico.admin.policy", "portico.admin.contain");
    const naming = by("portico.admin.policy", "portico.admin.contain", "portico.admin.users.read");
    expect(await admin.call(counting, "policy.preview", rules)).toEqual({ people: 1, first: [] });
    expect((await admin.call(counting, "policy.change", rules)).effect).toEqual({ people: 1, first: [] });
    expect((await admin.call(counting, "contain.preview", choice)).counts).toMatchObject({ people: 1, examples: [] });
    expect(await admin.call(naming, "policy.preview", rules)).toEqual(effect);
    expect((await admin.call(naming, "contain.preview", choice)).counts).toMatchObject({ people: 1, examples });
  });
});
