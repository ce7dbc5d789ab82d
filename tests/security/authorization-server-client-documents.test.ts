import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { exportJWK, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { type CertificateAuthority, createCertificateAuthority } from "#tests/support/local-certificates.ts";
import {
  authorizationRequest,
  newVerifier,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

interface Page {
  status?: number;
  headers?: Record<string, string>;
  body: string | object;
}

/** Somebody else's web host: what it serves by path, and who asked. */
const pages = new Map<string, Page>();
const asked: string[] = [];
let host: Server;
let origin: string;
let authority: CertificateAuthority;
let trustedBefore: string[];
let harness: Harness;

beforeAll(async () => {
  authority = createCertificateAuthority();
  trustedBefore = getCACertificates();
  setDefaultCACertificates([...trustedBefore, authority.certificate]);
  const { certificate, key } = authority.issue("localhost", "/CN=localhost", "DNS:localhost");
  host = createServer({ cert: certificate, key }, (request, response) => {
    asked.push(request.url ?? "");
    const page = pages.get(request.url ?? "");
    const body = typeof page?.body === "object" ? JSON.stringify(page.body) : (page?.body ?? "");
    response.writeHead(page?.status ?? (page ? 200 : 404), { "content-type": "application/json", ...page?.headers });
    response.end(body);
  });
  await new Promise<void>((resolve) => host.listen(0, "localhost", resolve));
  origin = `https://localhost:${(host.address() as AddressInfo).port}`;
  harness = await start({ allowPrivateNetwork: true });
});
afterAll(async () => {
  setDefaultCACertificates(trustedBefore);
  host.closeAllConnections();
  host.close();
  authority.remove();
  await harness.close();
  await harness.database.close();
});
beforeEach(() => void asked.splice(0));

const start = async (clientIdMetadataDocuments: object | undefined, database = openEmbeddedTestDatabase()) =>
  startAuthorizationServer(await database, {
    ...testConfig,
    ...(clientIdMetadataDocuments ? { clientIdMetadataDocuments } : {}),
  });

/** A correct document at an address of its own; `change` replaces or (with undefined) leaves out. */
function publish(change: Record<string, unknown> = {}, page: Partial<Page> = {}): RawClient {
  const path = `/${randomUUID()}/client.json`;
  const clientId = origin + path;
  const redirectUri = `${origin}/callback`;
  const document = {
    client_id: clientId,
    client_name: "Pocket Notes",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
    ...change,
  };
  pages.set(path, { body: document, ...page });
  return { clientId, redirectUri, secret: undefined };
}

const pathOf = ({ clientId }: RawClient) => new URL(clientId).pathname;

async function ask(client: RawClient, server = harness, change: Record<string, string> = {}) {
  const { browser } = await server.signIn();
  const request = authorizationRequest(client, newVerifier().challenge, change);
  const answer = await browser.fetch(`/oauth2/authorize?${request}`);
  return new URL(answer.headers.get("location") ?? "", server.issuer);
}

async function expectRefused(client: RawClient, server = harness) {
  const page = await ask(client, server);
  expect([page.pathname, page.searchParams.get("code")]).toEqual(["/error", "client_unknown"]);
}

describe("an app with a document about itself", () => {
  it("signs people in without having registered, asked as an app nobody reviewed, by its host's name", async () => {
    const client = publish();
    const who = await harness.signIn("Reader of notes");
    const request = authorizationRequest(client, newVerifier().challenge, { scope: "openid profile" });
    const { asked: questions } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`);
    expect(questions[0]?.client).toMatchObject({
      name: "Pocket Notes",
      hostName: new URL(origin).host,
      reviewed: false,
      logoUri: undefined,
    });
    const tokens = await obtainTokens(harness, who, client, { scope: "openid offline_access", prompt: "consent" });
    expect(tokens.id_token).toBeDefined();
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
    expect((await tokenRequest(harness, client, refresh)).status).toBe(200);
    const [app] = await harness.connectedApps.list(who.session);
    expect(app).toMatchObject({ name: "Pocket Notes", hostName: new URL(origin).host, reviewed: false });
  });

  it("gets an API that is opened to such apps, with its scopes as boxes, and none that is opened to registered ones only", async () => {
    const api = (kind: "documents" | "registered") => ({
      identifier: `https://${kind}.example/mcp`,
      name: kind,
      scopes: ["tools:read"],
      openTo: [kind],
    });
    const server = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
      ...harnessConfig,
      resources: [...testConfig.resources, api("documents"), api("registered")],
    });
    try {
      const client = publish();
      const change = { nonce: undefined, scope: "tools:read", resource: "https://documents.example/mcp" };
      const who = await server.signIn();
      const request = authorizationRequest(client, newVerifier().challenge, change);
      const { asked: questions } = await walkAuthorization(server, who, `/oauth2/authorize?${request}`);
      expect(questions[0]?.groups).toMatchObject([
        { api: { title: "documents" }, scopes: [{ name: "tools:read", optional: true }] },
      ]);
      const tokens = await obtainTokens(server, who, client, change);
      expect(tokens.scope).toBe("tools:read");
      expect(tokens.refresh_token).toBeDefined();
      const elsewhere = { scope: "openid tools:read", resource: "https://registered.example/mcp" };
      const other = await ask(client, server, elsewhere);
      expect(other.searchParams.get("error")).toBe("invalid_target");
    } finally {
      await server.close();
      await server.database.close();
    }
  });

  it("is kept in the database before it has its code, for the process that gets it and for the person's list", async () => {
    const database = await openEmbeddedTestDatabase();
    const [saving, saved] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let decided = false;
    const server = await startAuthorizationServer(
      {
        ...database,
        async transaction(work) {
          if (decided) {
            saving.resolve();
            await saved.promise;
          }
          return database.transaction(work);
        },
      },
      harnessConfig,
    );
    try {
      const client = publish();
      const { browser } = await server.signIn();
      const asking = await browser.fetch(`/oauth2/authorize?${authorizationRequest(client, newVerifier().challenge)}`);
      const page = asking.headers.get("location") ?? "";
      const [uid, cookies] = [/^\/consent\/([^?]+)/.exec(page)?.[1] ?? "", browser.cookieHeader(page)];
      const session = await server.vault.authenticate(cookies);
      const step = await server.server.consent.open(uid, cookies, session);
      const formToken = step.kind === "ask" ? step.view.formToken : "";
      const decision = { allow: true, scopes: [], formToken };
      const { redirectTo } = await server.server.consent.decide(uid, cookies, session, decision);
      decided = true;
      const order: string[] = [];
      const answer = browser.fetch(redirectTo).then(({ headers }) => {
        order.push("answered");
        return headers.get("location");
      });
      await saving.promise;
      // Long enough for an answer that doesn't wait.
      for (let time = 0; time < 5; time++) await fetch(`${server.url}/.well-known/openid-configuration`);
      order.push("saved");
      saved.resolve();
      expect(await answer).toContain("code=ptc_ac_");
      expect(order).toEqual(["saved", "answered"]);
    } finally {
      await server.close();
      await database.close();
    }
  });

  it("is named by its document's host and by the program on this computer that its answer goes to", async () => {
    const client = { ...publish({ application_type: "native", redirect_uris: ["http://127.0.0.1/cb"] }) };
    const { challenge } = newVerifier();
    const request = authorizationRequest({ ...client, redirectUri: "http://127.0.0.1:4242/cb" }, challenge);
    const walked = await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${request}`);
    expect(walked.asked[0]?.client).toMatchObject({ hostName: new URL(origin).host, program: "127.0.0.1:4242" });
    expect(walked.callback.searchParams.has("code")).toBe(true);
  });

  it("is fetched once, however many come at the same time", async () => {
    const client = publish({}, { headers: { "cache-control": "max-age=3600" } });
    await Promise.all([ask(client), ask(client), ask(client)]);
    await ask(client);
    expect(asked).toEqual([pathOf(client)]);
  });

  it("may authenticate by a key that its document names, and then must", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: "1" }] };
    const client = publish({ token_endpoint_auth_method: "private_key_jwt", jwks });
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(client, challenge);
    const { callback } = await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${request}`);
    const redemption = {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: client.redirectUri,
    };
    expect((await tokenRequest(harness, client, redemption)).status).toBe(401);
    const signed = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setIssuer(client.clientId)
      .setSubject(client.clientId)
      .setAudience(harness.issuer)
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(privateKey);
    const answer = await tokenRequest(harness, client, {
      ...redemption,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: signed,
    });
    expect(answer.status).toBe(200);
  });

  it.each(["http://[::1]:51234/callback", "com.example.notes:/callback"])(
    "of a native one its answer may go to %s, and the page's policy is told so",
    async (redirectUri) => {
      const client = publish({ application_type: "native", redirect_uris: [redirectUri] });
      const page = await ask({ ...client, redirectUri });
      expect(page.pathname).toMatch(/^\/consent\//);
      expect(await harness.server.consent.answerAddressFor(page.pathname)).toBe(redirectUri);
    },
  );

  it("passes over grants and a logo that aren't for it", async () => {
    const client = publish({
      grant_types: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
      logo_uri: "https://bank.example/logo.svg",
    });
    expect((await ask(client)).pathname).toMatch(/^\/consent\//);
    const device = await harness.form("/oauth2/device_authorization", { client_id: client.clientId, scope: "openid" });
    expect(device.status).toBe(400);
  });
});

