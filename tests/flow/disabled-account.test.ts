import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
import type { Database } from "#server/database/database.ts";
import {
  calendarAudience,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, introspect, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("an account", (open) => {
  let database: Database;
  let harness: Harness;
  let elsewhere: Harness;

  beforeAll(async () => {
    database = await open();
    harness = await startAuthorizationServer(database);
    elsewhere = await startAuthorizationServer(database, undefined, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await elsewhere.close();
    await harness.close();
  });

  let count = 0;
  async function connected(): Promise<{ who: SignedIn; access: string; refresh: string }> {
    const who = await harness.signIn(`Person ${++count}`);
    const code = await obtainCode(harness, who, buddy, {
      scope: "openid profile offline_access calendar:read",
      prompt: "consent",
      resource: calendarAudience,
    });
    const answer = await tokenRequest(harness, buddy, { ...code, resource: calendarAudience });
    const tokens = (await answer.json()) as TokenAnswer;
    return { who, access: tokens.access_token, refresh: tokens.refresh_token ?? "" };
  }
  const redeem = (refresh_token: string) =>
    tokenRequest(harness, buddy, { grant_type: "refresh_token", refresh_token, resource: calendarAudience });
  const remains = async (userId: string) => {
    const [row] = await database.query(
      `SELECT (SELECT count(*)::int FROM sessions WHERE user_id = $1::uuid AND ended_at IS NULL) AS sessions,
         (SELECT count(*)::int FROM app_grants WHERE user_id = $1::uuid AND revoked_at IS NULL) AS apps,
         (SELECT count(*)::int FROM oidc_records WHERE account_id = $2 AND model <> 'Session') AS records`,
      [userId, userId],
    );
    return row;
  };
  const nothing = { sessions: 0, apps: 0, records: 0 };

  it("that is disabled has no session, app or token any more, in any process, when the call returns", async () => {
    const { who, access, refresh } = await connected();
    const { userId } = who.session;
    for (const one of [harness, elsewhere]) {
      expect(await introspect(one, access)).toMatchObject({ active: true });
      expect(await one.vault.authenticate(who.browser.cookieHeader("/"))).not.toBeNull();
    }
    const disabled = await harness.accountControl.disable(userId);
    expect(disabled).toMatchObject({ userId, wasEnabled: true, counts: { sessions: 1, apps: 1, refresh_tokens: 1 } });
    for (const one of [harness, elsewhere]) {
      expect(await introspect(one, access)).toEqual({ active: false });
      expect(await one.vault.authenticate(who.browser.cookieHeader("/"))).toBeNull();
    }
    expect((await redeem(refresh)).status).toBe(400);
    expect(await remains(userId)).toEqual(nothing);
  });

  it("that is disabled is written down once, with what ended", async () => {
    const { who } = await connected();
    const { userId } = who.session;
    await harness.accountControl.disable(userId);
    expect(await harness.accountControl.disable(userId)).toMatchObject({ wasEnabled: false, counts: { sessions: 0 } });
    await harness.audit.flush();
    const events = await database.prisma.auditEvent.findMany({ where: { userId, type: "account.disabled" } });
    expect(events).toMatchObject([{ outcome: "success", details: { sessions: 1, apps: 1 } }]);
  });

  it("that is enabled again lets the person sign in, and revives nothing", async () => {
    const { who, access, refresh } = await connected();
    const { userId } = who.session;
    await harness.accountControl.disable(userId);
    expect(await harness.accountControl.enable(userId)).toBe(true);
    expect(await harness.accountControl.enable(userId)).toBe(false);
    expect(await introspect(harness, access)).toEqual({ active: false });
    expect((await redeem(refresh)).status).toBe(400);
    expect(await harness.vault.authenticate(who.browser.cookieHeader("/"))).toBeNull();
    const again = await harness.signIn(`Person ${count}`);
    expect(again.session.userId).toBe(userId);
  });

  it("that doesn't exist is told apart", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect(await harness.accountControl.disable(nobody)).toBeUndefined();
    expect(await harness.accountControl.enable(nobody)).toBe(false);
  });

  it("that is disabled by SQL is refused at once in every process, and loses the rest at the next housekeeping", async () => {
    const { who, access } = await connected();
    const { userId } = who.session;
    const cookie = who.browser.cookieHeader("/");
    for (const one of [harness, elsewhere]) {
      expect(await introspect(one, access)).toMatchObject({ active: true });
      expect(await one.vault.authenticate(cookie)).not.toBeNull();
    }
    await database.execute("UPDATE users SET disabled_at = now() WHERE id = $1::uuid", [userId]);
    for (const one of [harness, elsewhere]) {
      await expect.poll(() => one.vault.authenticateCached(cookie)).toBeUndefined();
      expect(await one.vault.authenticate(cookie)).toBeNull();
      expect(await introspect(one, access)).toEqual({ active: false });
    }
    while ((await harness.accountControl.finish(10)) > 0);
    expect(await remains(userId)).toEqual(nothing);
  });

  it("that is disabled by SQL and enabled before housekeeping came to it keeps what it has", async () => {
    const { who } = await connected();
    const { userId } = who.session;
    const store = createAccountStore(database);
    await database.execute("UPDATE users SET disabled_at = now() WHERE id = $1::uuid", [userId]);
    expect(await store.findUnfinished(100)).toContain(userId);
    await harness.accountControl.enable(userId);
    expect(await store.whileDisabled(userId, () => Promise.reject(new Error("touched")))).toBe(false);
    expect(await remains(userId)).toMatchObject({ apps: 1 });
  });

  it("whose row is deleted by SQL is refused at once too", async () => {
    const { who } = await connected();
    const cookie = who.browser.cookieHeader("/");
    expect(await elsewhere.vault.authenticate(cookie)).not.toBeNull();
    await database.execute("DELETE FROM users WHERE id = $1::uuid", [who.session.userId]);
    await expect.poll(() => elsewhere.vault.authenticateCached(cookie)).toBeUndefined();
    expect(await elsewhere.vault.authenticate(cookie)).toBeNull();
  });
});
