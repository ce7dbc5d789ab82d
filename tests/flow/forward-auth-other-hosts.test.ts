import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Database } from "#server/database/database.ts";
import { type RecordingApi, startRecordingApi } from "#tests/support/bff-harness.ts";
import { type ForwardHostsWorld, startForwardHosts } from "#tests/support/forward-hosts-world.ts";
import { greetWebSockets, tryWebSocket } from "#tests/support/forward-web-socket.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import type { HostBrowser } from "#tests/support/host-browser.ts";
import { startProxy } from "#tests/support/reverse-proxy.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const ownLink = { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

// The documented examples for an app on a host of its own, run as they stand by the real thing.
describe.each([
  ["nginx", "/usr/sbin/nginx", "other-host.nginx.conf"],
  ["caddy", "/usr/bin/caddy", "other-host.Caddyfile"],
] as const)("%s", (proxy, binary, example) => {
  describe.skipIf(!existsSync(binary))(`needs Debian's package ${proxy}`, () => {
    let database: Database;
    let world: ForwardHostsWorld;
    let app: RecordingApi;
    let running: { stop(): Promise<void> };
    let port: number;
    let portal: string;
    let wiki: string;
    let browser: HostBrowser;

    function startExample(port: number, porticoPort: number) {
      return startProxy(proxy, example, port, {
        "127.0.0.1:3000": `127.0.0.1:${porticoPort}`,
        "127.0.0.1:8080": new URL(app.url).host,
        // Caddy has the port in its site addresses, nginx in its listen lines.
        ...(proxy === "caddy" ? { "login.example.org:8000": `login.example.org:${port}` } : {}),
        ...(proxy === "caddy" ? { "grafana.example.org:8000": `grafana.example.org:${port}` } : {}),
        ...(proxy === "nginx" ? { "127.0.0.1:8000": `127.0.0.1:${port}` } : {}),
        "login.example.org": "login.localhost",
        "grafana.example.org": "wiki.localhost",
      });
    }

    beforeAll(async () => {
      port = await findFreePorts(1);
      portal = `http://login.localhost:${port}`;
      wiki = `http://wiki.localhost:${port}`;
      database = await openEmbeddedTestDatabase();
      app = await startRecordingApi();
      world = await startForwardHosts({ database, portal, apps: [wiki], proxyPort: port });
      running = await startExample(port, world.port);
    });

    afterAll(async () => {
      await running?.stop();
      await world?.close();
      await app?.close();
      await database?.close();
    });

    beforeEach(() => {
      browser = world.newBrowser();
      app.seen.length = 0;
    });

    async function signedIn() {
      const session = await world.signIn(browser, ["staff"]);
      const { addresses } = await browser.follow(`${wiki}/page?a=1&b=2`);
      return { session, addresses };
    }

    it("signs in at the portal's host and comes back to the app's", async () => {
      const away = await browser.follow(`${wiki}/page?a=1&b=2`);
      const signIn = new URL(away.addresses.at(-1) ?? "");
      expect(signIn.origin + signIn.pathname).toBe(`${portal}/sign-in`);
      expect(app.seen).toEqual([]);
      await world.signIn(browser);
      const back = await browser.follow(portal + signIn.searchParams.get("return_to"));
      expect(back.addresses.at(-1)).toBe(`${wiki}/page?a=1&b=2`);
      expect(back.answer.status).toBe(200);
      expect(app.seen.map(({ url }) => url)).toEqual(["/page?a=1&b=2"]);
    });

    it("tells the app who it is, whatever the caller wrote, and keeps the cookie from it", async () => {
      await signedIn();
      browser.cookies(wiki).set("theme", "dark");
      app.seen.length = 0;
      const forged = { "X-Auth-Request-User": "admin", "X-Auth-Request-Groups": "admins" };
      expect((await browser.ask(`${wiki}/page`, forged)).status).toBe(200);
      expect(app.seen[0]?.headers).toMatchObject({
        "x-auth-request-user": world.person.userId,
        "x-auth-request-email": "ada@example.com",
        "x-auth-request-groups": "staff",
      });
      expect(app.seen[0]?.headers.cookie).toBe("theme=dark");
    });

    it("signs in by the shortest way when the person is signed in at the portal", async () => {
      const { addresses } = await signedIn();
      const paths = addresses.map((address) => new URL(address).origin + new URL(address).pathname);
      expect(paths.slice(-3)).toEqual([`${portal}/oauth2/handover`, `${wiki}/oauth2/callback`, `${wiki}/page`]);
    });

    it("shows a person who is not allowed a page that leads to another account and back", async () => {
      const eve = { email: "eve@other.example", displayName: "Eve <b>" };
      const { id } = await database.prisma.user.update({ where: { id: world.person.userId }, data: eve });
      onTestFinished(async () => {
        const ada = { email: "ada@example.com", displayName: "Ada Lovelace" };
        await database.prisma.user.update({ where: { id }, data: ada });
      });
      await world.signIn(browser);
      const { answer } = await browser.follow(`${wiki}/page?a=1&b=2`);
      expect([answer.status, answer.headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
      expect(answer.body).toContain("Eve &lt;b&gt;");
      const back = `/oauth2/start?${new URLSearchParams({ rd: `${wiki}/page?a=1&b=2` })}`;
      const other = `${portal}/sign-in?${new URLSearchParams({ prompt: "select_account", return_to: back })}`;
      expect(answer.body).toContain(`href="${other.replaceAll("&", "&amp;")}"`);
      expect(app.seen).toEqual([]);
      const programs = await browser.ask(`${wiki}/page`, { Accept: "application/json" });
      expect([programs.status, JSON.parse(programs.body).code]).toEqual([403, "app_not_allowed"]);
    });

    it("is refused, not sent round in circles, while neither setting is there", async () => {
      const otherPort = await findFreePorts(1);
      const bare = await startForwardHosts({
        database,
        portal: `http://login.localhost:${otherPort}`,
        apps: [],
        trustedProxies: [],
        proxyPort: otherPort,
      });
      const proxied = await startExample(otherPort, bare.port);
      onTestFinished(async () => {
        await proxied.stop();
        await bare.close();
      });
      const visitor = bare.newBrowser();
      const at = `http://wiki.localhost:${otherPort}`;
      for (const path of ["/page", "/oauth2/start?rd=/page", "/page"]) {
        expect((await visitor.ask(at + path, { Accept: "*/*" })).status, path).toBe(403);
        const { headers } = await visitor.ask(at + path);
        expect(headers.location ?? "", path).not.toMatch(/^\/|wiki/);
      }
      expect(bare.warned).toMatchObject([
        { host: at, proxy: "127.0.0.1", missing: "forwardAuth.origins, trustedProxies" },
      ]);
      expect(app.seen).toEqual([]);
    });

    it("refuses from the moment the session has ended", async () => {
      const { session } = await signedIn();
      expect((await browser.ask(`${wiki}/page`)).status).toBe(200);
      await world.vault.end(session, "signed_out");
      app.seen.length = 0;
      expect((await browser.ask(`${wiki}/page`)).status).toBe(303);
      expect(app.seen).toEqual([]);
    });

    it("signs out for a link of the app's own pages, and asks first for any other", async () => {
      await signedIn();
      const foreign = { ...ownLink, "Sec-Fetch-Site": "cross-site" };
      expect((await browser.ask(`${wiki}/oauth2/sign_out`, foreign)).headers.location).toBe(`${portal}/sign-out`);
      expect((await browser.ask(`${wiki}/page`)).status).toBe(200);
      expect((await browser.ask(`${wiki}/oauth2/sign_out?rd=/bye`, ownLink)).headers.location).toBe("/bye");
      expect((await browser.ask(`${wiki}/page`)).status).toBe(303);
    });

    it("doesn't let a caller choose the host by a header", async () => {
      await signedIn();
      const forged = { "X-Forwarded-Host": "other.localhost", "X-Forwarded-Proto": "https" };
      expect((await browser.ask(`${wiki}/page`, forged)).status).toBe(200);
      const answer = await browser.ask(`${portal}/oauth2/userinfo`, { ...forged, Accept: "*/*" });
      expect(JSON.parse(answer.body)).toMatchObject({ user: world.person.userId });
    });

    it("answers userinfo at the app's host", async () => {
      await signedIn();
      const { body } = await browser.ask(`${wiki}/oauth2/userinfo`);
      expect(JSON.parse(body)).toMatchObject({ user: world.person.userId, groups: ["staff"] });
    });

    it("lets a signed-in person's WebSocket through, and nobody else's", async () => {
      const sockets = greetWebSockets(app);
      await signedIn();
      app.seen.length = 0;
      const address = `ws://127.0.0.1:${port}/live`;
      const { host } = new URL(wiki);
      expect(await tryWebSocket(address, { Host: host, ...browser.cookieHeader(wiki) })).toBe("hello");
      expect(app.seen[0]?.headers["x-auth-request-user"]).toBe(world.person.userId);

      app.seen.length = 0;
      expect(await tryWebSocket(address, { Host: host, "Sec-Fetch-Mode": "websocket" })).toBe(401);
      // Not every browser says more of a handshake than that it is one.
      expect(await tryWebSocket(address, { Host: host })).toBe(401);
      expect(app.seen).toEqual([]);
      sockets.close();
    });
  });
});