describe("a document is refused", () => {
  it.each<[string, Record<string, unknown>]>([
    ["that names another client_id", { client_id: "https://localhost/other" }],
    ["without client_id", { client_id: undefined }],
    ["with a secret", { client_secret: "everybody can read this" }],
    ["with a secret's end", { client_secret_expires_at: 0 }],
    ["that authenticates by a secret", { token_endpoint_auth_method: "client_secret_basic" }],
    ["that authenticates by a key it doesn't name", { token_endpoint_auth_method: "private_key_jwt" }],
    ["that returns to a script", { redirect_uris: ["javascript:alert(1)"] }],
    ["that returns by http", { redirect_uris: ["http://app.example/callback"], application_type: "web" }],
    ["that returns to another host", { redirect_uris: ["https://elsewhere.example/callback"] }],
    ["that returns to another host, spelled in capitals", { redirect_uris: ["HTTPS://elsewhere.example/callback"] }],
    ["that returns to another host after a space", { redirect_uris: [" https://elsewhere.example/callback"] }],
    ["that returns to another host, with a tab", { redirect_uris: ["ht\ttps://elsewhere.example/callback"] }],
    ["that signs out to another host", { post_logout_redirect_uris: ["Https://elsewhere.example/bye"] }],
    ["without redirect_uris", { redirect_uris: undefined }],
    ["that wants service tokens only", { grant_types: ["client_credentials"] }],
    ["whose name hides something", { client_name: "Notes\u202e" }],
  ])("%s", async (_, change) => {
    const client = publish(change);
    const [redirectUri = client.redirectUri] = (change["redirect_uris"] as string[] | undefined) ?? [];
    await expectRefused({ ...client, redirectUri });
  });

  it.each<[string, Partial<Page>]>([
    ["that is elsewhere now", { status: 302, headers: { location: "/elsewhere" } }],
    ["that isn't there", { status: 404 }],
    ["whose host fails", { status: 500 }],
    ["that isn't JSON by its type", { headers: { "content-type": "text/html" } }],
    ["that isn't JSON", { body: "<html>" }],
    ["that is a list", { body: [] }],
    ["that is too large", { body: { filler: "x".repeat(11_000) } }],
  ])("%s", async (_, page) => {
    const client = publish({}, page);
    await expectRefused(client);
    expect(asked).toEqual([pathOf(client)]);
    // Asked again at once, the host is left alone.
    await expectRefused(client);
    expect(asked).toHaveLength(1);
  });

  it("at an address that isn't spelled in the one way", async () => {
    const client = publish();
    const path = pathOf(client);
    const spellings = [
      `${origin}/./${path.slice(1)}`,
      `${origin}${path}#fragment`,
      `${origin}${path}?x=1`,
      origin.replace("https://", "https://user@") + path,
      origin.replace("localhost", "LOCALHOST") + path,
      `${origin}/`,
      client.clientId.replace("https:", "http:"),
    ];
    for (const clientId of spellings) await expectRefused({ ...client, clientId });
    expect(asked).toEqual([]);
  });
});

