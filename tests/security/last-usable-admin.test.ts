import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessPolicyStore } from "#server/access/access-policy-store.ts";
import { createAccessSweepStore } from "#server/accounts/access/access-sweep-store.ts";
import { createPolicyControl } from "#server/accounts/access/policy-control.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { createRoleService } from "#server/accounts/roles/create-role-service.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import { clientActor, operatorActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createSetUpExchange } from "#server/catalog/managed/set-up/create-set-up-exchange.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

type Harness = Awaited<ReturnType<typeof startAuthorizationServer>>;

const by = (...scopes: string[]) => clientActor({ clientId: "ops", scopes, person: undefined });
const whole = by("portico.admin");
const operator = operatorActor();
const corp = { id: "corp", kind: "oidc", issuer: "https://corp.example", clientId: "portal", clientSecret: "of corp" };
const lastAdmin = expect.objectContaining({ code: "last_admin" });
const refused = expect.objectContaining({ code: "admin_not_allowed" });

/** The operations that decide whether an admin is left who can sign in. */
function administrationOf({ settings, catalog, people, audit, database, keys, managedCatalog, vault }: Harness): Admin {
  const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
  const roles = createRoleService({
    settings,
    store: createRoleAssignmentStore(database),
    people,
    catalog,
    keepAnAdmin,
    rolesWithinReach: async (_, names) => [...names],
    audit,
  });
  const services = {
    managedCatalog,
    roles,
    policy: createPolicyControl({
      settings,
      database,
      store: createAccessPolicyStore(database),
      sweepStore: createAccessSweepStore(database),
      keepAnAdmin,
      accountStore: createAccountStore(database),
      people,
      sweep: { soon: () => {} },
    }),
    setUp: createSetUpExchange({
      file: settings,
      store: createCatalogEntryStore(database),
      cipher: new TokenCipher(keys),
      ends: {
        endClient: async () => ({ counts: {} }),
        narrowClient: async () => ({ counts: {} }),
        endAccessOfProvider: async () => ({}),
      },
      keepAnAdmin,
    }),
  } satisfies Partial<AdminServices> as unknown as AdminServices;
  return createAdmin({ services, audit, permissionsOfRole: roles.permissionsOf, findSession: (id) => vault.find(id) });
}

