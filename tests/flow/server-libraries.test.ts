import { once } from "node:events";
import type { Server } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { serve } from "@hono/node-server";
import { getAuth, initOidcAuthMiddleware, oidcAuthMiddleware, processOAuthCallback } from "@hono/oidc-auth";
import express from "express";
import openid from "express-openid-connect";
import { Hono } from "hono";
import { AuthorizationCode } from "simple-oauth2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuthBrowser } from "#tests/support/auth-browser.ts";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { type CertificateAuthority, createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { startTlsFront } from "#tests/support/tls-front.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

// Libraries for apps with a server, as published and with their defaults. They insist on https, so the portal has it.

const clientSecret = "the secret of an app with a library";
const usualAuthorities = getCACertificates("default");
const stops: (() => Promise<unknown>)[] = [];
let authority: CertificateAuthority;
let harness: Harness;
let ports: { express: number; hono: number };

const callbackAt = (port: number) => `http://localhost:${port}/callback`;

beforeAll(async () => {
  authority = createCertificateAuthority();
  setDefaultCACertificates([...usualAuthorities, authority.certificate]);
  const first = await findFreePorts(3);
  ports = { express: first + 1, hono: first + 2 };
  const app = (clientId: string, redirectUri: string, settings: object) => ({
    clientId,
    clientSecret,
    name: clientId,
    redirectUris: [redirectUri],
    ...settings,
  });
  harness = await startAuthorizationServer(
    await openEmbeddedTestDatabase(),
    {
      clients: [
        app("simple-oauth2", "https://app.example/callback", { requirePkce: false }),
        app("auth-js", "https://app.example/auth/callback/portico", { claimsInIdToken: true }),
        app("express", callbackAt(ports.express), { claimsInIdToken: true }),
        app("hono", callbackAt(ports.hono), { claimsInIdToken: true }),
      ],
    },
    { issuer: `https://localhost:${first}` },
  );
  const own = authority.issue("localhost", "/CN=localhost", "DNS:localhost");
  stops.push(await startTlsFront(first, Number(new URL(harness.url).port), own));
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  await harness.close();
  await harness.database.close();
  setDefaultCACertificates(usualAuthorities);
  authority.remove();
});

/** Visits an app that wants people to sign in, does so, and answers with what the app shows then. */
async function signInAt(appUrl: string): Promise<{ visitor: CookieBrowser; shown: unknown }> {
  const visitor = new CookieBrowser(appUrl);
  const sent = await visitor.fetch("/");
  const ada = await harness.signIn("Ada Lovelace", undefined, { username: "countess" });
  const { callback } = await walkAuthorization(harness, ada, sent.headers.get("location") ?? "");
  const back = await visitor.fetch(callback);
  expect([back.status, back.headers.get("location")]).toEqual([302, expect.any(String)]);
  return { visitor, shown: await (await visitor.fetch("/")).json() };
}

/** Closes it after the tests. */
function listening(server: Server): void {
  stops.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
}

describe("simple-oauth2", () => {
  it("redeems, refreshes, and revokes what it has", async () => {
    const redirect_uri = "https://app.example/callback";
    const client = new AuthorizationCode({
      client: { id: "simple-oauth2", secret: clientSecret },
      auth: {
        tokenHost: harness.issuer,
        tokenPath: "/oauth2/token",
        authorizePath: "/oauth2/authorize",
        revokePath: "/oauth2/revoke",
      },
    });
    const scope = "openid profile offline_access";
    const request = client.authorizeURL({ redirect_uri, scope, state: "the-state" });
    const { callback } = await walkAuthorization(harness, await harness.signIn(), request);
    const redeemed = await client.getToken({ redirect_uri, code: callback.searchParams.get("code") ?? "" });
    const refreshed = await redeemed.refresh();
    expect(refreshed.token["refresh_token"]).not.toBe(redeemed.token["refresh_token"]);
    await refreshed.revokeAll();
    await expect(refreshed.refresh()).rejects.toMatchObject({ data: { payload: { error: "invalid_grant" } } });
  });
});

describe("Auth.js", () => {
  it("takes the person from the ID token", async () => {
    const visitor = new AuthBrowser("https://app.example", {
      secret: "a secret of the app's own, long enough",
      trustHost: true,
      basePath: "/auth",
      providers: [
        { id: "portico", name: "Portico", type: "oidc", issuer: harness.issuer, clientId: "auth-js", clientSecret },
      ],
    });
    const session = await visitor.signIn(async (request) => {
      return (await walkAuthorization(harness, await harness.signIn(), request)).callback;
    });
    expect(session).toMatchObject({ user: { name: "Ada Lovelace", email: "ada@example.com" } });
  });
});

describe("express-openid-connect", () => {
  it("signs in, and shows the person of the ID token", async () => {
    const baseURL = `http://localhost:${ports.express}`;
    const app = express();
    app.use(
      openid.auth({
        issuerBaseURL: harness.issuer,
        baseURL,
        clientID: "express",
        clientSecret,
        secret: "a secret of the app's own, long enough",
        authorizationParams: { response_type: "code" },
      }),
    );
    app.get("/", (request, response) => void response.json(request.oidc.user));
    listening(app.listen(ports.express, "localhost"));
    expect((await signInAt(baseURL)).shown).toMatchObject({
      name: "Ada Lovelace",
      preferred_username: "countess",
      email: "ada@example.com",
    });
  });
});

describe("@hono/oidc-auth", () => {
  it("signs in with every scope that discovery names, and knows the address", async () => {
    const baseUrl = `http://localhost:${ports.hono}`;
    const app = new Hono();
    app.use(
      initOidcAuthMiddleware({
        OIDC_AUTH_SECRET: "a secret of the app's own, long enough",
        OIDC_ISSUER: harness.issuer,
        OIDC_CLIENT_ID: "hono",
        OIDC_CLIENT_SECRET: clientSecret,
      }),
    );
    app.get("/callback", (context) => processOAuthCallback(context));
    app.use("*", oidcAuthMiddleware());
    app.get("/", async (context) => context.json(await getAuth(context)));
    const server = serve({ fetch: app.fetch, port: ports.hono, hostname: "localhost" }) as Server;
    await once(server, "listening");
    listening(server);
    const { shown } = await signInAt(baseUrl);
    expect(shown).toMatchObject({ email: "ada@example.com", rtk: expect.stringMatching(/^ptc_rt_/) });
  });
});
