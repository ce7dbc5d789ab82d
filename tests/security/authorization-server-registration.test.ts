import { afterAll, beforeAll, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, newVerifier, obtainTokens, type RawClient } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const initialAccessToken = "an-initial-access-token-of-the-operator";
const redirectUri = "https://notes.example/callback";
const claims = { client_name: "Pocket Notes", redirect_uris: [redirectUri] };

interface Registered {
  client_id: string;
  client_secret?: string;
  error?: string;
  error_description?: string;
}

eachDatabase("dynamic registration (RFC 7591)", (open) => {
  let harness: Harness;
  let elsewhere: Harness;
  let off: Harness;

  beforeAll(async () => {
    const database = await open();
    const config = { ...testConfig, dynamicRegistration: { initialAccessTokens: [initialAccessToken] } };
    harness = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: harness.issuer });
    off = await startAuthorizationServer(database);
  });
  afterAll(async () => {
    for (const server of [harness, elsewhere, off]) await server.close();
  });

  async function register(metadata: object, token: string | undefined = initialAccessToken, server = harness) {
    const answer = await fetch(`${server.url}/oauth2/register`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(metadata),
    });
    return { status: answer.status, body: (await answer.json()) as Registered };
  }
  async function registerClient(metadata: object = claims): Promise<RawClient> {
    const { status, body } = await register(metadata);
    expect([status, body.error_description]).toEqual([201, undefined]);
    return { clientId: body.client_id, secret: body.client_secret, redirectUri };
  }
  const discovered = async (server: Harness) =>
    (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;

  it("is off, and not discoverable, without initial access tokens", async () => {
    expect((await register(claims, initialAccessToken, off)).status).toBe(404);
    expect(await discovered(off)).not.toHaveProperty("registration_endpoint");
    expect(await discovered(harness)).toMatchObject({ registration_endpoint: `${harness.issuer}/oauth2/register` });
  });

  it("refuses everybody without an initial access token", async () => {
    for (const token of ["", "another-token-than-that-of-the-operator"]) {
      const { status, body } = await register(claims, token);
      expect(status).toBe(401);
      expect(body.client_id).toBeUndefined();
    }
  });

  it("refuses what is no text or no address, as the app's mistake", async () => {
    const refused: [object, string][] = [
      [{ client_uri: "https://notes.example/\u0000" }, "invalid_request"],
      [{ policy_uri: "https://notes.example/\ud800" }, "invalid_request"],
      [{ client_uri: { toString: "x" } }, "invalid_client_metadata"],
      [{ token_endpoint_auth_method: { toString: "x" } }, "invalid_client_metadata"],
      [{ grant_types: [{ toString: "x" }] }, "invalid_client_metadata"],
      [{ redirect_uris: [{ toString: "x" }] }, "invalid_redirect_uri"],
    ];
    const before = harness.logged.length;
    for (const [change, error] of refused) {
      const { status, body } = await register({ ...claims, ...change });
      expect([change, status, body.error]).toEqual([change, 400, error]);
    }
    expect(harness.logged.slice(before)).toEqual([]);
  });

  it("gives an app what it needs to sign people in, in every process, after asking them as an app nobody reviewed", async () => {
    const client = await registerClient();
    const who = await elsewhere.signIn();
    const { challenge } = newVerifier();
    const authorize = await who.browser.fetch(`/oauth2/authorize?${authorizationRequest(client, challenge)}`);
    const uid = new URL(authorize.headers.get("location") ?? "", elsewhere.issuer).pathname.split("/").at(-1) ?? "";
    const step = await elsewhere.server.consent.open(uid, who.browser.cookieHeader(`/consent/${uid}`), who.session);
    expect(step).toMatchObject({
      kind: "ask",
      view: { client: { name: "Pocket Notes", hostName: "notes.example", reviewed: false, logoUri: undefined } },
    });

    const person = await harness.signIn("Registered App's User");
    const tokens = await obtainTokens(harness, person, client);
    expect(tokens.id_token).toBeDefined();
    const [app] = await harness.connectedApps.list(person.session);
    expect(app).toMatchObject({ name: "Pocket Notes", hostName: "notes.example", reviewed: false });
    expect(await harness.connectedApps.revoke(person.session, app?.id ?? "")).toMatchObject({
      appName: "Pocket Notes",
    });
  });

  it("keeps the secret as a hash, and takes no other", async () => {
    const client = await registerClient();
    const rows = await harness.database.query<{ row: string }>(
      "SELECT payload::text AS row FROM oidc_records WHERE model = 'Client'",
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(client.secret);
    const hash = /"client_secret": *"(sha256:[^"]+)"/.exec(rows.map(({ row }) => row).join())?.[1] ?? "";
    for (const secret of [hash, "", "guess"]) {
      const headers = basic(client.clientId, secret);
      const answer = await harness.form("/oauth2/token", { grant_type: "refresh_token", refresh_token: "x" }, headers);
      expect([400, 401]).toContain(answer.status);
      expect(((await answer.json()) as Registered).error).not.toBe("invalid_grant");
    }
    const headers = basic(client.clientId, client.secret ?? "");
    const answer = await harness.form("/oauth2/token", { grant_type: "refresh_token", refresh_token: "x" }, headers);
    expect(((await answer.json()) as Registered).error).toBe("invalid_grant");
  });

  it("gives no API and no token without a person", async () => {
    const client = await registerClient();
    const { challenge } = newVerifier();
    const change = { resource: calendarAudience, scope: "openid calendar:read" };
    const { browser } = await harness.signIn();
    const answer = await browser.fetch(`/oauth2/authorize?${authorizationRequest(client, challenge, change)}`);
    expect(answer.headers.get("location")).toContain("error=invalid_target");
    const headers = basic(client.clientId, client.secret ?? "");
    const service = await harness.form("/oauth2/token", { grant_type: "client_credentials" }, headers);
    expect(((await service.json()) as Registered).error_description).toBe(
      "requested grant type is not allowed for this client",
    );
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "http://notes.example/"])(
    "refuses %s as a way back",
    async (uri) => {
      const { status, body } = await register({ ...claims, redirect_uris: [uri] });
      expect([status, body.error]).toEqual([400, "invalid_redirect_uri"]);
    },
  );

  it("refuses what isn't metadata", async () => {
    for (const metadata of [{}, { ...claims, client_name: 7 }, { ...claims, grant_types: ["password"] }, []]) {
      expect((await register(metadata)).status).toBe(400);
    }
  });

  it("ignores an id, a secret and a mark of trust that the app chose itself", async () => {
    const { body } = await register({
      ...claims,
      client_id: "calendar-buddy",
      client_secret: "chosen by the app itself",
      reviewed: true,
      firstParty: true,
    });
    expect(body.client_id).toMatch(/^app_/);
    expect(body.client_secret).toMatch(/^ptc_cs_/);
    expect(body).not.toHaveProperty("firstParty");
  });

  it("is written into the audit log, refusals too", async () => {
    const { clientId } = await registerClient();
    await register({ ...claims, redirect_uris: ["javascript:alert(1)"] });
    await harness.audit.flush();
    const rows = await harness.database.query<{ outcome: string; id: string | null }>(
      "SELECT outcome, client_id AS id FROM audit_events WHERE type = 'client.registered'",
    );
    expect(rows).toContainEqual({ outcome: "success", id: clientId });
    expect(rows.map(({ outcome }) => outcome)).toContain("failure");
  });
});
