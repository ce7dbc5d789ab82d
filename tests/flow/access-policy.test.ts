import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessPolicyStore, noPolicy, type StoredRules } from "#server/access/access-policy-store.ts";
import { createAccessSweep } from "#server/accounts/access/access-sweep.ts";
import { createAccessSweepStore } from "#server/accounts/access/access-sweep-store.ts";
import { createPolicyControl } from "#server/accounts/access/policy-control.ts";
import { createSweepRunner } from "#server/accounts/access/sweep-runner.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { createKeepAnAdmin, evenWithoutAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import { clientActor, operatorActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import type { Database } from "#server/database/database.ts";
import {
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";
import { buddy, introspect, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testRoles } from "#tests/support/test-roles.ts";

const config = {
  ...testConfig,
  providers: [{ id: "google", clientId: "portal", issuer: "https://accounts.example" }],
  access: { emailDomains: ["example.com", "example.org"] },
};
const onlyAda: StoredRules = { emailDomains: [], emails: ["ada@example.com"], groups: [], signUp: "open" };
const operator = { name: "operator", userId: undefined };

eachDatabase("the policy of the database", (open) => {
  let database: Database;
  let harness: Harness;
  /** A second process of the same portal: the database is all that they share. */
  let elsewhere: Harness;
  let control: ReturnType<typeof createPolicyControl>;
  let sweep: ReturnType<typeof createSweepRunner>;

  beforeAll(async () => {
    database = await open();
    harness = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: harness.issuer });
    const { settings, catalog, people, audit } = harness;
    const sweepStore = createAccessSweepStore(database);
    const ends = {
      sessions: harness.vault.endRefused,
      apps: harness.server.endWithAccount,
      app: harness.server.endAppOf,
    };
    const one = createAccessSweep({ settings, catalog, store: sweepStore, people, ends, audit });
    sweep = createSweepRunner(one, async () => {}, { warn: () => {} });
    const store = createAccessPolicyStore(database);
    const accountStore = createAccountStore(database);
    const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
    const stores = { database, store, sweepStore, accountStore };
    control = createPolicyControl({ settings, ...stores, keepAnAdmin, people, sweep });
  });
  afterAll(async () => {
    await sweep.stop();
    await elsewhere.close();
    await harness.close();
  });
  beforeEach(async () => {
    await sweep.run();
    await control.change(undefined, undefined, operator);
    await sweep.run();
  });

  async function connected(name: string) {
    const who = await harness.signIn(name);
    const scope = "openid profile offline_access calendar:read";
    const code = await obtainCode(harness, who, buddy, { scope, prompt: "consent", resource: calendarAudience });
    const answer = await tokenRequest(harness, buddy, { ...code, resource: calendarAudience });
    const tokens = (await answer.json()) as TokenAnswer;
    return { who, userId: who.session.userId, cookie: who.browser.cookieHeader("/"), tokens };
  }
  const remains = async (userId: string) => {
    const [row] = await database.query(
      `SELECT (SELECT count(*)::int FROM sessions WHERE user_id = $1::uuid AND ended_at IS NULL) AS sessions,
         (SELECT count(*)::int FROM app_grants WHERE user_id = $1::uuid AND revoked_at IS NULL) AS apps,
         (SELECT count(*)::int FROM oidc_records WHERE account_id = $2 AND model <> 'Session') AS records`,
      [userId, userId],
    );
    return row;
  };

  it("narrows at the next use in every process what the file allows, and is swept up afterwards", async () => {
    const grace = await connected("Grace Hopper");
    const ada = await connected("Ada Lovelace");
    for (const one of [harness, elsewhere]) {
      expect(await one.vault.authenticate(grace.cookie)).not.toBeNull();
      expect(await introspect(one, grace.tokens.access_token)).toMatchObject({ active: true });
    }
    const { effect, after } = await control.change(onlyAda, undefined, operator);
    expect(after).toMatchObject({ rules: onlyAda, changedBy: "operator" });
    expect(effect).toMatchObject({ people: 1, first: [{ userId: grace.userId }] });
    for (const one of [elsewhere, harness]) {
      expect(one.vault.authenticateCached(grace.cookie)).toBeUndefined();
      expect(await one.vault.authenticate(grace.cookie)).toBeNull();
      expect(await introspect(one, grace.tokens.access_token)).toEqual({ active: false });
      expect(await one.vault.authenticate(ada.cookie)).not.toBeNull();
      expect(await introspect(one, ada.tokens.access_token)).toMatchObject({ active: true });
    }
    await sweep.run();
    expect(await remains(grace.userId)).toEqual({ sessions: 0, apps: 0, records: 0 });
    expect(await remains(ada.userId)).toMatchObject({ sessions: 1, apps: 1 });
    await harness.audit.flush();
    const events = await database.prisma.auditEvent.findMany({ where: { userId: grace.userId, type: "access.ended" } });
    expect(events).toMatchObject([{ details: { apps: 1, rule: "access", setting: "policy.emails" } }]);
    await expect(harness.signIn("Grace Hopper")).rejects.toMatchObject({ code: "not_allowed_to_sign_in" });
  });

  it("never widens what the file allows", async () => {
    const wider: StoredRules = { ...onlyAda, emailDomains: ["evil.example"] };
    await control.change(wider, undefined, operator);
    const outside = { ...identity, email: "mallory@evil.example" };
    await expect(harness.accounts.resolve(outside)).rejects.toMatchObject({
      code: "not_allowed_to_sign_in",
      refusal: { setting: "access.emailDomains" },
    });
  });

  it("revives nothing when it is widened again", async () => {
    const { cookie, tokens } = await connected("Grace Hopper");
    const { after } = await control.change(onlyAda, undefined, operator);
    await sweep.run();
    await control.change(undefined, after?.revision, operator);
    expect(await elsewhere.vault.authenticate(cookie)).toBeNull();
    expect(await introspect(elsewhere, tokens.access_token)).toEqual({ active: false });
    expect((await harness.signIn("Grace Hopper")).session).toMatchObject({ displayName: "Grace Hopper" });
  });

  it("is changed from the revision that was read, by one of two at once", async () => {
    const { after } = await control.change(onlyAda, undefined, operator);
    await expect(control.change(onlyAda, noPolicy, operator)).rejects.toMatchObject({ code: "revision_conflict" });
    const closed = control.change({ ...onlyAda, signUp: "closed" }, after?.revision, operator);
    const again = control.change({ ...onlyAda, signUp: "invited" }, after?.revision, operator);
    const outcomes = await Promise.allSettled([closed, again]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  describe("and what is open to an API with allow", () => {
    const allow = { roles: ["support"], groups: ["google:ops"] };
    let api: RecordingApi;
    let bff: BffHarness;
    beforeAll(async () => {
      api = await startRecordingApi();
      api.answer = (_, response) =>
        void response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      const apis = { plans: { target: api.url, token: "none", allow } } as const;
      bff = await startBff(apis, { vault: elsewhere.vault, notify: database.notify });
    });
    afterAll(async () => {
      await bff.close();
      await api.close();
    });

    /** A stream in another process than the one where the change is made. */
    async function openFor(name: string) {
      const { userId, cookie = "" } = await connected(name);
      const roles = createRoleAssignmentStore(database);
      await roles.assign({ userId }, "support", "operator");
      const answer = await bff.fetch("/bff/api/plans/events", { headers: { Cookie: cookie } });
      expect(answer.status).toBe(200);
      return { userId, ended: expect(answer.text()).rejects.toThrow("terminated"), roles };
    }

    it("ends in every process with the role", async () => {
      const { userId, ended, roles } = await openFor("Ada Lovelace");
      await roles.remove({ userId }, "support", evenWithoutAdmin);
      await ended;
    });

    it("ends in every process when the policy no longer lets the person sign in, before it is swept up", async () => {
      const { ended } = await openFor("Grace Hopper");
      const store = createAccessPolicyStore(database);
      await store.write(onlyAda, undefined, "operator");
      await ended;
    });
  });

  describe("by its operation", () => {
    const set = { emails: ["ada@example.com"] };
    let admin: Admin;
    beforeAll(() => {
      const services = { policy: control } as Partial<AdminServices> as AdminServices;
      admin = createAdmin({ services, audit: harness.audit, findSession: async () => null });
    });
    const change = (input: object, ifMatch?: string) =>
      admin.call(operatorActor(), "policy.change", { signUp: "open", ...input }, { ifMatch });
    const inForce = async () => (await admin.call(operatorActor(), "policy.get", {})).database?.emails;

    it("is set and removed whatever its revision is, when none is asked for", async () => {
      await change(set);
      await change({ emails: ["ada@example.com", "grace@example.com"] });
      expect(await inForce()).toEqual(["ada@example.com", "grace@example.com"]);
      expect(await change({})).toMatchObject({ revision: "none" });
      expect(await inForce()).toBeUndefined();
      await change({});
    });

    it.each([
      ["set", { emails: ["grace@example.com"] }],
      ["removed", {}],
    ])("is not %s from none when there is one, nor from another revision", async (_, input) => {
      await change(set, "none");
      for (const wrong of ["none", "another", "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d"]) {
        await expect(change(input, wrong)).rejects.toMatchObject({ code: "revision_conflict" });
      }
      expect(await inForce()).toEqual(set.emails);
      const { revision } = await admin.call(operatorActor(), "policy.get", {});
      await change(input, revision);
      expect(await inForce()).toEqual("emails" in input ? input.emails : undefined);
    });

    it("has no revision to be changed from while none is set", async () => {
      const gone = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
      for (const input of [set, {}]) {
        await expect(change(input, gone)).rejects.toMatchObject({ code: "revision_conflict" });
      }
      await change({}, "none");
      expect(await inForce()).toBeUndefined();
    });
  });

  it("can't be set by a person whom it would lock out, and is counted without being set", async () => {
    const { userId } = await connected("Grace Hopper");
    await connected("Ada Lovelace");
    const grace = { name: `user:${userId}`, userId };
    await expect(control.change(onlyAda, undefined, grace)).rejects.toMatchObject({ code: "policy_locks_out" });
    expect(await control.preview(onlyAda)).toMatchObject({ people: 1 });
    expect(await control.describe()).toMatchObject({
      file: { source: "file", emailDomains: ["example.com", "example.org"] },
      database: undefined,
    });
  });

  it("can't lock out the last admin who may sign in, but by the operator", async () => {
    const services = { policy: control } satisfies Partial<AdminServices> as unknown as AdminServices;
    const admin = createAdmin({ services, audit: harness.audit });
    const client = clientActor({ clientId: "ops", scopes: ["portico.admin"], person: undefined });
    const roles = testRoles(database, harness.settings);
    const [grace, ada] = [await connected("Grace Hopper"), await connected("Ada Lovelace")];
    await roles.assign({ userId: grace.userId }, "admin", "operator");
    const onlyAdas = { emails: [...onlyAda.emails] };
    await expect(admin.call(client, "policy.change", onlyAdas)).rejects.toMatchObject({ code: "last_admin" });
    expect((await control.describe()).database).toBeUndefined();

    await roles.assign({ userId: ada.userId }, "admin", "operator");
    const { revision } = await admin.call(client, "policy.change", onlyAdas);
    await roles.remove({ userId: ada.userId }, "admin", "operator", { evenLast: true });
    await admin.call(client, "policy.change", {}, { ifMatch: revision });
    await admin.call(operatorActor(), "policy.change", onlyAdas);
    await roles.remove({ userId: grace.userId }, "admin", "operator", { evenLast: true });
  });

  it("and roles keep an admin who may sign in between them, in either order and at once", async () => {
    const roles = testRoles(database, harness.settings);
    const [grace, ada] = [await connected("Grace Hopper"), await connected("Ada Lovelace")];
    for (const { userId } of [grace, ada]) await roles.assign({ userId }, "admin", "operator");
    const narrow = () => control.change(onlyAda, undefined, operator);
    const demoteAda = () => roles.remove({ userId: ada.userId }, "admin", "operator");

    await narrow();
    await expect(demoteAda()).rejects.toMatchObject({ code: "last_admin" });
    await control.change(undefined, undefined, operator);

    await demoteAda();
    await expect(narrow()).rejects.toMatchObject({ code: "last_admin" });
    expect((await control.describe()).database).toBeUndefined();

    await roles.assign({ userId: ada.userId }, "admin", "operator");
    const outcomes = await Promise.allSettled([narrow(), demoteAda()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find(({ status }) => status === "rejected");
    expect(refused).toMatchObject({ reason: { code: "last_admin" } });
    for (const { userId } of [grace, ada]) await roles.remove({ userId }, "admin", "operator", { evenLast: true });
  });

  const identity = {
    providerId: "google",
    issuer: "https://accounts.example",
    subject: "mallory",
    displayName: "Mallory",
    username: undefined,
    emailVerified: true,
    pictureUrl: undefined,
    locale: undefined,
  };
});
