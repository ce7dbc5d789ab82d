import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { eachPairOfDatabases, type OpenPair } from "#tests/support/each-pair-of-databases.ts";
import {
  authorizationRequest,
  introspect,
  newVerifier,
  obtainCode,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { fetchStatusList, statusReferenceOf } from "#tests/support/status-of-token.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const by = { by: "user:grace" };
const redirectUri = "https://guest.example/callback";
const everything = "openid profile email offline_access calendar:read";
const ofCalendar = { scope: everything, resource: calendarAudience };

/** Two portals on one database; on PostgreSQL each with connections and a listener of its own, as two containers. */
function suite(open: OpenPair): void {
  let here: Harness;
  let there: Harness;
  let closeDatabases: () => Promise<void>;
  let made = 0;

  beforeAll(async () => {
    const { databases, close } = await open();
    closeDatabases = close;
    const options = { issuer: "https://sso.example", managed: true };
    here = await startAuthorizationServer(databases[0], testConfig, options);
    there = await startAuthorizationServer(databases[1], testConfig, options);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await closeDatabases();
  });

  /** An app that process `here` has just added. */
  async function addApp(change: Record<string, unknown> = {}): Promise<RawClient> {
    const clientId = `guest-${++made}`;
    const entry = {
      clientId,
      name: "Guest",
      redirectUris: [redirectUri],
      scopes: ["openid", "profile", "email", "offline_access", "calendar:read", "calendar:write", "notes:read"],
      resources: [calendarAudience, notesAudience],
      ...change,
    };
    const { secret } = await here.managedCatalog.clients.create(entry, { ...by, withSecret: true });
    return { clientId, redirectUri, secret: secret?.reveal() };
  }

  /** The tokens for the API that the request names. */
  async function tokensFor(client: RawClient, who: SignedIn, wish: { scope: string; resource: string }) {
    const code = { ...(await obtainCode(there, who, client, wish)), resource: wish.resource };
    return (await (await tokenRequest(there, client, code)).json()) as TokenAnswer;
  }
  /** What the app itself is told about its token. */
  async function askOwn({ clientId, secret = "" }: RawClient, token: string) {
    return (await there.form("/oauth2/introspect", { token }, basic(clientId, secret))).json();
  }
  const refresh = (client: RawClient, token = "", change: Record<string, string> = {}) =>
    tokenRequest(there, client, { grant_type: "refresh_token", refresh_token: token, ...change });
  const userinfo = (token: string) =>
    fetch(`${there.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const errorOf = async (answer: Response) => {
    const { error } = (await answer.json()) as { error?: string };
    return [answer.status, error];
  };
  async function startedAt(who: SignedIn, client: RawClient, change: Record<string, string> = {}): Promise<URL> {
    const request = authorizationRequest(client, newVerifier().challenge, change);
    return (await walkAuthorization(there, who, `/oauth2/authorize?${request}`)).callback;
  }

  it("lets people sign in at an app in one process that another has just added", async () => {
    const client = await addApp();
    const who = await there.signIn("Ada Byron");
    const { access_token } = await obtainTokens(there, who, client, { scope: "openid profile" });
    expect((await userinfo(access_token)).status).toBe(200);
  });

  it("refuses in another process whatever a disabled app has, and doesn't revive it when the app is enabled again", async () => {
    const client = await addApp();
    const who = await there.signIn("Edith Clarke");
    const identified = await obtainTokens(there, who, client, { scope: "openid profile offline_access" });
    const calendar = await tokensFor(client, who, ofCalendar);
    expect(await introspect(there, calendar.access_token)).toMatchObject({ active: true });
    expect(await introspect(there, calendar.access_token)).toMatchObject({ active: true });
    const code = await obtainCode(there, who, client, { scope: "openid profile" });
    const connected = async () => (await there.connectedApps.list(who.session)).map((app) => app.clientId);
    expect(await connected()).toEqual([client.clientId]);

    const { counts } = await here.managedCatalog.clients.disable(client.clientId, by);
    expect(counts).toMatchObject({ grants: 1 });
    expect(await introspect(there, calendar.access_token)).toEqual({ active: false });
    expect((await userinfo(identified.access_token)).status).toBe(401);
    expect(await errorOf(await refresh(client, calendar.refresh_token))).toEqual([401, "invalid_client"]);
    expect(await errorOf(await tokenRequest(there, client, code))).toEqual([401, "invalid_client"]);
    const revocation = there.form(
      "/oauth2/revoke",
      { token: calendar.access_token },
      basic(client.clientId, client.secret ?? ""),
    );
    expect((await revocation).status).toBe(401);
    expect((await startedAt(who, client)).pathname).toBe("/error");
    expect(await connected()).toEqual([]);

    await here.managedCatalog.clients.enable(client.clientId, by);
    expect(await introspect(there, calendar.access_token)).toEqual({ active: false });
    expect((await userinfo(identified.access_token)).status).toBe(401);
    expect(await errorOf(await refresh(client, calendar.refresh_token))).toEqual([400, "invalid_grant"]);
    expect(await errorOf(await tokenRequest(there, client, code))).toEqual([400, "invalid_grant"]);
    const request = authorizationRequest(client, newVerifier().challenge);
    const { asked } = await walkAuthorization(there, who, `/oauth2/authorize?${request}`);
    expect(asked).toHaveLength(1);
  });

  it("refuses a disabled service's tokens, also after it is enabled again", async () => {
    const client = await addApp({ grantTypes: ["client_credentials"], redirectUris: [] });
    const wish = { grant_type: "client_credentials", scope: "calendar:read", resource: calendarAudience };
    const { access_token } = (await (await tokenRequest(there, client, wish)).json()) as { access_token: string };
    expect(await introspect(there, access_token)).toMatchObject({ active: true });
    await here.managedCatalog.clients.disable(client.clientId, by);
    expect(await introspect(there, access_token)).toEqual({ active: false });
    await here.managedCatalog.clients.enable(client.clientId, by);
    expect(await introspect(there, access_token)).toEqual({ active: false });
    expect((await tokenRequest(there, client, wish)).status).toBe(200);
  });

  it("lists a disabled app's JWT access tokens as ended, for good", async () => {
    const client = await addApp();
    const who = await there.signIn("Joan Clarke");
    const { access_token } = await tokensFor(client, who, {
      scope: "openid notes:read",
      resource: notesAudience,
    });
    const { uri, idx } = statusReferenceOf(access_token);
    const status = async () => (await fetchStatusList(uri, there.issuer, there.url)).statusAt(idx);
    expect(await status()).toBe(0);
    await here.managedCatalog.clients.disable(client.clientId, by);
    expect(await status()).toBe(1);
    await here.managedCatalog.clients.enable(client.clientId, by);
    expect(await status()).toBe(1);
  });

  it("refuses what a deleted app has, also when an app of its id is added again", async () => {
    const client = await addApp();
    const who = await there.signIn("Mary Jackson");
    const tokens = await tokensFor(client, who, ofCalendar);
    const found = await here.managedCatalog.clients.find(client.clientId);
    await here.managedCatalog.clients.delete(client.clientId, by);
    expect(await introspect(there, tokens.access_token)).toEqual({ active: false });
    const again = await here.managedCatalog.clients.create({ ...found?.entry }, { ...by, withSecret: true });
    const renewed = { ...client, secret: again.secret?.reveal() };
    expect(await errorOf(await refresh(client, tokens.refresh_token))).toEqual([401, "invalid_client"]);
    expect(await errorOf(await refresh(renewed, tokens.refresh_token))).toEqual([400, "invalid_grant"]);
  });

  describe("an app that may do less", () => {
    it("loses access tokens that say more at once, and its next refresh gets what is left", async () => {
      const client = await addApp();
      const who = await there.signIn("Katherine Johnson");
      const identified = await obtainTokens(there, who, client, { scope: "openid profile email offline_access" });
      expect(await askOwn(client, identified.access_token)).toMatchObject({
        scope: expect.stringContaining("email"),
      });
      await here.managedCatalog.clients.change(
        client.clientId,
        { scopes: ["openid", "profile", "offline_access", "calendar:read"] },
        by,
      );
      expect((await userinfo(identified.access_token)).status).toBe(401);
      const refreshed = (await (await refresh(client, identified.refresh_token)).json()) as { access_token: string };
      expect(await askOwn(client, refreshed.access_token)).toMatchObject({
        active: true,
        scope: "openid profile offline_access",
      });
      expect(Object.keys((await (await userinfo(refreshed.access_token)).json()) as object)).not.toContain("email");
    });

    it("gets no token for an API that it may no longer address, and the ones that it has count no more", async () => {
      const client = await addApp();
      const who = await there.signIn("Dorothy Vaughan");
      const tokens = await tokensFor(client, who, ofCalendar);
      await here.managedCatalog.clients.change(client.clientId, { resources: [notesAudience] }, by);
      expect(await introspect(there, tokens.access_token)).toEqual({ active: false });
      const asked = await refresh(client, tokens.refresh_token, { resource: calendarAudience });
      expect(await errorOf(asked)).toEqual([400, "invalid_target"]);
    });

    it("is sent to no redirect address that was taken away, and redeems no code that was sent there", async () => {
      const other = "https://guest.example/other";
      const client = await addApp({ redirectUris: [redirectUri, other] });
      const who = await there.signIn("Annie Easley");
      const code = await obtainCode(there, who, client);
      await here.managedCatalog.clients.change(client.clientId, { redirectUris: [other] }, by);
      expect(await errorOf(await tokenRequest(there, client, code))).toEqual([400, "invalid_grant"]);
      expect((await startedAt(who, client)).pathname).toBe("/error");
      expect((await startedAt(who, client, { redirect_uri: other })).origin).toBe("https://guest.example");
    });

    it("can't use a grant that was taken away", async () => {
      const client = await addApp();
      const who = await there.signIn("Mary Ross");
      const tokens = await tokensFor(client, who, ofCalendar);
      await here.managedCatalog.clients.change(client.clientId, { grantTypes: ["authorization_code"] }, by);
      expect(await errorOf(await refresh(client, tokens.refresh_token))).toEqual([400, "invalid_request"]);
      expect(await introspect(there, tokens.access_token)).toEqual({ active: false });
    });
  });

  it("takes two secrets of a client while one replaces the other, and none that was retired", async () => {
    const client = await addApp({ grantTypes: ["client_credentials"], redirectUris: [] });
    const wish = { grant_type: "client_credentials", scope: "calendar:read", resource: calendarAudience };
    const statusOf = async (secret: string | undefined) =>
      (await tokenRequest(there, { ...client, secret }, wish)).status;
    const { secret, entry } = await here.managedCatalog.clients.addSecret(client.clientId, by);
    expect([await statusOf(client.secret), await statusOf(secret.reveal())]).toEqual([200, 200]);
    const [, oldest] = entry.secrets;
    await here.managedCatalog.clients.retireSecret(client.clientId, oldest?.id ?? "", by);
    expect([await statusOf(client.secret), await statusOf(secret.reveal())]).toEqual([401, 200]);
  });

  it("accepts no token for an API that was disabled", async () => {
    const identifier = "https://api.example/printer";
    await here.managedCatalog.resources.create({ identifier, name: "Printer", scopes: ["print"] }, by);
    const client = await addApp({ scopes: ["print"], resources: [identifier], grantTypes: ["client_credentials"] });
    const api = await here.managedCatalog.clients.create(
      { clientId: `printer-${made}`, name: "Printer", grantTypes: ["client_credentials"], introspects: [identifier] },
      by,
    );
    const wish = { grant_type: "client_credentials", scope: "print", resource: identifier };
    const { access_token: token } = (await (await tokenRequest(there, client, wish)).json()) as {
      access_token: string;
    };
    const introspected = async () => {
      const caller = basic(api.entry.key, api.secret?.reveal() ?? "");
      return (await there.form("/oauth2/introspect", { token }, caller)).json();
    };
    expect(await introspected()).toMatchObject({ active: true });
    await here.managedCatalog.resources.disable(identifier, by);
    expect(await introspected()).toEqual({ active: false });
    expect(await errorOf(await tokenRequest(there, client, wish))).toEqual([400, "invalid_target"]);
  });
}

eachPairOfDatabases("clients of the database in two processes", suite);
