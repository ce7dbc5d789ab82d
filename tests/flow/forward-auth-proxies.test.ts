import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ForwardAuthWorld, startForwardAuthWorld } from "#tests/support/forward-auth-world.ts";
import { greetWebSockets, tryWebSocket } from "#tests/support/forward-web-socket.ts";

// The documented examples, run as they stand by the real thing.
describe.each([
  ["nginx", "/usr/sbin/nginx"],
  ["caddy", "/usr/bin/caddy"],
] as const)("%s", (proxy, binary) => {
  describe.skipIf(!existsSync(binary))(`needs Debian's package ${proxy}`, () => {
    let world: ForwardAuthWorld;

    beforeAll(async () => {
      world = await startForwardAuthWorld(proxy);
    });

    afterAll(() => world.close());

    beforeEach(() => {
      world.app.seen.length = 0;
    });

    it("lets a signed-in person through and tells the app who it is", async () => {
      const session = world.vault.add("s1");
      const { status } = await world.get("/wiki/page?a=1&b=2", { Cookie: world.cookieOf(session) });
      expect(status).toBe(200);
      const [seen] = world.app.seen;
      expect(seen?.url).toBe("/wiki/page?a=1&b=2");
      expect(seen?.headers["x-auth-request-user"]).toBe("user-of-s1");
      expect(seen?.headers["x-auth-request-email"]).toBe("ada@example.com");
    });

    it("sends somebody who is signed out to the sign-in, and back to where they were going", async () => {
      const started = await world.get("/wiki/page?a=1&b=2");
      const location = started.headers.location ?? "";
      const next = location.startsWith("/sign-in") ? location : (await world.get(location)).headers.location;
      expect(started.status).toBe(303);
      expect(next).toBe(`/sign-in?return_to=${encodeURIComponent("/wiki/page?a=1&b=2")}`);
      expect(world.app.seen).toEqual([]);
    });

    it("sends a form that was posted while signed out to the sign-in, without its body", async () => {
      const { status } = await world.get("/wiki/save", {}, "POST");
      expect(status).toBe(303);
      expect(world.app.seen).toEqual([]);
    });

    it("refuses somebody who is not allowed with 403, not with another sign-in", async () => {
      const session = world.vault.add("s2", { email: "eve@other.example" });
      const { status } = await world.get("/wiki/", { Cookie: world.cookieOf(session) });
      expect(status).toBe(403);
      expect(world.app.seen).toEqual([]);
    });

    it("shows a person who is not allowed a page with a way on, and leaves the app's own 403 alone", async () => {
      const page = { Accept: "text/html,application/xhtml+xml", "Sec-Fetch-Mode": "navigate" };
      const eve = world.vault.add("s6", { email: "eve@other.example", displayName: "Eve" });
      const refused = await world.get("/wiki/page?a=1&b=2", { ...page, Cookie: world.cookieOf(eve) });
      expect([refused.status, refused.headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
      expect(refused.headers["content-security-policy"]).toContain("default-src 'none'");
      expect(refused.headers["cache-control"]).toBe("no-store");
      expect(refused.body).toContain("eve@other.example");
      const back = new URLSearchParams({ prompt: "select_account", return_to: "/wiki/page?a=1&b=2" });
      expect(refused.body).toContain(`href="${world.origin}/sign-in?${back}"`.replaceAll("&", "&amp;"));

      const program = await world.get("/wiki/", { Accept: "application/json", Cookie: world.cookieOf(eve) });
      expect([program.status, JSON.parse(program.body).code]).toEqual([403, "app_not_allowed"]);

      const usual = world.app.answer;
      world.app.answer = (_, response) => void response.writeHead(403).end("the app's own");
      const { body } = await world.get("/wiki/", { ...page, Cookie: world.cookieOf(world.vault.add("s7")) });
      world.app.answer = usual;
      expect(body).toBe("the app's own");
    });

    it("carries a signed-in person's WebSocket, and refuses anybody else's with a status", async () => {
      const sockets = greetWebSockets(world.app);
      const address = `${world.origin.replace("http:", "ws:")}/wiki/live`;
      const session = world.vault.add("s8");
      expect(await tryWebSocket(address, { Cookie: world.cookieOf(session) })).toBe("hello");
      expect(world.app.seen[0]?.headers["x-auth-request-user"]).toBe("user-of-s8");
      world.app.seen.length = 0;
      // Not every browser says more of a handshake than that it is one.
      expect(await tryWebSocket(address, {})).toBe(401);
      expect(await tryWebSocket(address, { "Sec-Fetch-Mode": "websocket" })).toBe(401);
      const eve = world.vault.add("s9", { email: "eve@other.example" });
      expect(await tryWebSocket(address, { Cookie: world.cookieOf(eve) })).toBe(403);
      expect(world.app.seen).toEqual([]);
      sockets.close();
    });

    it("answers 401 to a program that wants no page", async () => {
      expect((await world.get("/wiki/", { Accept: "application/json" })).status).toBe(401);
      expect(world.app.seen).toEqual([]);
    });

    it("does not pass on an identity that the caller wrote", async () => {
      const session = world.vault.add("s3", { username: undefined });
      await world.get("/wiki/", {
        Cookie: world.cookieOf(session),
        "X-Auth-Request-User": "admin",
        "X-Auth-Request-Email": "admin@example.com",
        "X-Auth-Request-Preferred-Username": "admin",
        "X-Auth-Request-Groups": "admins",
      });
      const { headers } = world.app.seen[0] ?? {};
      expect(headers?.["x-auth-request-user"]).toBe("user-of-s3");
      expect(headers?.["x-auth-request-groups"] ?? "").toBe("");
      expect(headers?.["x-auth-request-preferred-username"] ?? "").toBe("");
    });

    it("keeps the session cookie from the app, and leaves the app its own", async () => {
      const session = world.vault.add("s4");
      await world.get("/wiki/", { Cookie: `theme=dark; ${world.cookieOf(session)}; lang=de` });
      const cookie = world.app.seen[0]?.headers.cookie;
      expect(cookie).not.toContain("portico");
      expect(cookie).toMatch(/^theme=dark;\s*lang=de$/);
    });

    it("refuses from the moment the session has ended", async () => {
      const session = world.vault.add("s5");
      const headers = { Cookie: world.cookieOf(session) };
      expect((await world.get("/wiki/", headers)).status).toBe(200);
      await world.vault.end(session);
      expect((await world.get("/wiki/", headers)).status).toBe(303);
    });

    it("does not let anybody ask /oauth2/auth past it for the app", async () => {
      const { status } = await world.get("/wiki/../oauth2/auth");
      expect([200, 401, 404]).toContain(status);
      expect(world.app.seen).toEqual([]);
    });

    it("passes everything else to the portal", async () => {
      expect((await world.get("/account")).body).toBe("portal /account");
    });
  });
});