it("endpoints without a limit per address fetch nothing for an app that nobody allowed", async () => {
  const client = publish();
  const form = { token: "x", client_id: client.clientId };
  expect((await harness.form("/oauth2/introspect", form)).status).toBe(400);
  expect((await harness.form("/oauth2/revoke", form)).status).toBe(400);
  expect(asked).toEqual([]);
});

describe("an app that nobody has allowed", () => {
  const faults = { "prompt=none": { prompt: "none" }, "a faulty request": { response_type: "token" } };
  const leaving = () => {
    const client = publish({ post_logout_redirect_uris: [`${origin}/bye`] });
    const params = { client_id: client.clientId, post_logout_redirect_uri: `${origin}/bye` };
    return { client, endSession: `/oauth2/end-session?${new URLSearchParams(params)}` };
  };
  const locationOf = async (answer: Promise<Response>) =>
    new URL((await answer).headers.get("location") ?? "", harness.issuer);
  const allow = async (client: RawClient) => void (await obtainTokens(harness, await harness.signIn(), client));

  it.each(Object.entries(faults))("gets nobody led to its host by %s, until somebody allows it", async (_, change) => {
    const client = publish();
    expect((await ask(client, harness, change)).pathname).toBe("/error");
    await allow(client);
    await expect.poll(async () => (await ask(client, harness, change)).href).toContain(`${origin}/callback`);
  });

  it("gets nobody led to its host by the continuation of a request that never was, and isn't fetched for it", async () => {
    const client = publish();
    const request = authorizationRequest(client, newVerifier().challenge);
    const { browser } = await harness.signIn();
    const continued = () => locationOf(browser.fetch(`/oauth2/authorize/never?${request}`));
    expect((await continued()).pathname).toBe("/error");
    expect(asked).toEqual([]);
    await ask(client);
    expect((await continued()).pathname).toBe("/error");
  });

  it("isn't fetched for the continuation of another app's request", async () => {
    const [begun, other] = [publish(), publish()];
    const who = await harness.signIn();
    const start = await who.browser.fetch(`/oauth2/authorize?${authorizationRequest(begun, newVerifier().challenge)}`);
    const uid = (start.headers.get("location") ?? "").split("/").pop();
    // In another session the request can't go on, and what the URL says is believed instead of what was begun.
    await harness.signIn("Grace Hopper", who);
    const query = authorizationRequest(other, newVerifier().challenge);
    const page = await locationOf(who.browser.fetch(`/oauth2/authorize/${uid}?${query}`));
    expect(page.pathname).toBe("/error");
    expect(asked).toEqual([pathOf(begun)]);
  });

  it("gets nobody led to its host by a sign-in alone", async () => {
    const client = publish();
    const claims = JSON.stringify({ id_token: { sub: { value: "somebody-else" } } });
    const request = authorizationRequest(client, newVerifier().challenge, { claims });
    const who = await harness.signIn();
    const onSignIn = () => harness.signIn("Ada Lovelace", who);
    const { callback, asked: questions } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, {
      onSignIn,
    });
    expect([callback.pathname, questions]).toEqual(["/error", []]);
  });

  it("is told of a person's no", async () => {
    const client = publish();
    const request = authorizationRequest(client, newVerifier().challenge);
    const who = await harness.signIn();
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { allow: false });
    expect(callback.href).toContain(`${origin}/callback?error=access_denied`);
  });

  it("gets nobody led to its host by a sign-out, and its document isn't fetched for one", async () => {
    const { client, endSession } = leaving();
    const { browser } = await harness.signIn();
    const page = await locationOf(browser.fetch(endSession));
    expect([page.pathname, page.searchParams.get("code")]).toEqual(["/error", "client_unknown"]);
    const question = new URLSearchParams(endSession.split("?")[1]);
    await expect(harness.server.logout.open(question, null)).rejects.toMatchObject({ code: "client_unknown" });
    const hint = `e30.${Buffer.from(JSON.stringify({ aud: client.clientId })).toString("base64url")}.x`;
    const hinted = await locationOf(browser.fetch(`/oauth2/end-session?id_token_hint=${hint}`));
    expect(hinted.pathname).toBe("/error");
    expect(asked).toEqual([]);
  });

  it("leads people on after a sign-out once somebody has allowed it", async () => {
    const { client, endSession } = leaving();
    await allow(client);
    const signedOut = () => locationOf(fetch(`${harness.issuer}${endSession}`, { redirect: "manual" }));
    await expect.poll(async () => (await signedOut()).href).toBe(`${origin}/bye`);
  });
});

