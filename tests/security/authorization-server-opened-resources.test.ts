import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

// What apps that registered themselves may have at APIs that the operator opened to them, and what they may not.

const initialAccessToken = "an-initial-access-token-of-the-operator";
const tools = "https://tools.example/mcp";
const host = "https://host.example";
const closed = "https://closed.example/mcp";
const forDocuments = "https://documents.example/mcp";
const buddysApi = "https://api.example/calendar";

const config = {
  ...testConfig,
  resources: [
    ...testConfig.resources,
    {
      identifier: tools,
      name: "Tools",
      scopes: ["tools:read", "tools:write", "tools:admin"],
      openTo: ["registered" as const, "documents" as const],
      openScopes: ["tools:read", "tools:write"],
    },
    { identifier: host, name: "Host", scopes: ["tools:admin"], openTo: ["registered" as const] },
    { identifier: closed, name: "Closed", scopes: ["tools:read"] },
    { identifier: forDocuments, name: "Documents", scopes: ["tools:read"], openTo: ["documents" as const] },
  ],
  clients: [
    ...testConfig.clients.map((client) =>
      client.clientId === "calendar-api" ? { ...client, introspects: [...(client.introspects ?? []), tools] } : client,
    ),
  ],
  dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
};

let harness: Harness;
let webApp: RawClient;
let nativeApp: RawClient;

beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), config);
  webApp = await register("https://assistant.example/callback");
  nativeApp = await register("http://127.0.0.1/callback");
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

