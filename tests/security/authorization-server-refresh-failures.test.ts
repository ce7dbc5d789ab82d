import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  calendarAudience,
  type Harness,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { type HeldQueries, holdQueries, writes } from "#tests/support/held-queries.ts";
import { buddy, obtainTokens, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const offline = { scope: "openid offline_access calendar:read", resource: calendarAudience };
const keepsAnswer = (sql: string) => sql.includes("SET answer");

/** A rotation is several statements: whatever fails between them must not cost the app its connection. */
eachDatabase("a refresh that breaks off", (open) => {
  let queries: HeldQueries;
  let first: Harness;
  let second: Harness;
  beforeAll(async () => {
    const database = await open();
    queries = holdQueries(database);
    const issuer = "https://sso.example";
    first = await startAuthorizationServer(queries.database, undefined, { issuer });
    second = await startAuthorizationServer(database, undefined, { issuer });
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const refresh = async (token: string | undefined, harness = first) => {
    const request = { grant_type: "refresh_token", refresh_token: token ?? "" };
    const response = await tokenRequest(harness, buddy, request);
    return { status: response.status, ...((await response.json()) as TokenAnswer) };
  };
  const newToken = async () => (await obtainTokens(first, await first.signIn(), buddy, offline)).refresh_token;
  /** Lets time pass for whoever waits for the answer to a rotation. */
  const age = (seconds: number) =>
    first.database.query("UPDATE oidc_records SET consumed_at = consumed_at - make_interval(secs => $1)", [seconds]);
  const liveTokensIn = async () => {
    const rows = await first.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM oidc_records WHERE model = 'RefreshToken' AND consumed_at IS NULL AND family_id =
         (SELECT family_id FROM oidc_records WHERE model = 'RefreshToken' ORDER BY created_at DESC LIMIT 1)`,
    );
    return rows[0]?.n;
  };

  it("is answered although the answer couldn't be kept for a retry", async () => {
    const token = await newToken();
    queries.fail(keepsAnswer);
    const answer = await refresh(token);
    expect(answer.status).toBe(200);
    expect((await refresh(answer.refresh_token)).status).toBe(200);
  });

  it("and is sent again, gets new tokens when the first answer wasn't kept", async () => {
    const token = await newToken();
    queries.fail(keepsAnswer);
    const lost = await refresh(token);
    await age(4);
    const answer = await refresh(token);
    expect(answer.status).toBe(200);
    expect(await liveTokensIn()).toBe(1);
    expect(await refresh(lost.refresh_token)).toMatchObject({ error: "invalid_grant" });
    expect((await refresh(answer.refresh_token)).status).toBe(200);
  });

  it.each(["RefreshToken", "AccessToken"])("before its %s is written, can be sent again", async (model) => {
    const token = await newToken();
    queries.fail(writes(model));
    expect((await refresh(token)).status).toBe(503);
    await age(4);
    const answer = await refresh(token);
    expect(answer.status).toBe(200);
    expect(await liveTokensIn()).toBe(1);
    expect((await refresh(answer.refresh_token)).status).toBe(200);
  });

  it("can be sent again long afterwards, since nobody has anything from it", async () => {
    const token = await newToken();
    queries.fail(writes("AccessToken"));
    expect((await refresh(token)).status).toBe(503);
    await age(3600);
    expect((await refresh(token)).status).toBe(200);
  });

  it("is a replay when somebody went on with the answer that wasn't kept", async () => {
    const token = await newToken();
    queries.fail(keepsAnswer);
    const next = await refresh((await refresh(token)).refresh_token);
    expect(next.status).toBe(200);
    await age(4);
    expect(await refresh(token)).toMatchObject({ error: "invalid_grant" });
    expect(await refresh(next.refresh_token)).toMatchObject({ error: "invalid_grant" });
  });

  describe("for so long that another process takes over", () => {
    it.each(["RefreshToken", "AccessToken"])("leaves one connection, held before its %s is written", async (model) => {
      const token = await newToken();
      const held = queries.hold(writes(model));
      const slow = refresh(token);
      await held.reached;
      await age(4);
      const fast = await refresh(token, second);
      expect(fast.status).toBe(200);
      held.release();
      expect((await slow).refresh_token).toBe(fast.refresh_token);
      expect(await liveTokensIn()).toBe(1);
      expect((await refresh(fast.refresh_token)).status).toBe(200);
    });

    // The first one's new token is gone when it was written before the other took over, and counts when it was not.
    it.each(["RefreshToken", "AccessToken"])("and both end at once, gives both one answer (%s held)", async (model) => {
      const token = await newToken();
      const held = queries.hold(writes(model));
      const slow = refresh(token);
      await held.reached;
      await age(4);
      const heldToo = queries.hold(keepsAnswer);
      const other = await startAuthorizationServer(queries.database, undefined, { issuer: first.issuer });
      const takesOver = refresh(token, other);
      await heldToo.reached;
      const slowKeeps = queries.hold(keepsAnswer);
      held.release();
      await slowKeeps.reached;
      slowKeeps.release();
      heldToo.release();
      const answer = await slow;
      expect((await takesOver).refresh_token).toBe(answer.refresh_token);
      expect(await liveTokensIn()).toBe(1);
      expect((await refresh(answer.refresh_token)).status).toBe(200);
      await other.close();
    });
  });
});