describe("an app whose document", () => {
  it("can't be reached for a while goes on with what people allowed, and begins nothing new", async () => {
    const client = publish();
    const tokens = await obtainTokens(harness, await harness.signIn(), client, {
      scope: "openid offline_access",
      prompt: "consent",
    });
    const failing = { status: 503, body: "" };
    pages.set(pathOf(client), failing);
    const restarted = await startAuthorizationServer(harness.database, harnessConfig, { issuer: harness.issuer });
    try {
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
      expect((await tokenRequest(restarted, client, refresh)).status).toBe(200);
      await expectRefused(client, restarted);
    } finally {
      await restarted.close();
    }
  });

  it("is gone is unknown from then on", async () => {
    const client = publish();
    const tokens = await obtainTokens(harness, await harness.signIn(), client, {
      scope: "openid offline_access",
      prompt: "consent",
    });
    pages.delete(pathOf(client));
    const restarted = await startAuthorizationServer(harness.database, harnessConfig, { issuer: harness.issuer });
    try {
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
      expect((await tokenRequest(restarted, client, refresh)).status).toBe(400);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      expect((await fetch(`${restarted.url}/oauth2/userinfo`, { headers })).status).toBe(400);
    } finally {
      await restarted.close();
    }
  });
});

const harnessConfig = { ...testConfig, clientIdMetadataDocuments: { allowPrivateNetwork: true } };

