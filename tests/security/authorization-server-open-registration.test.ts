import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  newVerifier,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

// Registration without an initial access token, as assistants do.

const redirectUri = "https://assistant.example/callback";
const initialAccessToken = "an-initial-access-token-of-the-operator";
const tools = "https://tools.example/mcp";

const config = {
  ...testConfig,
  resources: [
    ...testConfig.resources,
    { identifier: tools, name: "Tools", scopes: ["tools:read"], openTo: ["registered" as const] },
  ],
  dynamicRegistration: { open: true, initialAccessTokens: [initialAccessToken] },
};

interface Registered {
  client_id: string;
  error?: string;
  error_description?: string;
  [field: string]: unknown;
}

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), config);
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

async function register(change: object = {}, headers: Record<string, string> = {}, server = harness) {
  const answer = await fetch(`${server.url}/oauth2/register`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ client_name: "Assistant", redirect_uris: [redirectUri], ...change }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Registered };
}

async function newClient(change: object = {}, server = harness): Promise<RawClient> {
  const { status, body } = await register(change, {}, server);
  expect([status, body.error_description]).toEqual([201, undefined]);
  return { clientId: body.client_id, secret: undefined, redirectUri };
}

async function ask(client: RawClient, change: Record<string, string | undefined>, server = harness) {
  const { browser } = await server.signIn("Person who was never asked");
  const answer = await browser.fetch(
    `/oauth2/authorize?${authorizationRequest(client, newVerifier().challenge, change)}`,
  );
  return new URL(answer.headers.get("location") ?? "", server.issuer);
}

const stored = (clientId: string) =>
  harness.database.query<{ expires: Date | null }>(
    "SELECT expires_at AS expires FROM oidc_records WHERE model = 'Client' AND id_hash = $1",
    [hashRecordId(clientId)],
  );

