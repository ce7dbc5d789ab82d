import { afterAll, beforeAll, expect, it } from "vitest";
import { lostAnswerSeconds } from "#server/authorization-server/tokens/refresh-grace.ts";
import type { Database } from "#server/database/database.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { eachPairOfDatabases, type OpenPair } from "#tests/support/each-pair-of-databases.ts";
import { buddy, introspect, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";

const online = { scope: "openid profile calendar:read", resource: calendarAudience };
const offline = { scope: "openid profile offline_access calendar:read", resource: calendarAudience };

/** Two portals on one database; on PostgreSQL each with connections and a listener of its own, as two containers. */
function suite(open: OpenPair): void {
  let first: Harness;
  let second: Harness;
  let closeDatabases: () => Promise<void>;
  const statements: string[] = [];

  beforeAll(async () => {
    const { databases, close } = await open();
    closeDatabases = close;
    const counted: Database = {
      ...databases[1],
      query: (sql, params) => {
        statements.push(sql);
        return databases[1].query(sql, params);
      },
      // Getters don't survive a spread.
      notify: databases[1].notify,
    };
    const issuer = "https://sso.example";
    first = await startAuthorizationServer(databases[0], undefined, { issuer });
    second = await startAuthorizationServer(counted, undefined, { issuer });
  });
  afterAll(async () => {
    await first.close();
    await second.close();
    await closeDatabases();
  });

  async function calendarTokens(who: SignedIn, request: typeof online): Promise<TokenAnswer> {
    const code = { ...(await obtainCode(first, who, buddy, request)), resource: calendarAudience };
    return (await (await tokenRequest(first, buddy, code)).json()) as TokenAnswer;
  }
  const revoke = (token: string) =>
    first.form("/oauth2/revoke", { token }, basic("calendar-buddy", buddy.secret ?? ""));
  const redeem = (token: string) => tokenRequest(first, buddy, { grant_type: "refresh_token", refresh_token: token });

  /** Not what a process writes down and looks after in the background, for earlier tests as well. */
  const background = /last_used_at|outbox|audit_events/;
  const asked = () => statements.filter((sql) => !background.test(sql));

  /**
   * Asks until the second process answers from memory, and says so. Not always the second time: an answer isn't remembered when
   * an end is heard of meanwhile, whosever it is.
   */
  async function makeItRemember(token: string): Promise<void> {
    await expect
      .poll(async () => {
        statements.length = 0;
        expect(await introspect(second, token)).toMatchObject({ active: true });
        return asked();
      })
      .toEqual([]);
  }

  it("asks the database once about a token that it doesn't know, and not at all about one that it does", async () => {
    const person = await first.signIn();
    // A process reads the policy of who may sign in once, at its first use.
    await introspect(second, (await calendarTokens(person, offline)).access_token);
    const { access_token } = await calendarTokens(person, offline);
    statements.length = 0;
    await introspect(second, access_token);
    expect(asked().filter((sql) => sql.startsWith("SELECT"))).toHaveLength(1);
    await makeItRemember(access_token);
  });

  const endings: Record<string, (who: SignedIn, tokens: TokenAnswer) => Promise<unknown>> = {
    "the access token is revoked": (_, { access_token }) => revoke(access_token),
    "the refresh token is revoked": (_, { refresh_token }) => revoke(refresh_token ?? ""),
    "the refresh token is used again": async (_, { refresh_token = "" }) => {
      await redeem(refresh_token);
      await first.database.query("UPDATE oidc_records SET consumed_at = consumed_at - make_interval(secs => $1)", [
        lostAnswerSeconds + 1,
      ]);
      await redeem(refresh_token);
    },
    "the person takes the app's access away": async ({ session }) => {
      const [app] = await first.connectedApps.list(session);
      await first.connectedApps.revoke(session, app?.id ?? "");
    },
    "the account is disabled": ({ session }) => first.accountControl.disable(session.userId),
  };
  let person = 0;
  for (const [ending, end] of Object.entries(endings)) {
    it(`refuses at the very next call in another process when ${ending}`, async () => {
      const who = await first.signIn(`Grace ${++person}`);
      const tokens = await calendarTokens(who, offline);
      await makeItRemember(tokens.access_token);
      await end(who, tokens);
      expect(await introspect(second, tokens.access_token)).toEqual({ active: false });
    });
  }

  it("refuses at the very next call in another process when the session that the token hangs on ends", async () => {
    const who = await first.signIn();
    const { access_token } = await calendarTokens(who, online);
    await makeItRemember(access_token);
    await first.vault.end(who.session, "signed_out");
    expect(await introspect(second, access_token)).toEqual({ active: false });
  });

  it("doesn't take a token that hangs on a session for alive when that session idled away", async () => {
    const who = await first.signIn();
    const { access_token } = await calendarTokens(who, online);
    await first.database.query(
      "UPDATE sessions SET last_active_at = last_active_at - interval '2 days' WHERE id = $1",
      [who.session.id],
    );
    expect(await introspect(second, access_token)).toEqual({ active: false });
  });

  it("forgets a service's token when it is revoked", async () => {
    const service = basic("night-report", "the secret of Night Report");
    const answer = await first.form(
      "/oauth2/token",
      { grant_type: "client_credentials", scope: "calendar:read", resource: calendarAudience },
      service,
    );
    const { access_token } = (await answer.json()) as TokenAnswer;
    await makeItRemember(access_token);
    await first.form("/oauth2/revoke", { token: access_token }, service);
    expect(await introspect(second, access_token)).toEqual({ active: false });
  });
}

eachPairOfDatabases("introspection in two processes", suite);
