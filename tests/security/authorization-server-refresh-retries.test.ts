import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { graceSeconds, lostAnswerSeconds } from "#server/authorization-server/tokens/refresh-grace.ts";
import {
  calendarAudience,
  type Harness,
  notesAudience,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, introspect, obtainTokens, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const calendar = { resource: calendarAudience };
const offline = { scope: "openid profile offline_access calendar:read", resource: calendarAudience };

eachDatabase("a refresh whose answer was lost", (open) => {
  let harness: Harness;
  /** Another process of the same portal. */
  let elsewhere: Harness;
  beforeAll(async () => {
    const database = await open();
    harness = await startAuthorizationServer(database);
    elsewhere = await startAuthorizationServer(database, undefined, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await elsewhere.close();
    await harness.close();
  });

  const refresh = async (token: string | undefined, extra: Record<string, string> = {}, server = harness) => {
    const request = { grant_type: "refresh_token", refresh_token: token ?? "", ...extra };
    const answer = await tokenRequest(server, buddy, request);
    return { status: answer.status, ...((await answer.json()) as TokenAnswer) };
  };
  const userinfo = (token: string, server = harness) =>
    fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const newTokens = async (change: Record<string, string> = offline) =>
    obtainTokens(harness, await harness.signIn(), buddy, change);
  /** Lets time pass since the last rotations. */
  const age = (seconds: number) =>
    harness.database.query("UPDATE oidc_records SET consumed_at = consumed_at - make_interval(secs => $1)", [seconds]);
  const isNoted = async () => {
    const rows = await harness.database.query<{ answer: string | null }>(
      "SELECT answer FROM oidc_records WHERE model = 'AccessToken' ORDER BY created_at DESC LIMIT 1",
    );
    return rows[0]?.answer;
  };
  const replayed = { status: 400, error: "invalid_grant" };

  it.each([20, 120, lostAnswerSeconds - 5])("and is sent again after %d s, gets it again", async (seconds) => {
    const { refresh_token } = await newTokens();
    const lost = await refresh(refresh_token);
    await age(seconds);
    const again = await refresh(refresh_token, {}, elsewhere);
    expect(again).toMatchObject({ status: 200, access_token: lost.access_token, refresh_token: lost.refresh_token });
    // What is left of the access token's life; one that is over says a second, since apps read 0 as nothing.
    const left = Math.max(1, (lost.expires_in ?? 0) - seconds);
    expect(again.expires_in).toBeLessThanOrEqual(left);
    expect(again.expires_in).toBeGreaterThanOrEqual(Math.max(1, left - 3));
    expect((await refresh(again.refresh_token)).status).toBe(200);
  });

  it("and is sent again too late, ends the family", async () => {
    const { refresh_token } = await newTokens();
    const lost = await refresh(refresh_token);
    await age(lostAnswerSeconds + 1);
    expect(await refresh(refresh_token)).toMatchObject(replayed);
    expect(await refresh(lost.refresh_token)).toMatchObject(replayed);
    expect(await introspect(harness, lost.access_token)).toEqual({ active: false });
  });

  it.each<[string, (next: TokenAnswer) => Promise<unknown>]>([
    ["its access token was shown to an API", ({ access_token }) => introspect(harness, access_token)],
    ["… in another process", ({ access_token }) => introspect(elsewhere, access_token)],
  ])("wasn't lost when %s: used again after the short window, the old token ends the family", async (_, use) => {
    const { refresh_token } = await newTokens();
    const next = await refresh(refresh_token, calendar);
    await use(next);
    await expect.poll(isNoted).toBe("used");
    // Two tabs, or a proxy that tries again: whatever was done with the answer meanwhile.
    expect(await refresh(refresh_token, calendar)).toMatchObject({ status: 200, refresh_token: next.refresh_token });
    await age(graceSeconds + 1);
    expect(await refresh(refresh_token, calendar)).toMatchObject(replayed);
    expect(await refresh(next.refresh_token)).toMatchObject(replayed);
    expect(await introspect(harness, next.access_token)).toEqual({ active: false });
    await harness.audit.flush();
    const events = await harness.database.query(
      "SELECT 1 AS one FROM audit_events WHERE type = 'token.reuse_detected'",
    );
    expect(events.length).toBeGreaterThan(0);
  });

  it("wasn't lost when its access token was used at userinfo", async () => {
    const { refresh_token } = await newTokens({ scope: "openid offline_access" });
    const next = await refresh(refresh_token);
    expect((await userinfo(next.access_token)).status).toBe(200);
    await expect.poll(isNoted).toBe("used");
    await age(graceSeconds + 1);
    expect(await refresh(refresh_token)).toMatchObject(replayed);
    expect((await userinfo(next.access_token)).status).toBe(401);
  });

  it("wasn't lost when its refresh token was used, also within the short window and for another request", async () => {
    for (const extra of [{}, { scope: "openid" }]) {
      const { refresh_token } = await newTokens();
      const next = await refresh(refresh_token);
      const last = await refresh(next.refresh_token);
      expect(await refresh(refresh_token, extra)).toMatchObject(replayed);
      expect(await refresh(last.refresh_token)).toMatchObject(replayed);
    }
  });

  it("is still lost when the access token of before is used on, or an unknown one is tried", async () => {
    const first = await newTokens();
    const before = await refresh(first.refresh_token, calendar);
    const lost = await refresh(before.refresh_token, calendar);
    expect(await introspect(harness, before.access_token)).toMatchObject({ active: true });
    await introspect(harness, `${lost.access_token}x`);
    await userinfo(`${lost.access_token}x`);
    await age(60);
    const again = await refresh(before.refresh_token, calendar);
    expect(again).toMatchObject({ status: 200, refresh_token: lost.refresh_token });
  });

  it("and is followed by another request with the old token, is not given out for it, and stays", async () => {
    const { refresh_token } = await newTokens({ ...offline, scope: `${offline.scope} notes:read` });
    const lost = await refresh(refresh_token);
    await age(60);
    for (const extra of [{ scope: "openid" }, { resource: notesAudience }]) {
      expect((await refresh(refresh_token, extra)).status).toBe(400);
    }
    expect(await refresh(refresh_token)).toMatchObject({ status: 200, refresh_token: lost.refresh_token });
  });

  describe("for good", () => {
    it.each<[string, (who: Awaited<ReturnType<Harness["signIn"]>>) => Promise<unknown>]>([
      [
        "the person took the access away",
        async ({ session }) => {
          const [app] = await harness.connectedApps.list(session);
          await harness.connectedApps.revoke(session, app?.id ?? "");
        },
      ],
      ["the account was disabled", ({ session }) => harness.accountControl.disable(session.userId)],
    ])("is not given out once %s", async (_, end) => {
      const who = await harness.signIn(`Lost ${_}`);
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      expect((await refresh(refresh_token)).status).toBe(200);
      await end(who);
      expect(await refresh(refresh_token)).toMatchObject(replayed);
    });
  });
});