async function register(redirectUri: string, change: object = {}): Promise<RawClient> {
  const answer = await fetch(`${harness.url}/oauth2/register`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${initialAccessToken}` },
    body: JSON.stringify({
      client_name: "Assistant",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      ...change,
    }),
  });
  const { client_id: clientId } = (await answer.json()) as { client_id: string };
  return { clientId, redirectUri, secret: undefined };
}

type Change = Record<string, string | undefined>;
const plain: Change = { nonce: undefined, scope: "tools:read" };

/** The questions on the way, and the app's answer. */
async function walk(client: RawClient, change: Change, person?: string) {
  const request = authorizationRequest(client, newVerifier().challenge, { ...plain, ...change });
  const walked = await walkAuthorization(harness, await harness.signIn(person), `/oauth2/authorize?${request}`);
  return { ...walked, error: walked.callback.searchParams.get("error") };
}

const scopesOf = ({ asked }: Awaited<ReturnType<typeof walk>>, title: string) =>
  asked.flatMap(({ groups }) => groups.filter((group) => group.api?.title === title)).flatMap(({ scopes }) => scopes);

describe("an API that is opened to apps that registered themselves", () => {
  it("is asked for on the consent page by its name, each scope with a box, and its token says what was allowed", async () => {
    const who = await harness.signIn("Person with tools");
    const request = authorizationRequest(webApp, newVerifier().challenge, {
      ...plain,
      resource: tools,
      scope: "tools:read tools:write",
    });
    const { asked } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.groups).toMatchObject([
      {
        api: { title: "Tools" },
        scopes: [
          { name: "tools:read", optional: true },
          { name: "tools:write", optional: true },
        ],
      },
    ]);
    expect(asked[0]?.client).toMatchObject({ reviewed: false, hostName: "assistant.example" });
    const tokens = await obtainTokens(harness, who, webApp, { ...plain, resource: tools });
    expect(await introspect(harness, tokens.access_token)).toMatchObject({
      active: true,
      aud: tools,
      scope: "tools:read",
      client_id: webApp.clientId,
    });
  });

  it("is closed to it at once when the person removes access", async () => {
    const who = await harness.signIn("Person who removes access");
    const tokens = await obtainTokens(harness, who, webApp, { ...plain, resource: tools });
    const [app] = await harness.connectedApps.list(who.session);
    await harness.connectedApps.revoke(who.session, app?.id ?? "");
    expect(await introspect(harness, tokens.access_token)).toEqual({ active: false });
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", resource: tools };
    expect((await tokenRequest(harness, webApp, refresh)).status).toBe(400);
  });

  it.each(["https://tools.example/mcp/", "https://TOOLS.example:443/mcp"])(
    "is known by the spelling %s, too",
    async (resource) => {
      const who = await harness.signIn(`Person at ${resource}`);
      const code = await obtainCode(harness, who, webApp, { ...plain, resource });
      const answer = await tokenRequest(harness, webApp, { ...code, resource });
      const { access_token } = (await answer.json()) as { access_token: string };
      expect(await introspect(harness, access_token)).toMatchObject({ active: true, aud: tools });
    },
  );

  it.each([
    ["an API that is not opened", closed],
    ["an API that is opened to apps with a document only", forDocuments],
    ["an API of an app in the settings", buddysApi],
    ["an API that is not declared", "https://tools.example/other"],
    ["what is below an opened API", "https://tools.example/mcp/deeper"],
  ])("opens nothing else: %s is invalid_target", async (_, resource) => {
    for (const client of [webApp, nativeApp]) {
      expect(await walk(client, { resource })).toMatchObject({ error: "invalid_target", asked: [] });
    }
  });

  it("never asks for a scope that isn't opened, also where another opened API has one of that name", async () => {
    const walked = await walk(webApp, { resource: tools, scope: "tools:read tools:admin" });
    expect(scopesOf(walked, "Tools").map(({ name }) => name)).toEqual(["tools:read"]);
  });

  it("asks for all opened scopes when the app names none of them, in every way to leave them out", async () => {
    for (const scope of [undefined, "unknown:scope", "openid profile"]) {
      const walked = await walk(nativeApp, { resource: tools, scope });
      expect(scopesOf(walked, "Tools").map(({ name }) => name)).toEqual(["tools:read", "tools:write"]);
    }
  });

  it("gives no token when the person unticked everything", async () => {
    const who = await harness.signIn("Person who unticks");
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(webApp, challenge, { ...plain, resource: tools });
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { scopes: [] });
    const redemption = {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: webApp.redirectUri,
    };
    for (const resource of [{}, { resource: tools }]) {
      const answer = await tokenRequest(harness, webApp, { ...redemption, ...resource });
      expect(answer.status).toBe(400);
      expect(await answer.json()).not.toHaveProperty("access_token");
    }
  });

  it("gives no token by a code that was for signing in only", async () => {
    const code = await obtainCode(harness, await harness.signIn("Person signing in"), webApp, { scope: "openid" });
    const answer = await tokenRequest(harness, webApp, { ...code, resource: tools });
    expect(await answer.json()).toMatchObject({ error: "invalid_target" });
  });

  it("gives no other API's token by a refresh token", async () => {
    const who = await harness.signIn("Person with a refresh token");
    const tokens = await obtainTokens(harness, who, webApp, { ...plain, resource: tools });
    for (const resource of [closed, buddysApi, host]) {
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", resource };
      expect(await (await tokenRequest(harness, webApp, refresh)).json()).toMatchObject({ error: "invalid_target" });
    }
  });

  it("asks again for a scope that is new, and only for that", async () => {
    const who = await harness.signIn("Person asked again");
    await obtainTokens(harness, who, webApp, { ...plain, resource: tools });
    const again = authorizationRequest(webApp, newVerifier().challenge, {
      ...plain,
      resource: tools,
      scope: "tools:read tools:write",
    });
    const { asked } = await walkAuthorization(harness, who, `/oauth2/authorize?${again}`);
    expect(asked.flatMap(({ groups }) => groups).flatMap(({ scopes }) => scopes.map(({ name }) => name))).toEqual([
      "tools:write",
    ]);
  });

  it("is not given without a page before the person has allowed it", async () => {
    for (const scope of ["tools:read", undefined]) {
      const walked = await walk(webApp, { resource: tools, prompt: "none", scope }, "Person who was never asked");
      expect(walked).toMatchObject({ error: "consent_required", asked: [] });
    }
  });

  it("lets the API exchange the app's token for what the operator entrusts to it, until the person removes access", async () => {
    const who = await harness.signIn("Person whose token is exchanged");
    const tokens = await obtainTokens(harness, who, webApp, { ...plain, resource: tools });
    const exchange = async (resource: string) => {
      const fields = {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: tokens.access_token,
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        resource,
      };
      const api = basic("calendar-api", "the secret of the calendar API");
      return (await harness.form("/oauth2/token", fields, api)).json();
    };
    expect(await exchange(`${notesAudience}/`)).toMatchObject({ scope: "notes:read" });
    expect(await exchange(closed)).toMatchObject({ error: "invalid_target" });
    const [app] = await harness.connectedApps.list(who.session);
    await harness.connectedApps.revoke(who.session, app?.id ?? "");
    expect(await exchange(notesAudience)).toMatchObject({ error: "invalid_request" });
  });

  it("makes no services and no devices of such apps", async () => {
    for (const grant_type of ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"]) {
      const answer = await tokenRequest(harness, webApp, { grant_type, resource: tools, scope: "tools:read" });
      expect(answer.status).toBe(400);
    }
    const fields = { client_id: nativeApp.clientId, resource: tools, scope: "tools:read" };
    expect((await harness.form("/oauth2/device_authorization", fields)).status).toBe(400);
  });
});

describe("access while the person is away", () => {
  it("is a line with a box for an app that can't know the scope's name, and refreshes when it stays ticked", async () => {
    const who = await harness.signIn("Person away");
    const { asked } = await walkAuthorization(
      harness,
      who,
      `/oauth2/authorize?${authorizationRequest(nativeApp, newVerifier().challenge, { ...plain, resource: tools })}`,
    );
    expect(asked[0]?.offlineScope).toMatchObject({ name: "offline_access", optional: true });
    const tokens = await obtainTokens(harness, who, nativeApp, { ...plain, resource: tools });
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "", resource: tools };
    const refreshed = (await (await tokenRequest(harness, nativeApp, refresh)).json()) as { access_token: string };
    expect(await introspect(harness, refreshed.access_token)).toMatchObject({ active: true, aud: tools });
  });

  it("is not given when the person unticks it", async () => {
    const who = await harness.signIn("Person who stays");
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(nativeApp, challenge, { ...plain, resource: tools });
    const options = { scopes: ["tools:read"] };
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, options);
    const answer = await tokenRequest(harness, nativeApp, {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: nativeApp.redirectUri,
      resource: tools,
    });
    const tokens = (await answer.json()) as Record<string, unknown>;
    expect(tokens["access_token"]).toBeDefined();
    expect(tokens).not.toHaveProperty("refresh_token");
  });

  it("is not asked for an app that registered for no refresh, or that knows OpenID Connect", async () => {
    const brief = await register("https://brief.example/callback", { grant_types: ["authorization_code"] });
    expect((await walk(brief, { resource: tools })).asked[0]?.offlineScope).toBeUndefined();
    const openid = await walk(webApp, { resource: tools, scope: "openid tools:read" });
    expect(openid.asked[0]?.offlineScope).toBeUndefined();
  });

  it("is never added for an app in the settings", async () => {
    const walked = await walk(buddy, { resource: buddysApi, scope: "calendar:read" });
    expect(walked.asked[0]?.offlineScope).toBeUndefined();
  });
});
