import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { operatorActor, personActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createPeopleServices } from "#server/compose-people.ts";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import {
  calendarAudience,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, introspect, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testRoles } from "#tests/support/test-roles.ts";

const noneEnded = { sessions: 0, grants: 0, accessTokens: 0, refreshTokens: 0, providerTokens: 0 };

eachDatabase("the administration of people", (open) => {
  let database: Database;
  let here: Harness;
  let elsewhere: Harness;
  let admin: Admin;
  const operator = operatorActor();

  beforeAll(async () => {
    database = await open();
    here = await startAuthorizationServer(database);
    elsewhere = await startAuthorizationServer(database, undefined, { issuer: here.issuer });
    const { settings, catalog, vault, server, accountControl, audit } = here;
    const services = {
      accountControl,
      roles: testRoles(database, settings, audit),
      ...createPeopleServices({
        settings,
        catalog,
        database,
        vault,
        authorizationServer: server,
        accountControl,
        endsWithAccount: [vault.endWithAccount, server.endWithAccount],
        keepAnAdmin: createKeepAnAdmin({ settings, catalog, people: here.people }),
        audit,
      }),
    } satisfies Partial<AdminServices> as unknown as AdminServices;
    admin = createAdmin({ services, audit, findSession: (id) => vault.find(id, { slide: false }) });
  });
  afterAll(async () => {
    await elsewhere.close();
    await here.close();
  });

  let count = 0;
  async function connected() {
    const name = `Person ${++count}`;
    const who = await here.signIn(name);
    const code = await obtainCode(here, who, buddy, {
      scope: "openid profile offline_access calendar:read",
      prompt: "consent",
      resource: calendarAudience,
    });
    const answer = await tokenRequest(here, buddy, { ...code, resource: calendarAudience });
    const tokens = (await answer.json()) as TokenAnswer;
    return { name, who, id: who.session.userId, access: tokens.access_token, refresh: tokens.refresh_token ?? "" };
  }

  const liveEverywhere = async ({ browser }: SignedIn) => {
    const cookie = browser.cookieHeader("/");
    return Promise.all([here, elsewhere].map(async ({ vault }) => (await vault.authenticate(cookie)) !== null));
  };
  const activeEverywhere = (token: string) =>
    Promise.all([here, elsewhere].map(async (one) => (await introspect(one, token))["active"]));

  describe("sessions", () => {
    it("end one by one, in every process, and the person's others go on", async () => {
      const { name, who } = await connected();
      const other = await here.signIn(name);
      expect(await liveEverywhere(who)).toEqual([true, true]);
      expect(await admin.call(operator, "sessions.end", { id: who.session.id })).toMatchObject({
        userId: who.session.userId,
      });
      expect(await liveEverywhere(who)).toEqual([false, false]);
      expect(await liveEverywhere(other)).toEqual([true, true]);
      await expect(admin.call(operator, "sessions.end", { id: who.session.id })).rejects.toMatchObject({
        code: "admin_target_not_found",
      });
    });

    it("end all of a person at once, and apps keep their access", async () => {
      const { name, who, id, access } = await connected();
      const other = await here.signIn(name);
      const signedOut = await admin.call(operator, "users.sign-out", { id });
      expect(signedOut.ended).toEqual({ ...noneEnded, sessions: 2 });
      for (const one of [who, other]) expect(await liveEverywhere(one)).toEqual([false, false]);
      expect(await activeEverywhere(access)).toEqual([true, true]);
    });

    it("are listed and ended by network, and none beside it", async () => {
      const inside = await connected();
      const outside = await connected();
      const place = (session: LiveSession, address: string) =>
        database.query("UPDATE sessions SET client_address = $1 WHERE id = $2::uuid", [address, session.id]);
      await place(inside.who.session, "203.0.113.77");
      await place(outside.who.session, "203.0.114.1");
      const listed = await admin.call(operator, "sessions.list", { address: "203.0.113.0/24" });
      expect(listed.items.map(({ id }) => id)).toEqual([inside.who.session.id]);
      expect((await admin.call(operator, "sessions.list", { address: "203.0.113.77" })).items).toHaveLength(1);
      expect(await admin.call(operator, "sessions.end-matching", { address: "203.0.113.0/24" })).toEqual({
        ended: { ...noneEnded, sessions: 1 },
      });
      expect(await liveEverywhere(inside.who)).toEqual([false, false]);
      expect(await liveEverywhere(outside.who)).toEqual([true, true]);
      await expect(admin.call(operator, "sessions.end-matching", {})).rejects.toMatchObject({ code: "input_invalid" });
      for (const address of ["203.0.113.0/33", "::1%lo", "example.com", "1.2.3"]) {
        await expect(admin.call(operator, "sessions.list", { address })).rejects.toMatchObject({
          code: "input_invalid",
        });
      }
    });
  });

  describe("access of apps", () => {
    it("ends with its tokens, in every process, and the session goes on", async () => {
      const { who, id, access, refresh } = await connected();
      const [grant] = (await admin.call(operator, "grants.list", { user: id })).items;
      expect(grant).toMatchObject({ clientId: "calendar-buddy", appName: "Calendar Buddy", userId: id });
      expect(await activeEverywhere(access)).toEqual([true, true]);
      const revoked = await admin.call(operator, "grants.revoke", { id: grant?.id ?? "" });
      expect(revoked.ended).toEqual({ ...noneEnded, grants: 1, accessTokens: 1, refreshTokens: 1 });
      expect(await activeEverywhere(access)).toEqual([false, false]);
      const again = await tokenRequest(here, buddy, { grant_type: "refresh_token", refresh_token: refresh });
      expect(again.status).toBe(400);
      expect(await liveEverywhere(who)).toEqual([true, true]);
      expect((await admin.call(operator, "grants.list", { user: id })).items).toEqual([]);
    });

    it("ends for all apps of a person at once, once", async () => {
      const { id, access } = await connected();
      const ended = await admin.call(operator, "users.revoke-grants", { id });
      expect(ended.ended).toMatchObject({ grants: 1 });
      expect(await activeEverywhere(access)).toEqual([false, false]);
      expect((await admin.call(operator, "users.revoke-grants", { id })).ended).toMatchObject({ grants: 0 });
    });
  });

  describe("ways to sign in", () => {
    it("are removed with the sessions that began by them, but the last one stays", async () => {
      const { who, id } = await connected();
      const second = randomUUID();
      await database.query(
        `INSERT INTO identities (id, user_id, provider_id, issuer, subject)
         VALUES ($1::text::uuid, $2::uuid, 'github', 'https://github.example', $1)`,
        [second, id],
      );
      const first = who.session.identityId ?? "";
      const removed = await admin.call(operator, "users.remove-identity", { id, identityId: first });
      expect(removed.ended).toEqual({ ...noneEnded, sessions: 1 });
      expect(await liveEverywhere(who)).toEqual([false, false]);
      await expect(admin.call(operator, "users.remove-identity", { id, identityId: second })).rejects.toMatchObject({
        code: "last_identity",
      });
      await expect(admin.call(operator, "users.remove-identity", { id, identityId: first })).rejects.toMatchObject({
        code: "admin_target_not_found",
      });
    });
  });

  /** Rows of all tables but the audit log that have the text anywhere. */
  async function rowsWith(text: string): Promise<string[]> {
    const tables = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%' ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await database.query(`SELECT 1 AS one FROM "${name}" t WHERE t::text ILIKE $1`, [`%${text}%`]);
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  it("deletes a person with all that is kept of them, and the audit log keeps an id without a name", async () => {
    const { name, who, id, access } = await connected();
    expect(await rowsWith(id)).toContain("oidc_records");
    const deleted = await admin.call(operator, "users.delete", { id });
    expect(deleted.ended).toMatchObject({ sessions: 1, grants: 1, refreshTokens: 1 });
    expect(await liveEverywhere(who)).toEqual([false, false]);
    expect(await activeEverywhere(access)).toEqual([false, false]);
    await here.audit.flush();
    expect(await rowsWith(id)).toEqual(["audit_events"]);
    expect(await rowsWith(name)).toEqual([]);
    const events = await admin.call(operator, "audit.list", { user: id, kind: "account.deleted" });
    expect(events.items).toMatchObject([{ outcome: "success", details: { sessions: 1 } }]);
    await expect(admin.call(operator, "users.get", { id })).rejects.toMatchObject({ code: "admin_target_not_found" });
    await expect(admin.call(operator, "users.delete", { id })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    expect((await here.signIn(name)).session.userId).not.toBe(id);
  });

  it("exports everything that is kept of a person, and nothing that opens a door", async () => {
    const { who, id, access, refresh } = await connected();
    await database.query(
      `INSERT INTO upstream_tokens (id, session_id, provider_id, identity_id, access_token, refresh_token)
       VALUES ($1::uuid, $2::uuid, 'google', $3::uuid, 'sealed-token', 'sealed-token')`,
      [randomUUID(), who.session.id, who.session.identityId],
    );
    await database.query(
      `INSERT INTO consent_blocks (id, user_id, reason, created_by) VALUES ($1::uuid, $2::uuid, 'an incident', 'operator')`,
      [randomUUID(), id],
    );
    const exported = await admin.call(operator, "users.export", { id });
    const text = JSON.stringify(exported);
    const sealed = who.browser.cookieHeader("/")?.split("=")[1] ?? "no cookie";
    const [{ hash } = { hash: "" }] = await database.query<{ hash: string }>(
      "SELECT encode(id_hash, 'hex') AS hash FROM sessions WHERE id = $1::uuid",
      [who.session.id],
    );
    for (const secret of [access, refresh, sealed, hash, "sealed-token", "payload", "id_hash"]) {
      expect(text).not.toContain(secret);
    }
    for (const [part, rows] of Object.entries(exported)) {
      if (!["exportedAt", "roles"].includes(part)) expect(rows, part).not.toEqual([]);
    }
    expect(exported.person).toMatchObject([{ id, display_name: who.session.displayName }]);
    // A table that has to do with people is exported, or it is named here with the reason.
    const tables = await database.query<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = current_schema()
       AND column_name IN ('user_id', 'account_id', 'identity_id', 'session_id') ORDER BY 1`,
    );
    const elsewhereKept = ["backchannel_logouts", "console_notes", "forward_auth_codes", "refusals", "invitations"];
    const known = [
      "app_grants",
      "audit_events",
      "consent_blocks",
      "identities",
      "oidc_records",
      "role_assignments",
      "sessions",
    ];
    expect([...known, "upstream_tokens", ...elsewhereKept]).toEqual(
      expect.arrayContaining(tables.map(({ name }) => name)),
    );
  });

  it("keeps administrators from disabling and deleting the account that they act with", async () => {
    const { who } = await connected();
    const { userId: id } = who.session;
    const self = personActor({ ...who.session, roles: ["admin"] });
    if (!self) throw new Error("no administrator");
    for (const act of ["users.disable", "users.delete"] as const) {
      await expect(admin.call(self, act, { id })).rejects.toMatchObject({ code: "own_account" });
    }
    expect(await liveEverywhere(who)).toEqual([true, true]);
  });

  it.each(["users.enable", "users.sign-out", "users.revoke-grants"] as const)(
    "%s says that a person is not there, instead of success",
    async (act) => {
      const call = admin.call(operator, act, { id: randomUUID() });
      await expect(call).rejects.toMatchObject({ code: "admin_target_not_found" });
    },
  );

  it("tells a person's identities and roles", async () => {
    const { id, name } = await connected();
    const person = await admin.call(operator, "users.get", { id });
    expect(person).toMatchObject({ displayName: name, disabledAt: null, roles: [] });
    expect(person.identities).toMatchObject([{ providerId: "google", subject: name }]);
    expect((await admin.call(operator, "users.list", { search: name })).items.map((one) => one.id)).toEqual([id]);
  });
});
