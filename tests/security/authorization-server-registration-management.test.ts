import { afterAll, beforeAll, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  newVerifier,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const initialAccessToken = "an-initial-access-token-of-the-operator";
const redirectUri = "https://notes.example/callback";
const claims = { client_name: "Pocket Notes", redirect_uris: [redirectUri] };

interface Registration {
  client_id: string;
  client_secret: string;
  client_name: string;
  redirect_uris: string[];
  registration_access_token: string;
  registration_client_uri: string;
  error?: string;
}

eachDatabase("managing a registration (RFC 7592)", (open) => {
  let harness: Harness;
  let elsewhere: Harness;

  beforeAll(async () => {
    const database = await open();
    const config = { ...testConfig, dynamicRegistration: { initialAccessTokens: [initialAccessToken] } };
    harness = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: harness.issuer });
  });
  afterAll(async () => {
    for (const server of [harness, elsewhere]) await server.close();
  });

  async function send(method: string, path: string, token: string, body?: object, server = harness) {
    const answer = await fetch(new URL(new URL(path, harness.issuer).pathname, server.url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Registration };
  }
  const register = async (metadata: object = claims) =>
    (await send("POST", "/oauth2/register", initialAccessToken, metadata)).body;
  const read = (app: Registration, token = app.registration_access_token, server = harness) =>
    send("GET", app.registration_client_uri, token, undefined, server);
  const update = (app: Registration, change: object, token = app.registration_access_token) =>
    send("PUT", app.registration_client_uri, token, { client_id: app.client_id, ...claims, ...change });
  const remove = (app: Registration, token = app.registration_access_token) =>
    send("DELETE", app.registration_client_uri, token);

  const asClient = (app: Registration): RawClient => ({
    clientId: app.client_id,
    secret: app.client_secret,
    redirectUri,
  });
  const isKnown = async (app: Registration, server = harness) => {
    const headers = basic(app.client_id, app.client_secret);
    const answer = await server.form("/oauth2/token", { grant_type: "refresh_token", refresh_token: "x" }, headers);
    return ((await answer.json()) as Registration).error;
  };

  it("begins with a token and an address for it in the registration's answer", async () => {
    const app = await register();
    expect(app.registration_client_uri).toBe(`${harness.issuer}/oauth2/register/${app.client_id}`);
    expect(app.registration_access_token).toMatch(/^ptc_ra_/);
    const { status, body } = await read(app);
    expect(status).toBe(200);
    expect(body).toMatchObject({ client_id: app.client_id, client_name: "Pocket Notes", redirect_uris: [redirectUri] });
    // Told once; what is known of it afterwards is a hash, which is nobody's business.
    expect(body).not.toHaveProperty("client_secret");
  });

  it("asks people again before it answers to an address at another place that the app changed to", async () => {
    const app = await register();
    const who = await harness.signIn();
    await obtainTokens(harness, who, asClient(app));
    const evil = "https://evil.example/callback";
    expect((await update(app, { redirect_uris: [redirectUri, evil] })).status).toBe(200);
    const ask = async (address: string) => {
      const query = authorizationRequest(asClient(app), newVerifier().challenge, {
        redirect_uri: address,
        prompt: "none",
      });
      const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${query}`);
      return Object.fromEntries(callback.searchParams);
    };
    expect(await ask(evil)).toMatchObject({ error: "consent_required" });
    expect(await ask(redirectUri)).toHaveProperty("code");
  });

  it("keeps the token as a hash only", async () => {
    const app = await register();
    const rows = await harness.database.query<{ row: string }>("SELECT r::text AS row FROM oidc_records r");
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(app.registration_access_token);
  });

  it("changes what an app said, in every process, and gives a new token for the next time", async () => {
    const app = await register();
    await isKnown(app, elsewhere);
    const moved = "https://notes.example/elsewhere";
    const { status, body } = await update(app, { redirect_uris: [moved], client_name: "Notes" });
    expect([status, body.redirect_uris, body.client_name]).toEqual([200, [moved], "Notes"]);
    expect(body.registration_access_token).not.toBe(app.registration_access_token);
    expect((await read(app)).status).toBe(401);
    expect((await read(app, body.registration_access_token, elsewhere)).body.redirect_uris).toEqual([moved]);

    const who = await elsewhere.signIn();
    const authorize = (uri: string) =>
      who.browser.fetch(
        `/oauth2/authorize?${new URLSearchParams({
          client_id: app.client_id,
          redirect_uri: uri,
          response_type: "code",
          scope: "openid",
          code_challenge: "x".repeat(43),
          code_challenge_method: "S256",
        })}`,
      );
    expect((await authorize(redirectUri)).headers.get("location")).toContain("/error");
    expect((await authorize(moved)).headers.get("location")).toContain("/consent/");
  });

  it("keeps the secret, repeated or not, and takes no other and not its hash", async () => {
    const app = await register();
    const first = await update(app, {});
    const second = await update(app, { client_secret: app.client_secret }, first.body.registration_access_token);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).not.toHaveProperty("client_secret");
    expect(await isKnown(app)).toBe("invalid_grant");
    const token = second.body.registration_access_token;
    const [row] = await harness.database.query<{ kept: string }>(
      "SELECT payload->>'client_secret' AS kept FROM oidc_records WHERE model = 'Client' AND payload->>'client_id' = $1",
      [app.client_id],
    );
    expect(row?.kept).toMatch(/^sha256:/);
    for (const client_secret of ["another one", row?.kept, "", 7]) {
      expect((await update(app, { client_secret }, token)).status).toBe(400);
    }
    expect(await isKnown(app)).toBe("invalid_grant");
  });

  it("drops the secret of an app that becomes public, and makes a new one when it is confidential again", async () => {
    const app = await register();
    const open = await update(app, { token_endpoint_auth_method: "none" });
    expect(open.body).not.toHaveProperty("client_secret");
    expect(await isKnown(app)).toBe("invalid_client");
    const closed = await update(app, {}, open.body.registration_access_token);
    expect(closed.body.client_secret).toMatch(/^ptc_cs_/);
    expect(closed.body.client_secret).not.toBe(app.client_secret);
    expect(await isKnown(app)).toBe("invalid_client");
    expect(await isKnown({ ...app, client_secret: closed.body.client_secret })).toBe("invalid_grant");
  });

  it("holds an update to the policy of the registration", async () => {
    const app = await register();
    const refused: [object, string][] = [
      [{ redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
      [{ redirect_uris: ["http://notes.example/"] }, "invalid_redirect_uri"],
      [{ grant_types: ["client_credentials"] }, "invalid_client_metadata"],
      [{ client_name: "" }, "invalid_client_metadata"],
      [{ client_id: "calendar-buddy" }, "invalid_request"],
      [{ registration_access_token: app.registration_access_token }, "invalid_request"],
    ];
    for (const [change, error] of refused) {
      const { status, body } = await update(app, change);
      expect([change, status, body.error]).toEqual([change, 400, error]);
    }
    const logo = await update(app, { logo_uri: "https://bank.example/logo.svg" });
    expect([logo.status, logo.body]).toEqual([200, expect.not.objectContaining({ logo_uri: expect.anything() })]);
  });

  it("refuses a wrong token, an initial one, another app's, and one for an app of the settings", async () => {
    const app = await register();
    const other = await register();
    expect((await read(app, "")).status).toBe(400);
    for (const token of ["ptc_ra_guess", initialAccessToken]) {
      for (const attempt of [read(app, token), update(app, {}, token), remove(app, token)]) {
        expect((await attempt).status).toBe(401);
      }
    }
    expect((await remove(app, other.registration_access_token)).status).toBe(401);
    // RFC 7592 §2.1: a token shown in the wrong place is worth nothing from then on.
    expect((await read(other)).status).toBe(401);
    const static_ = `${harness.issuer}/oauth2/register/calendar-buddy`;
    expect((await send("GET", static_, app.registration_access_token)).status).toBe(401);
    expect(await isKnown(app)).toBe("invalid_grant");
  });

  it("deletes an app with everything that people allowed it, at once and everywhere", async () => {
    const app = await register();
    const person = await harness.signIn("User of a deleted app");
    const scope = "openid profile offline_access";
    const tokens = await obtainTokens(harness, person, asClient(app), { scope, prompt: "consent" });
    const introspected = async (server: Harness) => {
      const headers = basic(app.client_id, app.client_secret);
      return (await server.form("/oauth2/introspect", { token: tokens.access_token }, headers)).status;
    };
    const userinfo = async (server: Harness) =>
      (await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } }))
        .status;
    expect([await introspected(elsewhere), await userinfo(elsewhere)]).toEqual([200, 200]);

    expect((await remove(app)).status).toBe(204);
    for (const server of [harness, elsewhere]) {
      expect([await introspected(server), await userinfo(server)]).toEqual([401, 401]);
      expect(await isKnown(app, server)).toBe("invalid_client");
      expect((await read(app, app.registration_access_token, server)).status).toBe(401);
    }
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
    expect((await tokenRequest(harness, asClient(app), refresh)).status).toBe(401);
    const left = await harness.database.query(
      "SELECT model FROM oidc_records WHERE client_id = $1 AND model IN ('Grant', 'AccessToken', 'RefreshToken')",
      [app.client_id],
    );
    expect(left).toEqual([]);
    expect(await harness.connectedApps.list(person.session)).toEqual([]);
  });

  it("leaves the others' tokens alone when one app is deleted", async () => {
    const app = await register();
    const buddy = await obtainTokens(harness, await harness.signIn(), undefined, {
      scope: "openid",
      resource: calendarAudience,
    });
    await remove(app);
    const userinfo = await fetch(`${harness.issuer}/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${buddy.access_token}` },
    });
    expect(userinfo.status).toBe(200);
  });

  it("answers other methods with 405, and is written into the audit log", async () => {
    const app = await register();
    expect((await send("PATCH", app.registration_client_uri, app.registration_access_token)).status).toBe(405);
    await remove({ ...app, ...(await update(app, {})).body });
    await harness.audit.flush();
    const rows = await harness.database.query<{ type: string }>(
      "SELECT type FROM audit_events WHERE client_id = $1 AND outcome = 'success' AND type LIKE 'client.%' ORDER BY id",
      [app.client_id],
    );
    expect(rows.map(({ type }) => type)).toEqual(["client.registered", "client.updated", "client.deleted"]);
  });
});