eachDatabase("the last admin who can sign in", (open) => {
  let database: Database;
  let harness: Harness;
  let admin: Admin;
  /** A second process of the same portal. */
  let elsewhere: Harness;
  let adminElsewhere: Admin;

  beforeAll(async () => {
    database = await open();
    const config = { ...testConfig, admins: ["named@example.org"] };
    harness = await startAuthorizationServer(database, config, { managed: true });
    elsewhere = await startAuthorizationServer(database, config, { managed: true, issuer: harness.issuer });
    admin = administrationOf(harness);
    adminElsewhere = administrationOf(elsewhere);
  });
  afterAll(async () => {
    await elsewhere.close();
    await harness.close();
  });
  beforeEach(async () => {
    for (const table of ["users", "role_assignments", "catalog_entries", "access_policy"]) {
      await database.execute(`TRUNCATE ${table} CASCADE`);
    }
    await admin.call(operator, "policy.change", {});
    await admin.call(operator, "providers.create", { entry: corp });
    await Promise.all([harness.catalog.refresh(), elsewhere.catalog.refresh()]);
  });

  /** A person who has signed in at corp. */
  async function someone(name: string, domain: string, ...roles: string[]): Promise<string> {
    const { userId } = await harness.accounts.resolve({
      providerId: "corp",
      issuer: corp.issuer,
      subject: name,
      displayName: name,
      username: undefined,
      email: `${name}@${domain}`,
      emailVerified: true,
      pictureUrl: undefined,
      locale: undefined,
      groups: [],
    });
    for (const role of roles) await admin.call(operator, "roles.assign", { role, userId });
    return userId;
  }
  const narrow = (domain: string) => ({ emailDomains: [domain] });
  const takeRole = (userId: string) => admin.call(whole, "roles.remove", { role: "admin", userId });

  describe("keeps the role", () => {
    it("where the policy of the database refuses the other admin", async () => {
      await someone("a", "x.example", "admin");
      const b = await someone("b", "y.example", "admin");
      await admin.call(whole, "policy.change", narrow("y.example"));
      await expect(takeRole(b)).rejects.toEqual(lastAdmin);
      await admin.call(whole, "policy.change", {});
      await takeRole(b);
    });

    it("where the other admin's provider is away", async () => {
      const a = await someone("a", "x.example", "admin");
      await database.execute("UPDATE identities SET provider_id = 'gone' WHERE user_id = $1::uuid", [a]);
      const b = await someone("b", "y.example", "admin");
      await expect(takeRole(b)).rejects.toEqual(lastAdmin);
    });

    it("when another process narrows the policy at the same moment", async () => {
      const a = await someone("a", "x.example", "admin");
      await someone("b", "y.example", "admin");
      const results = await Promise.allSettled([
        adminElsewhere.call(whole, "policy.change", narrow("x.example")),
        admin.call(whole, "roles.remove", { role: "admin", userId: a }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });
  });

  it("is not locked out by a policy while the setting admins names a person who can't sign in", async () => {
    await someone("a", "x.example", "admin");
    await expect(admin.call(whole, "policy.change", narrow("y.example"))).rejects.toEqual(lastAdmin);
    const named = await someone("named", "example.org");
    await createAccountStore(database).disable(named, new Date());
    await expect(admin.call(whole, "policy.change", narrow("y.example"))).rejects.toEqual(lastAdmin);
    await createAccountStore(database).enable(named);
    await admin.call(whole, "policy.change", narrow("y.example"));
  });

  describe("keeps the provider", () => {
    const desk = by("portico.admin.providers", "portico.admin.setup");
    const stored = async () =>
      (await database.query<{ enabled: boolean }>("SELECT enabled FROM catalog_entries WHERE key = 'corp'"))[0]
        ?.enabled;

    it.each([
      ["disabled", "providers.disable", { providerId: "corp", endAccess: true }],
      ["deleted", "providers.delete", { providerId: "corp", endAccess: true }],
      ["pruned by an import", "setup.import", { document: {}, prune: true }],
      ["pruned by an import's dry run", "setup.import", { document: {}, prune: true, dryRun: true }],
    ] as const)("from being %s, but by the operator", async (_, name, input) => {
      await someone("a", "x.example", "admin");
      for (const actor of [desk, whole])
        await expect(admin.callUnchecked(actor, name, input)).rejects.toEqual(lastAdmin);
      expect(await stored()).toBe(true);
      await admin.callUnchecked(operator, name, input);
    });

    it("only while no admin can sign in at another one", async () => {
      await someone("a", "x.example", "admin");
      await admin.call(operator, "providers.create", { entry: { ...corp, id: "second" } });
      await Promise.all([harness.catalog.refresh(), elsewhere.catalog.refresh()]);
      const b = await someone("b", "x.example", "admin");
      await database.execute("UPDATE identities SET provider_id = 'second' WHERE user_id = $1::uuid", [b]);
      await admin.call(desk, "providers.disable", { providerId: "corp" });
      await expect(admin.call(desk, "providers.disable", { providerId: "second" })).rejects.toEqual(lastAdmin);
      await expect(takeRole(b)).rejects.toEqual(lastAdmin);
    });
  });

  describe("by those who may only write the policy", () => {
    const desk = by("portico.admin.policy");

    it("people who may do more are not locked out, with or without a session", async () => {
      await someone("a", "x.example", "admin");
      await someone("b", "y.example", "auditor");
      for (const domain of ["x.example", "y.example"]) {
        await expect(admin.call(desk, "policy.change", narrow(domain))).rejects.toEqual(refused);
      }
      await admin.call(whole, "policy.change", narrow("x.example"));
    });

    it("people without a role are locked out, and those who are refused already count no more", async () => {
      await someone("a", "x.example", "admin");
      const b = await someone("b", "y.example", "auditor");
      await someone("c", "z.example");
      await database.execute("UPDATE users SET disabled_at = now() WHERE id = $1::uuid", [b]);
      await admin.call(desk, "policy.change", narrow("x.example"));
    });
  });
});