describe("an app that registers without a token", () => {
  it("is a public one, whatever it claims, and can't manage its registration", async () => {
    const { status, body } = await register({
      token_endpoint_auth_method: "client_secret_post",
      client_secret: "chosen by the app itself",
      client_id: "calendar-buddy",
      logo_uri: "https://assistant.example/logo.svg",
      client_uri: "https://bank.example/",
      tos_uri: "https://bank.example/terms",
      jwks_uri: "https://assistant.example/jwks.json",
      post_logout_redirect_uris: ["https://assistant.example/bye"],
      frontchannel_logout_uri: "https://assistant.example/frame",
      frontchannel_logout_session_required: true,
      id_token_signed_response_alg: "EdDSA",
      reviewed: true,
      firstParty: true,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      client_id: expect.stringMatching(/^open_[\w-]{22}$/),
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: [redirectUri],
    });
    for (const field of [
      ...["client_secret", "registration_access_token", "registration_client_uri", "logo_uri", "client_uri"],
      ...["tos_uri", "jwks_uri", "reviewed", "firstParty", "frontchannel_logout_uri"],
    ]) {
      expect(body).not.toHaveProperty(field);
    }
    expect(body["id_token_signed_response_alg"]).not.toBe("EdDSA");
    expect(body["post_logout_redirect_uris"] ?? []).toEqual([]);
  });

  it("gets what is offered of what assistants send everywhere", async () => {
    const { body } = await register({
      client_name: undefined,
      redirect_uris: ["https://editor.example/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/"],
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      scope: "tools:read",
    });
    expect(body).toMatchObject({
      client_name: "editor.example",
      application_type: "native",
      grant_types: ["authorization_code", "refresh_token"],
    });
  });

  it.each<[string, object, string]>([
    ["a script as its way back", { redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
    ["plain http elsewhere", { redirect_uris: ["http://assistant.example/"] }, "invalid_redirect_uri"],
    ["no way back", { redirect_uris: [] }, "invalid_redirect_uri"],
    ["ways back that are no list", { redirect_uris: { length: 1 } }, "invalid_redirect_uri"],
    ["eleven ways back", { redirect_uris: Array(11).fill(redirectUri) }, "invalid_redirect_uri"],
    ["a long way back", { redirect_uris: [`${redirectUri}?${"x".repeat(500)}`] }, "invalid_redirect_uri"],
    ["a service's grant alone", { grant_types: ["client_credentials"] }, "invalid_client_metadata"],
    ["a name of several lines", { client_name: "Bank\nReviewed" }, "invalid_client_metadata"],
    ["a long name", { client_name: "x".repeat(81) }, "invalid_client_metadata"],
  ])("is refused with %s", async (_, change, error) => {
    const { status, body } = await register(change);
    expect([status, body.error]).toEqual([400, error]);
  });

  it("is asked about as not reviewed, and gets a token for an opened API", async () => {
    const client = await newClient();
    const who = await harness.signIn("Person with an assistant");
    const request = authorizationRequest(client, newVerifier().challenge, {
      nonce: undefined,
      scope: "tools:read",
      resource: tools,
    });
    const { asked } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`);
    expect(asked[0]?.client).toMatchObject({ reviewed: false, hostName: "assistant.example", logoUri: undefined });
    const change = { nonce: undefined, scope: "tools:read", resource: tools };
    const tokens = await obtainTokens(harness, who, client, change);
    expect(tokens.refresh_token).toBeDefined();
    const [app] = await harness.connectedApps.list(who.session);
    expect(app).toMatchObject({ name: "Assistant", reviewed: false });
  });

  it("needs PKCE and its exact way back", async () => {
    const client = await newClient();
    for (const change of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { redirect_uri: `${redirectUri}/x` },
    ]) {
      expect((await ask(client, change)).pathname).toBe("/error");
    }
  });
});

describe("before a person has allowed it", () => {
  it("no error leads to it, prompt=none too", async () => {
    const client = await newClient();
    const faults = [
      { prompt: "none" },
      { claims: "no JSON" },
      { resource: "https://other.example/" },
      { response_type: "token" },
    ];
    for (const change of faults) expect((await ask(client, change)).pathname).toBe("/error");
  });

  it("no sign-out is for it", async () => {
    const client = await newClient();
    const { browser } = await harness.signIn();
    const query = new URLSearchParams({ client_id: client.clientId, post_logout_redirect_uri: redirectUri });
    const answer = await browser.fetch(`/oauth2/end-session?${query}`);
    expect(new URL(answer.headers.get("location") ?? "", harness.issuer).pathname).toBe("/error");
  });

  it("what a person answers goes to it, no included, and no is no allowance", async () => {
    const client = await newClient();
    const request = authorizationRequest(client, newVerifier().challenge, { scope: "openid" });
    const options = { allow: false };
    const { callback } = await walkAuthorization(
      harness,
      await harness.signIn("Person who declines"),
      `/oauth2/authorize?${request}`,
      options,
    );
    expect([callback.origin, callback.searchParams.get("error")]).toEqual([
      "https://assistant.example",
      "access_denied",
    ]);
    expect((await stored(client.clientId))[0]?.expires).toBeInstanceOf(Date);
    expect((await ask(client, { prompt: "none" })).pathname).toBe("/error");
  });

  it("it is forgotten after a week; an allowed one stays, in every process", async () => {
    const elsewhere = await startAuthorizationServer(harness.database, config, { issuer: harness.issuer });
    try {
      const [allowed, unwanted] = [await newClient(), await newClient()];
      const [row] = await stored(unwanted.clientId);
      const days = ((row?.expires?.getTime() ?? 0) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(days).toBeLessThanOrEqual(7);
      // The other process knows both as apps that no person has allowed yet.
      for (const client of [allowed, unwanted]) await ask(client, {}, elsewhere);
      await obtainTokens(harness, await harness.signIn("Person who allows"), allowed, { scope: "openid" });
      expect((await stored(allowed.clientId))[0]?.expires).toBeNull();
      expect((await ask(allowed, { prompt: "none" }, elsewhere)).origin).toBe("https://assistant.example");
      await harness.database.query(
        "UPDATE oidc_records SET expires_at = now() - interval '1 second' WHERE id_hash = $1",
        [hashRecordId(unwanted.clientId)],
      );
      const later = await startAuthorizationServer(harness.database, config, { issuer: harness.issuer });
      expect((await ask(unwanted, {}, later)).searchParams.get("code")).toBe("client_unknown");
      await later.close();
    } finally {
      await elsewhere.close();
    }
  });

  it("it leaves no event in the audit log, which tells it with the first consent", async () => {
    const client = await newClient({ client_name: "Audited" });
    await register({ redirect_uris: ["javascript:alert(1)"], client_name: "Refused" });
    const events = async () => {
      await harness.audit.flush();
      return harness.database.query<{ type: string; details: object }>(
        "SELECT type, details FROM audit_events WHERE client_id = $1 OR details::text LIKE '%javascript%'",
        [client.clientId],
      );
    };
    expect(await events()).toEqual([]);
    await obtainTokens(harness, await harness.signIn("Person in the log"), client, { scope: "openid" });
    expect(await events()).toContainEqual({
      type: "client.registered",
      details: { name: "Audited", redirect_hosts: ["assistant.example"] },
    });
  });
});

describe("room", () => {
  it("is bounded: the oldest that no person allowed give way, not those of the last half hour, and no allowed one", async () => {
    const database = await openEmbeddedTestDatabase();
    const crowded = await startAuthorizationServer(database, config);
    try {
      const allowed = await newClient({}, crowded);
      await obtainTokens(crowded, await crowded.signIn("Person with room"), allowed, { scope: "openid" });
      const fill = (from: number, to: number, expires: string) =>
        database.query(
          `INSERT INTO oidc_records (model, id_hash, payload, expires_at)
           SELECT 'Client', 'filler ' || n, '{}', now() + $3::interval + n * interval '1 second' FROM generate_series($1::int, $2::int) n`,
          [from, to, expires],
        );
      const count = async () => {
        const [row] = await database.query<{ count: number }>(
          "SELECT count(*)::int AS count FROM oidc_records WHERE model = 'Client' AND expires_at > now()",
        );
        return row?.count;
      };
      await fill(1, 2, "3 days");
      await fill(3, 1000, "7 days");
      await newClient({}, crowded);
      expect(await count()).toBe(1000);
      await newClient({}, crowded);
      const refused = await register({}, {}, crowded);
      expect([refused.status, refused.body.error]).toEqual([503, "temporarily_unavailable"]);
      expect(await count()).toBe(1000);
      // Registration with the operator's token goes on.
      expect((await register({}, { authorization: `Bearer ${initialAccessToken}` }, crowded)).status).toBe(201);
      expect((await ask(allowed, { prompt: "none" }, crowded)).origin).toBe("https://assistant.example");
    } finally {
      await crowded.close();
      await database.close();
    }
  });
});

describe("a token beside it", () => {
  it("is still judged: the operator's gives a client of the usual kind, any other is refused", async () => {
    const { body } = await register({}, { authorization: `Bearer ${initialAccessToken}` });
    expect(body.client_id).toMatch(/^app_/);
    expect(body).toHaveProperty("registration_access_token");
    for (const authorization of ["Bearer guess", "Bearer ", "Basic YTpi"]) {
      const { status, body: refused } = await register({}, { authorization });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(refused).not.toHaveProperty("client_id");
    }
  });

  it("doesn't open without the setting, neither does what is left of such apps count", async () => {
    const client = await newClient();
    await obtainTokens(harness, await harness.signIn("Person before"), client, { scope: "openid" });
    const closed = { ...config, dynamicRegistration: { initialAccessTokens: [initialAccessToken] } };
    const server = await startAuthorizationServer(harness.database, closed, { issuer: harness.issuer });
    try {
      expect((await register({}, {}, server)).status).toBe(401);
      expect((await ask(client, {}, server)).searchParams.get("code")).toBe("client_unknown");
      const refresh = { grant_type: "refresh_token", refresh_token: "ptc_rt_x" };
      expect((await tokenRequest(server, client, refresh)).status).toBe(401);
    } finally {
      await server.close();
    }
  });
});

describe("a page on another origin", () => {
  it("may register, without credentials, and reads refusals", async () => {
    const preflight = await fetch(`${harness.url}/oauth2/register`, {
      method: "OPTIONS",
      headers: {
        origin: "https://inspector.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toBe("POST");
    const answers = [
      await register({}, { origin: "https://inspector.example" }),
      await register({ redirect_uris: [] }),
    ];
    for (const { headers } of [preflight, ...answers]) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
  });
});