describe("by the operator's choice", () => {
  const withServer = async (settings: object | undefined, check: (server: Harness) => Promise<void>) => {
    const server = await start(settings);
    try {
      await check(server);
    } finally {
      await server.close();
      await server.database.close();
    }
  };
  const discovered = async (server: Harness) =>
    (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;

  it("documents are off unless switched on, and discoverable then", async () => {
    expect((await discovered(harness))["client_id_metadata_document_supported"]).toBe(true);
    await withServer(undefined, async (server) => {
      expect(await discovered(server)).not.toHaveProperty("client_id_metadata_document_supported");
      await expectRefused(publish(), server);
      expect(asked).toEqual([]);
    });
  });

  it("switched off again, an app that people had allowed is unknown", async () => {
    const client = publish();
    await obtainTokens(harness, await harness.signIn(), client);
    const restarted = await startAuthorizationServer(harness.database, testConfig, { issuer: harness.issuer });
    try {
      await expectRefused(client, restarted);
    } finally {
      await restarted.close();
    }
  });

  it("nothing is fetched from private addresses", async () => {
    await withServer({}, async (server) => {
      await expectRefused(publish(), server);
      expect(asked).toEqual([]);
    });
  });

  it("nothing is fetched from a host that isn't allowed", async () => {
    await withServer({ allowPrivateNetwork: true, allowedHosts: ["apps.example"] }, async (server) => {
      await expectRefused(publish(), server);
      expect(asked).toEqual([]);
    });
    await withServer({ allowPrivateNetwork: true, allowedHosts: [new URL(origin).host] }, async (server) => {
      expect((await ask(publish(), server)).pathname).toMatch(/^\/consent\//);
    });
  });
});
