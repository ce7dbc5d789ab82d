import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  basic,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type CertificateAuthority, createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { authorizationRequest, newVerifier, type RawClient } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const initialAccessToken = "an-initial-access-token-of-the-operator";
const config = {
  ...testConfig,
  dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
  clientIdMetadataDocuments: { allowPrivateNetwork: true },
};

/** A web host with documents of apps, by path. */
const documents = new Map<string, object>();
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
    const document = documents.get(request.url ?? "");
    response.writeHead(document ? 200 : 404, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => host.listen(0, "localhost", resolve));
  origin = `https://localhost:${(host.address() as AddressInfo).port}`;
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), config);
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  setDefaultCACertificates(trustedBefore);
  host.closeAllConnections();
  host.close();
  authority.remove();
  await harness.close();
  await harness.database.close();
});

/** A client and what takes its redirect address away from it. */
interface Changing extends RawClient {
  change(): Promise<void>;
}

function withDocument(redirectUri: string, next: string | undefined): Changing {
  const path = `/${randomUUID()}/client.json`;
  const type = redirectUri.startsWith("https:") ? "web" : "native";
  const publish = (uri: string) =>
    documents.set(path, { client_id: origin + path, application_type: type, redirect_uris: [uri] });
  publish(redirectUri);
  return {
    clientId: origin + path,
    redirectUri,
    secret: undefined,
    async change() {
      if (next) publish(next);
      else documents.delete(path);
      // The shortest time for which a document is believed.
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    },
  };
}

async function registered(redirectUri: string, next: string | undefined): Promise<Changing> {
  const claims = { client_name: "Pocket Notes", redirect_uris: [redirectUri] };
  const send = async (method: string, path: string, token: string, body?: object) =>
    (
      await fetch(path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    )
      .json()
      .catch(() => undefined) as Promise<Record<string, string>>;
  const app = await send("POST", `${harness.url}/oauth2/register`, initialAccessToken, claims);
  const { client_id = "", registration_client_uri: uri = "", registration_access_token: token = "" } = app;
  return {
    clientId: client_id,
    redirectUri,
    secret: app["client_secret"],
    async change() {
      if (next) await send("PUT", uri, token, { client_id, ...claims, redirect_uris: [next] });
      else await send("DELETE", uri, token);
    },
  };
}

async function atQuestion(who: SignedIn, query: URLSearchParams, server = harness) {
  const asked = await who.browser.fetch(`/oauth2/authorize?${query}`);
  const path = new URL(asked.headers.get("location") ?? "", harness.issuer).pathname;
  const uid = path.slice("/consent/".length);
  const cookies = who.browser.cookieHeader(path);
  const session = await server.vault.authenticate(cookies);
  const step = await server.server.consent.open(uid, cookies, session);
  if (step.kind !== "ask") throw new Error(`not asked: ${path}`);
  const { formToken } = step.view;
  const decide = (allow: boolean, at = server) =>
    at.server.consent.decide(uid, cookies, session, { allow, scopes: [], formToken });
  return { uid, cookies, session, decide };
}

const codeOf = (answer: Promise<unknown>) => answer.catch(({ code }: { code?: string }) => code);
const landing = async (who: SignedIn, path: string) => {
  const answer = await who.browser.fetch(path);
  const { pathname, searchParams } = new URL(answer.headers.get("location") ?? "", harness.issuer);
  return [pathname, searchParams.get("code")];
};

const web = ["https://notes.example/callback", "https://notes.example/elsewhere"] as const;
const cases: [string, () => Changing | Promise<Changing>, string][] = [
  ["a document names another web address", () => withDocument(`${origin}/a`, `${origin}/b`), "redirect_uri_mismatch"],
  [
    "a document names another path of this computer",
    () => withDocument("http://127.0.0.1/a", "http://127.0.0.1/b"),
    "redirect_uri_mismatch",
  ],
  ["a document names another scheme", () => withDocument("com.a.app:/cb", "com.b.app:/cb"), "redirect_uri_mismatch"],
  ["a document is gone", () => withDocument(`${origin}/a`, undefined), "client_unknown"],
  ["a registration names another address (RFC 7592)", () => registered(...web), "redirect_uri_mismatch"],
  ["a registration is deleted (RFC 7592)", () => registered(web[0], undefined), "client_unknown"],
];

describe.each(cases)("when after the request %s", (_, make, code) => {
  it("the question is asked no more, its answer connects nothing, and leads nowhere", async () => {
    const client = await make();
    const who = await harness.signIn("Asked Too Late");
    const question = await atQuestion(who, authorizationRequest(client, newVerifier().challenge));
    await client.change();
    expect(await codeOf(question.decide(true))).toBe(code);
    expect(await codeOf(question.decide(false))).toBe(code);
    expect(await codeOf(harness.server.consent.open(question.uid, question.cookies, question.session))).toBe(code);
    const apps = await harness.connectedApps.list(who.session);
    expect(apps.filter(({ clientId }) => clientId === client.clientId)).toEqual([]);
  });

  it.each([true, false])(
    "an answer that was given before (allow: %s) leads to the error page, not to the app",
    async (allow) => {
      const client = await make();
      const who = await harness.signIn("Answered Before");
      const { decide } = await atQuestion(who, authorizationRequest(client, newVerifier().challenge));
      const { redirectTo } = await decide(allow);
      await client.change();
      expect(await landing(who, redirectTo)).toEqual(["/error", code]);
      const rows = await harness.database.query(
        "SELECT 1 AS one FROM oidc_records WHERE model = 'AuthorizationCode' AND client_id = $1",
        [client.clientId],
      );
      expect(rows).toEqual([]);
    },
  );
});

it("a pushed request is compared again when the browser brings it, and again after the question", async () => {
  const push = async (client: RawClient) => {
    const query = authorizationRequest(client, newVerifier().challenge);
    const answer = await harness.form(
      "/oauth2/par",
      Object.fromEntries(query),
      basic(client.clientId, client.secret ?? ""),
    );
    const { request_uri = "" } = (await answer.json()) as { request_uri?: string };
    return new URLSearchParams({ client_id: client.clientId, request_uri });
  };
  const early = await registered(...web);
  const who = await harness.signIn();
  const pushed = await push(early);
  await early.change();
  expect(await landing(who, `/oauth2/authorize?${pushed}`)).toEqual(["/error", "redirect_uri_mismatch"]);

  const late = await registered(...web);
  const { decide } = await atQuestion(who, await push(late));
  const { redirectTo } = await decide(true);
  await late.change();
  expect(await landing(who, redirectTo)).toEqual(["/error", "redirect_uri_mismatch"]);
});

it("a client that was taken out of the settings gets no answer, also to what was allowed before", async () => {
  const buddy = testConfig.clients[0];
  if (!buddy) throw new Error("no client");
  const who = await harness.signIn();
  const client = { clientId: buddy.clientId, redirectUri: buddy.redirectUris?.[0] ?? "", secret: undefined };
  const ask = () => atQuestion(who, authorizationRequest(client, newVerifier().challenge, { prompt: "consent" }));
  const [answered, open] = [await ask(), await ask()];
  const { redirectTo } = await answered.decide(true);
  const without = await startAuthorizationServer(
    harness.database,
    { ...config, clients: testConfig.clients.filter(({ clientId }) => clientId !== buddy.clientId) },
    { issuer: harness.issuer },
  );
  try {
    expect(await codeOf(open.decide(true, without))).toBe("client_unknown");
    who.browser.answeredFrom(without.url);
    expect(await landing(who, redirectTo)).toEqual(["/error", "client_unknown"]);
  } finally {
    await without.close();
  }
});
